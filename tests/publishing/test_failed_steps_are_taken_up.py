"""What the reversible steps made before one of them failed is used by the next try."""

from datetime import timedelta

import pytest

from platforms.exceptions import RateLimited, StepFailed
from tests.publishing.fake_network import FakeNetwork


@pytest.fixture
def container(monkeypatch):
    """Preparing makes a container, and then fails while there is an error left."""
    errors: list[Exception] = []
    seen: list[dict] = []

    def prepare(self, request, handles):
        seen.append(dict(handles))
        handles.setdefault("container", "c1")
        if errors:
            raise errors.pop()
        return handles

    monkeypatch.setattr(FakeNetwork, "prepare", prepare)
    return errors, seen


def test_next_try_goes_on_with_the_container(post, network, publish, container):
    errors, seen = container
    errors.append(StepFailed("Still working on the file."))
    publish(post)
    assert (post.status, post.attempts.get().handles) == ("pending", {"container": "c1"})
    publish(post, after=timedelta(hours=1))
    assert post.status == "posted"
    assert seen == [{}, {"container": "c1"}]


def test_refusal_while_preparing_keeps_what_was_made_on_record(post, network, publish, container):
    errors, _ = container
    errors.append(RateLimited("Come back later."))
    publish(post)
    assert post.attempts.get().handles == {"container": "c1"}
