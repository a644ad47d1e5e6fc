"""The Bluesky adapter keeps the contract against a local server, and its own rules."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import caches

from platforms.adapters import get_adapter
from platforms.adapters.bluesky import adapter as bluesky
from platforms.adapters.bluesky.records import record_key, record_of
from platforms.adapters.types import Absent, Operation, PublishRequest, Unknown
from platforms.exceptions import NotSent, RateLimited, ReconnectNeeded, Rejected
from platforms.models import Connection
from platforms.vault import seal
from tests.contracts.platform_adapter import DEADLINE, PlatformAdapterContract
from tests.factories import make_connection
from tests.platforms.doubles.bluesky import DID, HANDLE, PASSWORD, BlueskyDouble
from tests.platforms.doubles.server import Reply as Answer
from tests.platforms.rate_headers import bluesky_used_up

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.django_db
class TestBluesky(PlatformAdapterContract):
    comment_route, comments_route = "publish", "listing"
    used_up = staticmethod(bluesky_used_up)
    token = "bluesky-secret"  # the signature of every token of the double
    # a key of our own takes the place of these
    test_duplicate_refusal_names_the_original = None
    test_repeat_is_not_hidden_by_the_network = None
    test_lagging_listing_shows_the_post_later = None
    # a put record is live at once
    test_post_in_work_is_polled_until_live = None
    test_post_in_work_may_be_refused_later = None
    # the counters differ: below
    test_metrics_hold_what_the_platform_says_and_none_elsewhere = None
    test_comments_are_as_many_as_counted_newest_first = None

    @pytest.fixture
    def connection(self, team):
        connection = make_connection(
            team,
            platform="bluesky",
            platform_user_id=DID,
            platform_username=HANDLE,
            route=Connection.Route.DIRECT,
        )
        connection.access_token = seal(PASSWORD, bound_to=connection.pk)
        connection.save()
        return connection

    @pytest.fixture
    def network(self, settings):
        double = BlueskyDouble()
        settings.PLATFORM_BASE_URLS = {"bluesky": double.base_url, "bluesky_video": double.base_url}
        settings.PLATFORM_ALLOW_PRIVATE_ADDRESSES = True
        yield double
        double.stop()

    @pytest.fixture
    def adapter(self, connection, network):
        return get_adapter(connection)

    @pytest.fixture
    def kept(self):
        """The handles of each try, as the publisher keeps them."""
        return defaultdict(dict)

    @pytest.fixture
    def publish(self, adapter, request_, network, kept):
        def run(**changes):
            request = replace(request_, **changes)
            handles = kept[request.op_key]
            handles.update(adapter.prepare(request, handles))
            network.names[handles["rkey"]] = request.op_key
            return adapter.publish(request, handles, timeout_seconds=DEADLINE)

        return run

    @pytest.fixture
    def operation(self, adapter, request_, kept):
        kept["op-1"].update(adapter.prepare(request_, {}))
        return Operation("op-1", request_, kept["op-1"], datetime.now(UTC) - timedelta(seconds=5))

    def test_link_is_never_dropped_in_silence(self, adapter, request_):
        link = "https://example.org/"
        (problem,) = adapter.validate(replace(request_, link_url=link))
        assert "ut the link into the text" in problem or "Put it there" in problem
        assert adapter.validate(replace(request_, link_url=link, text=f"See {link}")) == []

    def test_repeat_makes_no_second_post(self, publish, network):
        assert publish() == publish()
        assert network.accepted() == ["op-1"]

    def test_failed_reading_may_be_repeated(self, adapter, publish, network):
        post_id = publish().post_id
        network.misbehave("error_500_before", route="metrics")
        with pytest.raises(NotSent):
            adapter.fetch_metrics(post_id)
        assert adapter.fetch_metrics(post_id).likes == 12

    def test_lookup_without_a_key_proves_nothing(self, adapter, request_):
        operation = Operation("op-1", request_, {}, NOW)
        assert isinstance(adapter.lookup(operation, now=NOW), Unknown)

    def test_counters_are_those_of_bluesky(self, adapter, publish):
        reading = adapter.fetch_metrics(publish().post_id)
        assert (reading.likes, reading.comments_count, reading.shares, reading.saves) == (
            12,
            3,
            5,
            2,
        )
        assert reading.views is None
        assert reading.reach is None

    def test_figures_of_a_deleted_post_are_refused(self, adapter, publish):
        post_id = publish().post_id
        adapter.delete(post_id)
        with pytest.raises(Rejected, match="not show this post"):
            adapter.fetch_metrics(post_id)

    def test_replies_are_newest_first_without_deleted_ones(self, adapter, publish):
        comments = adapter.fetch_comments(publish().post_id)
        assert [comment.text for comment in comments] == ["Reply 2", "Reply 3", "Reply 1"]

    # sessions

    def test_session_is_shared_and_sealed(self, adapter, connection, network):
        adapter.fetch_account()
        get_adapter(connection).fetch_account()
        assert network.sessions == 1
        sealed = caches["shared"].get(f"bluesky-session:{connection.pk}")
        assert self.token not in sealed

    def test_session_is_renewed_before_it_ends(self, adapter, connection, network):
        network.life = timedelta(minutes=2)
        adapter.fetch_account()
        network.life = timedelta(hours=2)
        get_adapter(connection).fetch_account()
        paths = [call.path for call in network.calls if "Session" in call.path]
        assert paths == [
            "/xrpc/com.atproto.server.createSession",
            "/xrpc/com.atproto.server.refreshSession",
        ]

    def test_refused_renewal_signs_in_again(self, adapter, connection, network):
        network.life = timedelta(minutes=2)
        adapter.fetch_account()
        network.refresh_tokens.clear()
        assert get_adapter(connection).fetch_account().followers_count == 321
        assert network.sessions == 2

    def test_session_that_ended_early_is_not_sent_and_opened_anew(self, adapter, publish, network):
        adapter.fetch_account()
        network.valid = "another"
        with pytest.raises(NotSent):
            publish()
        assert network.accepted() == []
        assert publish().post_id

    def test_wrong_app_password_asks_to_connect_again(self, adapter, connection):
        connection.access_token = seal("wrong", bound_to=connection.pk)
        with pytest.raises(ReconnectNeeded, match="Connect the account again"):
            adapter.fetch_account()

    def test_server_in_a_private_network_is_refused(self, adapter, connection, settings):
        settings.PLATFORM_ALLOW_PRIVATE_ADDRESSES = False
        connection.metadata = {"pds": "https://10.0.0.7"}
        with pytest.raises(Rejected, match="not a public one"):
            adapter.fetch_account()

    # codes

    def refused_with(self, publish, network, monkeypatch, status, error, **headers):
        body = {"error": error, "message": f"says {error}"}
        monkeypatch.setattr(network, "put_record", lambda call: Answer(status, body, headers))
        publish()

    @pytest.mark.parametrize(
        ("status", "error", "meaning"),
        [
            (400, "ExpiredToken", NotSent),
            (400, "InvalidToken", ReconnectNeeded),
            (401, "AuthMissing", ReconnectNeeded),
            (401, "AuthFactorTokenRequired", ReconnectNeeded),
            (400, "AccountTakedown", Rejected),
            (400, "InvalidRequest", Rejected),
            (400, "InvalidMimeType", Rejected),
            (429, "RateLimitExceeded", RateLimited),
        ],
    )
    def test_codes_have_a_meaning(self, publish, network, monkeypatch, status, error, meaning):
        with pytest.raises(meaning):
            self.refused_with(publish, network, monkeypatch, status, error)
        assert network.accepted() == []

    def test_limit_ends_when_the_header_says(self, publish, network, monkeypatch):
        reset = int(datetime.now(UTC).timestamp()) + 600
        with pytest.raises(RateLimited) as caught:
            self.refused_with(
                publish, network, monkeypatch, 429, "Limit", **{"RateLimit-Reset": str(reset)}
            )
        assert caught.value.retry_at == datetime.fromtimestamp(reset, UTC)

    # media

    def test_video_in_work_is_sent_with_a_later_try(self, adapter, request_, network, monkeypatch):
        monkeypatch.setattr(bluesky, "VIDEO_WAIT_SECONDS", 0.0)
        network.job_polls_needed = 1
        handles = adapter.prepare(request_, {})
        with pytest.raises(NotSent, match="still working"):
            adapter.publish(request_, handles, timeout_seconds=DEADLINE)
        handles = adapter.prepare(request_, handles)
        assert adapter.publish(request_, handles, timeout_seconds=DEADLINE).post_id
        uploads = [call for call in network.calls if "uploadVideo" in call.path]
        assert len(uploads) == 1

    def test_job_is_kept_when_asking_after_it_fails(self, adapter, request_, network):
        handles = {}
        network.misbehave("error_500_before", route="job")
        with pytest.raises(NotSent):
            adapter.prepare(request_, handles)
        adapter.prepare(request_, handles)
        assert len([call for call in network.calls if "uploadVideo" in call.path]) == 1
        assert handles["record"]["embed"]["$type"] == "app.bsky.embed.video"

    def test_video_that_is_there_already_goes_on_with_its_job(self, adapter, request_, network):
        first = adapter.prepare(request_, {})
        second = adapter.prepare(request_, {})
        assert first["blobs"] == second["blobs"]

    def test_video_that_fails_says_why(self, adapter, request_, network, monkeypatch):
        monkeypatch.setattr(bluesky, "VIDEO_WAIT_SECONDS", 0.0)
        network.job_polls_needed = 1
        handles = adapter.prepare(request_, {})
        network.jobs[handles["video_job"]]["failed"] = True
        with pytest.raises(Rejected, match="could not be processed"):
            adapter.prepare(request_, handles)

    def test_images_carry_their_shape_and_description(self, publish, network, media_file):
        image = replace(media_file, media_type="image", mime_type="image/jpeg")
        publish(media=(image,), options={"alt_text": "A cup"})
        (record,) = network.records.values()
        (shown,) = record["embed"]["images"]
        assert shown["alt"] == "A cup"
        assert shown["aspectRatio"] == {"width": 1080, "height": 1920}

    def test_mention_of_somebody_unknown_stays_plain_text(self, publish, network):
        publish(text="With @friend.example and @nobody.example")
        (record,) = network.records.values()
        (facet,) = record["facets"]
        assert facet["features"][0]["did"] == "did:plc:friend"

    def test_absent_is_a_missing_record_and_nothing_else(self, adapter, operation, network):
        network.misbehave("rejected", "unauthorized", "rate_limited", "ok", route="listing")
        for _ in range(3):
            assert isinstance(adapter.lookup(operation, now=NOW), Unknown)
        assert adapter.lookup(operation, now=NOW) == Absent()

    def test_a_comment_by_a_database_that_forgot_the_first_is_the_same_record(
        self, adapter, comment, words, network
    ):
        first = comment()
        handles = adapter.prepare_comment(replace(words, op_key="op1c-2"), {})
        again = adapter.add_comment(words, handles, timeout_seconds=DEADLINE)
        assert again.comment_id == first.comment_id
        assert len(network.commented()) == 1

    def test_a_comment_names_its_post_as_root_and_parent(self, comment, network, post_id):
        comment()
        (reply,) = (r["reply"] for r in network.records.values() if "reply" in r)
        assert reply["root"] == reply["parent"] == {"uri": post_id, "cid": "bafy"}


def request_with(text: str, **fields) -> PublishRequest:
    return PublishRequest("op-1", "bluesky", DID, text, (), **fields)


def record_with(text: str, **fields) -> dict:
    return record_of(request_with(text, **fields), NOW, {}, lambda handle: f"did:web:{handle}")


def test_facets_count_bytes_not_characters():
    text = "Käse 🧀 https://example.org/a. #Käse @maker.example"
    record = record_with(text)
    raw = text.encode()
    shown = [
        raw[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()
        for facet in record["facets"]
    ]
    assert shown == ["https://example.org/a", "#Käse", "@maker.example"]


def test_hashtag_within_a_link_is_part_of_the_link():
    kinds = [
        facet["features"][0]["$type"]
        for facet in record_with("See https://example.org/x#part").get("facets", [])
    ]
    assert kinds == ["app.bsky.richtext.facet#link"]


def test_link_without_media_becomes_a_card():
    record = record_with("Read this", link_url="https://example.org/", title="Cheese")
    assert record["embed"]["external"]["uri"] == "https://example.org/"
    assert record["createdAt"] == "2026-03-02T12:00:00.000Z"


def test_keys_sort_by_time_and_differ_by_post():
    early, late = record_key(NOW, "a"), record_key(NOW + timedelta(microseconds=1), "a")
    assert early < late
    assert len(early) == 13
    assert record_key(NOW, "a") != record_key(NOW, "b")
