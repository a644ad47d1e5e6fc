"""`manage.py publish`."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from scheduling.models import PostingSchedule


@pytest.fixture
def due(post):
    """A post that is due by the real clock, on which the command runs."""
    now = timezone.now()
    PostingSchedule.objects.filter(pk=post.pk).update(due_at=now, scheduled_at=now)
    return post


def run(*words) -> str:
    out = StringIO()
    call_command("publish", *words, stdout=out)
    return out.getvalue()


def test_it_publishes_what_is_due(due, network):
    assert json.loads(run("--due", "--json"))["published"] == 1
    assert network.keys() == [due.pk.hex]


def test_it_says_what_it_did(due, network):
    assert "published: 1" in run()
    assert "published: 0" in run()


def test_it_publishes_the_given_posts(due, network):
    assert json.loads(run(str(due.pk), "--json")) == {str(due.pk): "posted"}


def test_a_given_post_still_waits_for_its_time(due, network):
    later = timezone.now() + timezone.timedelta(hours=1)
    PostingSchedule.objects.filter(pk=due.pk).update(due_at=later)
    assert json.loads(run(str(due.pk), "--json")) == {str(due.pk): "pending"}
    assert network.posts == []


@pytest.mark.parametrize("pk", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_an_unknown_id_is_a_sentence(db, pk):
    with pytest.raises(CommandError, match="There is no post"):
        run(pk)


@pytest.mark.parametrize("words", [("--due", "some-id"), ("--limit", "0")])
def test_nonsense_is_refused(db, words):
    with pytest.raises(CommandError):
        run(*words)
