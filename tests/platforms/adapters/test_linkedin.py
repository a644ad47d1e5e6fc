"""LinkedIn keeps the contract as a Page, and as a member does what a member may."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from platforms.adapters import get_adapter
from platforms.adapters.linkedin.little_text import from_little_text, to_little_text
from platforms.adapters.types import Absent, Found, Operation, PublishRequest, Unknown
from platforms.exceptions import (
    Duplicate,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    StepFailed,
    Unsupported,
)
from tests.contracts.platform_adapter import DEADLINE, PlatformAdapterContract
from tests.platforms.adapters.accounts import connect_directly, stored_image
from tests.platforms.doubles.linkedin import LinkedInDouble
from tests.platforms.doubles.server import Reply

PAGE = "urn:li:organization:2414183"
MEMBER = "urn:li:person:8675309"
TOKEN = "linkedin-secret-token"


@pytest.fixture
def author() -> str:
    return PAGE


@pytest.fixture
def scopes() -> list[str]:
    return []


@pytest.fixture
def connection(team, author, scopes):
    return connect_directly(
        team,
        "linkedin",
        token=TOKEN,
        platform_user_id=author.rpartition(":")[2],
        metadata={"author_urn": author},
        scopes=scopes,
    )


@pytest.fixture
def network(settings, author):
    double = LinkedInDouble(TOKEN, author)
    settings.PLATFORM_BASE_URLS = {"linkedin": double.base_url}
    yield double
    double.stop()


@pytest.fixture
def adapter(connection, network):
    adapter = get_adapter(connection)
    adapter.wait_seconds, adapter.pause_seconds = 0.2, 0.01
    return adapter


@pytest.mark.django_db
class TestLinkedInPage(PlatformAdapterContract):
    token = TOKEN

    @pytest.fixture
    def publish(self, adapter, request_):
        def run(**changes):
            if "op_key" in changes:  # LinkedIn carries no key; other words tell posts apart
                changes.setdefault("text", f"{request_.text} key: {changes['op_key']}")
            request = replace(request_, **changes)
            handles = adapter.prepare(request, {})
            return adapter.publish(request, handles, timeout_seconds=DEADLINE)

        return run

    # what LinkedIn does otherwise than the contract's usual network

    def test_post_in_work_is_polled_until_live(self, adapter, request_, network):
        """Files are worked on before the post: prepare waits."""
        network.polls_until_ready = 3
        handles = adapter.prepare(request_, {})
        assert handles["ready"] == list(handles["media"].values())

    def test_post_in_work_may_be_refused_later(self, adapter, request_, network):
        adapter.prepare(request_, handles := {})
        network.files[handles["ready"][0]]["broken"] = True
        handles["ready"].clear()
        with pytest.raises(Rejected, match="could not read the file: codec"):
            adapter.prepare(request_, handles)

    def test_metrics_hold_what_the_platform_says_and_none_elsewhere(
        self, adapter, publish, network
    ):
        post_id = publish().post_id
        network.pass_time(86_400)
        reading = adapter.fetch_metrics(post_id)
        assert (reading.impressions, reading.reach, reading.clicks) == (2400, 1920, 216)
        assert (reading.likes, reading.comments_count, reading.shares) == (48, 24, 24)
        assert (reading.views, reading.watch_time_sec) == (1200, 120)
        assert reading.saves is None
        assert not reading.is_simulated

    def test_words_can_be_changed(self, adapter, publish, request_, network):
        post_id = publish().post_id
        adapter.update(post_id, replace(request_, text="Tea (first)."))
        assert network.posts[post_id]["commentary"] == r"Tea \(first\)."

    # its quirks

    def test_video_goes_out_in_the_parts_that_linkedin_names(self, adapter, request_, network):
        handles = adapter.prepare(request_, {})
        (urn,) = handles["media"].values()
        assert len(network.files[urn]["parts"]) == 3
        assert hashlib.sha256(network.content_of(urn)).hexdigest() == request_.media[0].sha256

    def test_waiting_goes_on_with_the_next_try(self, adapter, request_, network):
        network.polls_until_ready = 10_000
        handles = {}
        with pytest.raises(StepFailed, match="still working"):
            adapter.prepare(request_, handles)
        network.polls_until_ready = 0
        adapter.prepare(request_, handles)
        assert len(network.files) == 1

    def test_several_images_are_one_post_with_their_alt_text(self, publish, network):
        pictures = (stored_image(), stored_image("cup.jpg", b"a cup"))
        post = network.posts[publish(media=pictures, options={"alt_text": "A plate"}).post_id]
        shown = post["content"]["multiImage"]["images"]
        assert [network.content_of(item["id"]) for item in shown] == [b"a plate", b"a cup"]
        assert {item["altText"] for item in shown} == {"A plate"}

    def test_link_without_media_is_a_card(self, publish, network):
        post = network.posts[publish(media=(), link_url="https://example.com/a").post_id]
        assert post["content"] == {
            "article": {"source": "https://example.com/a", "title": "Coffee"}
        }

    def test_link_beside_media_is_refused_before_sending(self, adapter, request_):
        linked = replace(request_, link_url="https://example.com/a")
        assert adapter.validate(linked) == [
            "LinkedIn shows media or a link card. Put the link into the text."
        ]

    def test_reserved_signs_are_shown_as_themselves(self, publish, network):
        post = network.posts[publish(text="Tea (50 %) for *you* @home #tea_time").post_id]
        assert post["commentary"] == r"Tea \(50 %\) for \*you\* \@home #tea\_time"

    @pytest.mark.parametrize("fault", ["forbidden", "dropped_before", "error_503_before"])
    def test_lost_part_is_a_failed_step(self, adapter, request_, network, fault):
        network.misbehave("ok", fault, route="part")
        with pytest.raises(StepFailed):
            adapter.prepare(request_, {})
        assert network.accepted() == []

    def test_upload_address_elsewhere_is_not_used(self, adapter, request_, network, monkeypatch):
        monkeypatch.setattr(network, "_address", lambda *_: "https://linkedin.com.evil.example/x")
        with pytest.raises(StepFailed, match="not its own"):
            adapter.prepare(request_, {})

    def test_duplicate_of_a_person_names_no_post(self, publish, network):
        network.misbehave("duplicate_refused")
        with pytest.raises(Duplicate) as caught:
            publish()
        assert (caught.value.post_id, caught.value.url) == ("", "")

    def test_other_post_in_a_refusal_is_no_original(self, publish, network, monkeypatch):
        other = network._error(422, "UNPROCESSABLE", "urn:li:share:1 cannot be shared again")
        monkeypatch.setattr(network, "create", lambda _call: other)
        with pytest.raises(Rejected) as caught:
            publish()
        assert not isinstance(caught.value, Duplicate)

    @pytest.mark.parametrize("ranges", [[], [(0, 10)], [(5, 109_999)], [(0, 10**9)]])
    def test_parts_that_do_not_cover_the_file_are_not_sent(
        self, adapter, request_, network, monkeypatch, ranges
    ):
        address = f"{network.base_url}/dms-uploads/x/0"
        parts = [{"uploadUrl": address, "firstByte": a, "lastByte": b} for a, b in ranges]
        value = {"video": "urn:li:video:1", "uploadToken": "", "uploadInstructions": parts}
        monkeypatch.setattr(network, "_open_video", lambda _call: Reply(200, {"value": value}))
        with pytest.raises(StepFailed, match="do not cover"):
            adapter.prepare(request_, {})

    @pytest.mark.parametrize(
        ("status", "code", "message", "error", "said"),
        [
            (426, "NONEXISTENT_VERSION", "gone", Rejected, "LINKEDIN_API_VERSION"),
            (409, "CONFLICT", "again", RateLimited, "not ready"),
            (400, "MEDIA_ASSET_WAITING_UPLOAD", "wait", RateLimited, "not ready"),
            (400, "MEDIA_ASSET_PROCESSING_FAILED", "broken", Rejected, "broken"),
            (400, "FIELD_LENGTH_TOO_LONG", "too long", Rejected, "too long"),
            (504, "GATEWAY_TIMEOUT", "late", OutcomeUnknown, "504"),
        ],
    )
    def test_codes_mean_what_linkedin_says(
        self, publish, network, monkeypatch, status, code, message, error, said
    ):
        monkeypatch.setattr(network, "create", lambda _call: network._error(status, code, message))
        with pytest.raises(error, match=said):
            publish()

    def test_a_days_quota_ends_at_midnight(self, publish, network, monkeypatch):
        throttled = network._error(429, "TOO_MANY_REQUESTS", "APPLICATION DAY limit is reached")
        monkeypatch.setattr(network, "create", lambda _call: throttled)
        with pytest.raises(RateLimited) as caught:
            publish()
        midnight = caught.value.retry_at
        assert (midnight.hour, midnight.minute, midnight.tzinfo) == (0, 0, UTC)
        assert timedelta(0) < midnight - datetime.now(UTC) <= timedelta(days=1)

    def test_post_is_known_by_its_file_even_after_an_edit(self, adapter, request_, network):
        handles = adapter.prepare(request_, {})
        sent = adapter.publish(request_, handles, timeout_seconds=DEADLINE)
        adapter.update(sent.post_id, replace(request_, text="Tea."))
        operation = Operation("op-1", request_, handles, datetime.now(UTC))
        found = adapter.lookup(operation, now=datetime.now(UTC))
        assert isinstance(found, Found)
        assert found.post_id == sent.post_id

    def test_same_words_of_long_ago_are_another_post(self, adapter, publish, network, operation):
        publish()
        network.pass_time(86_400)
        late = replace(operation, sent_at=datetime.now(UTC) + timedelta(days=1))
        assert adapter.lookup(late, now=late.sent_at) == Absent()

    def test_listing_is_read_until_it_is_older_than_the_try(
        self, adapter, publish, network, operation
    ):
        publish()
        for number in range(60):
            publish(op_key=f"later-{number}", media=())
        assert isinstance(adapter.lookup(operation, now=datetime.now(UTC)), Found)
        network.misbehave("ok", "error_500_before", route="listing")
        assert isinstance(adapter.lookup(operation, now=datetime.now(UTC)), Unknown)

    def test_unseen_post_has_zeros_and_uncommented_post_no_comments(self, adapter, publish):
        post_id = publish(media=()).post_id
        reading = adapter.fetch_metrics(post_id)
        assert (reading.impressions, reading.likes, reading.views) == (0, 0, None)
        assert adapter.fetch_comments(post_id) == []

    def test_a_comment_below_a_post_that_is_not_known_yet_waits(self, comment):
        with pytest.raises(RateLimited, match="does not know the post yet"):
            comment(post_id="urn:li:share:1")


@pytest.mark.django_db
class TestLinkedInMember:
    @pytest.fixture
    def author(self):
        return MEMBER

    @pytest.fixture
    def request_(self, connection):
        return PublishRequest(
            "op-1", "linkedin", connection.platform_user_id, "A cup of tea", (stored_image(),)
        )

    def test_member_posts_an_image_that_may_not_be_read_back(self, adapter, request_, network):
        handles = adapter.prepare(request_, {})
        result = adapter.publish(request_, handles, timeout_seconds=DEADLINE)
        assert network.posts[result.post_id]["author"] == MEMBER
        adapter.delete(result.post_id)
        assert network.posts == {}

    def test_member_cannot_be_read(self, adapter, request_):
        assert adapter.capabilities == {"account", "update", "delete", "first_comment"}
        assert not adapter.finds_comments
        operation = Operation("op-1", request_, {}, datetime.now(UTC))
        with pytest.raises(Unsupported):
            adapter.lookup(operation, now=datetime.now(UTC))
        with pytest.raises(Unsupported):
            adapter.fetch_comments("urn:li:share:1")
        with pytest.raises(Unsupported):
            adapter.fetch_metrics("urn:li:share:1")

    def test_member_is_named_without_a_count(self, adapter):
        reading = adapter.fetch_account()
        assert (reading.account_id, reading.name) == ("8675309", "Olga Owner")
        assert reading.followers_count is None

    def test_repeat_of_a_lost_post_names_the_original(self, adapter, request_, network):
        network.misbehave("accepted_then_dropped", "duplicate_refused")
        with pytest.raises(OutcomeUnknown):
            adapter.publish(request_, adapter.prepare(request_, {}), timeout_seconds=DEADLINE)
        with pytest.raises(Duplicate) as caught:
            adapter.publish(request_, adapter.prepare(request_, {}), timeout_seconds=DEADLINE)
        assert caught.value.post_id in network.posts


@pytest.mark.django_db
class TestLinkedInMemberWithAnalytics:
    @pytest.fixture
    def author(self):
        return MEMBER

    @pytest.fixture
    def scopes(self):
        return ["w_member_social", "r_member_postAnalytics", "r_member_profileAnalytics"]

    def test_counters_come_one_by_one_and_refused_ones_stay_empty(self, adapter, network):
        network.refused_queries = {"POST_SAVE", "VIDEO_PLAY"}
        reading = adapter.fetch_metrics("urn:li:share:7000000000000000001")
        assert None not in (reading.impressions, reading.reach, reading.likes, reading.clicks)
        assert (reading.saves, reading.views) == (None, None)
        assert "metrics" in adapter.capabilities

    def test_followers_are_counted(self, adapter):
        assert adapter.fetch_account().followers_count == 812


@pytest.mark.parametrize(
    "text", ["", "plain", r"a \ b", "x_y", "#tag #a_b", "f(x) < {1}|~", "100 # 1"]
)
def test_little_text_reads_back_as_it_was(text):
    assert from_little_text(to_little_text(text)) == text


def test_hashtags_may_come_back_in_the_form_of_a_template():
    assert from_little_text(r"Tea \(hot\) {hashtag|\#|tea\_time} now") == "Tea (hot) #tea_time now"
