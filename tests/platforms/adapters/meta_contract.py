"""The contract as Meta's platforms keep it: no key of ours, posts are known by their text.

A subclass gives `connection`, `network` and `adapter`, and `TEXT` names its post.
"""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from platforms.adapters.meta import GRAPH_CODES
from platforms.adapters.types import MediaFile, Operation, PublishRequest
from platforms.exceptions import Duplicate, OutcomeUnknown, RateLimited, StepFailed
from platforms.specs import get_spec
from platforms.specs.types import COUNTERS
from platforms.vault import seal
from tests.contracts.platform_adapter import DEADLINE, PlatformAdapterContract
from tests.factories import make_connection
from tests.platforms.doubles.meta import BASE_URL, error

TOKEN = "EAAGm0PX4ZCps-secret-token"
LIMITS = sorted(code for (code, _), meaning in GRAPH_CODES.items() if meaning == "wait")


def direct_connection(team, platform: str, account_id: str, **fields):
    """An account on the network's own API with the token that the doubles take."""
    connection = make_connection(
        team, platform=platform, route="direct", platform_user_id=account_id, **fields
    )
    connection.access_token = seal(TOKEN, bound_to=connection.pk)
    connection.save()
    return connection


def stored_photo(number: int) -> MediaFile:
    """A stored JPEG of a size that all take (its bytes are not looked at here)."""
    content = f"photo {number}".encode()
    path = default_storage.save(f"photo-{number}.jpg", ContentFile(content))
    digest = hashlib.sha256(content).hexdigest()
    return MediaFile(path, "image", "image/jpeg", len(content), digest, 1080, 1080)


class MetaContract(PlatformAdapterContract):
    """What Meta cannot say is left out; what it says in its own way is checked so."""

    token = TOKEN
    placement: str  # the platform of the request

    # a container is waited for before it is published, so nothing is in work afterwards
    test_post_in_work_is_polled_until_live = None
    test_post_in_work_may_be_refused_later = None

    @pytest.fixture(autouse=True)
    def public_address(self, settings, monkeypatch):
        settings.BASE_URL = BASE_URL
        monkeypatch.setattr("platforms.adapters.meta_containers.WAITS", (0.01, 0.01))

    @pytest.fixture
    def request_(self, connection, media_file) -> PublishRequest:
        return PublishRequest(
            op_key="op-1",
            platform=self.placement,
            account_id=connection.platform_user_id,
            text="op-1",  # the contract asks for keys; a double can only show texts
            media=(media_file,),
        )

    @pytest.fixture
    def publish(self, adapter, request_):
        def run(**changes):
            changes = {"text": changes.get("op_key", request_.text), **changes}
            request = replace(request_, **changes)
            return adapter.publish(request, adapter.prepare(request, {}), timeout_seconds=DEADLINE)

        return run

    @pytest.fixture
    def operation(self, request_) -> Operation:
        return Operation("op-1", request_, {}, datetime.now(UTC) - timedelta(seconds=5))

    def test_duplicate_refusal_names_the_original(self, publish, network):
        """Meta says “duplicate” and no more: the look-up finds which."""
        publish()
        network.misbehave("duplicate_refused")
        with pytest.raises(Duplicate) as caught:
            publish()
        assert caught.value.post_id == ""

    @pytest.mark.parametrize("code", [LIMITS[0], LIMITS[-1]])
    def test_usage_header_says_when_calls_are_taken_again(self, publish, network, code):
        usage = '{"178": [{"call_count": 100, "estimated_time_to_regain_access": 7}]}'
        refusal = error(400, code)._replace(headers={"X-Business-Use-Case-Usage": usage})
        network.order("publish", refusal)
        with pytest.raises(RateLimited) as caught:
            publish()
        wait = caught.value.retry_at - datetime.now(UTC)
        assert timedelta(minutes=6) < wait <= timedelta(minutes=7)

    def test_temporary_block_waits_a_day(self, publish, network):
        network.order("publish", error(400, 368))
        with pytest.raises(RateLimited) as caught:
            publish()
        assert caught.value.retry_at - datetime.now(UTC) > timedelta(hours=23)

    def test_transient_error_proves_nothing(self, publish, network):
        network.order("publish", error(400, 100, None, is_transient=True))
        with pytest.raises(OutcomeUnknown):
            publish()

    def test_listing_is_read_page_by_page(self, adapter, publish, network, operation):
        publish()
        first = next(iter(network.posts.values()))
        for number in range(120):
            key = network.new_id()
            network.posts[key] = {**first, "id": key, **self.worded(f"later {number}")}
        assert adapter.lookup(operation, now=datetime.now(UTC)).post_id == first["id"]

    def worded(self, text: str) -> dict:
        """The field in which the double keeps a post's text."""
        raise NotImplementedError

    def test_metrics_hold_what_the_platform_says_and_none_elsewhere(
        self, adapter, publish, network
    ):
        post_id = publish().post_id
        network.pass_time(86_400)
        reading = adapter.fetch_metrics(post_id)
        known = {name for name in COUNTERS if getattr(reading, name) is not None}
        assert 0 < reading.likes < reading.views
        assert known == get_spec(self.placement).counters
        assert not reading.is_simulated

    def test_unknown_figure_does_not_hide_the_others(self, adapter, publish, network):
        post_id = publish().post_id
        network.pass_time(86_400)
        network.order("insights", error(400, 100))
        assert adapter.fetch_metrics(post_id).views == 2400

    def test_account_that_denies_a_reading_needs_a_new_sign_in_no_more_than_that(
        self, adapter, publish, network
    ):
        post_id = publish().post_id
        network.pass_time(86_400)
        network.order("insights", error(400, 10, None, "Not enough viewers"))
        assert adapter.fetch_metrics(post_id).views == 2400

    def test_failed_step_keeps_what_was_made(self, adapter, request_, network):
        handles: dict = {}
        network.misbehave("error_500_before", route="node")
        with pytest.raises(StepFailed):
            adapter.prepare(request_, handles)
        made = dict(handles)
        assert made
        assert adapter.prepare(request_, handles) == made

    def test_app_secret_proves_each_call(self, adapter, connection, network, settings):
        settings.META_APP_SECRETS = dict.fromkeys(("instagram", "facebook", "threads"), "s3cret")
        network.secret = "s3cret"
        assert type(adapter)(connection).fetch_account().followers_count > 0
