"""Instagram by both logins, against a double that speaks its protocol."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from platforms.adapters import get_adapter
from platforms.adapters.types import Absent, Found, Operation, Unknown
from platforms.exceptions import (
    Duplicate,
    NotSent,
    OutcomeUnknown,
    RateLimited,
    ReconnectNeeded,
    Rejected,
    StepFailed,
    Unsupported,
)
from platforms.specs import get_spec
from platforms.specs.types import COUNTERS
from tests.platforms.adapters.meta_contract import (
    TOKEN,
    MetaContract,
    direct_connection,
    stored_photo,
)
from tests.platforms.doubles.instagram import ACCOUNT, InstagramDouble
from tests.platforms.doubles.meta import error
from tests.platforms.rate_headers import meta_used_up

pytestmark = pytest.mark.django_db


class InstagramContract(MetaContract):
    placement = "instagram_reels"
    login = "instagram"

    @pytest.fixture
    def connection(self, team):
        return direct_connection(team, "instagram", ACCOUNT, metadata={"login": self.login})

    @pytest.fixture
    def network(self, settings):
        double = InstagramDouble(TOKEN, by_facebook=self.login == "facebook")
        names = ("instagram", "instagram_facebook_login", "instagram_upload")
        settings.PLATFORM_BASE_URLS = dict.fromkeys(names, double.base_url)
        yield double
        double.stop()

    @pytest.fixture
    def adapter(self, connection, network):
        return get_adapter(connection)

    def worded(self, text):
        return {"caption": text}

    def test_reel_carries_caption_cover_and_options(self, publish, network, media_file):
        publish(
            text="Tea", thumbnail=stored_photo(1), options={"share_to_feed": True, "unknown": 1}
        )
        post = next(iter(network.posts.values()))
        assert (post["kind"], post["caption"], post["share_to_feed"]) == ("REELS", "Tea", True)
        assert "cover_url" in post
        assert "unknown" not in post
        with media_file.open() as file:
            assert post["content"] == file.read()


class TestInstagramLogin(InstagramContract):
    used_up = staticmethod(meta_used_up)

    def test_words_of_a_live_post_stay(self, adapter):
        assert {"update", "delete"}.isdisjoint(adapter.capabilities)
        with pytest.raises(Unsupported):
            adapter.delete("1")

    def test_photo_goes_into_the_feed(self, publish, network):
        publish(platform="instagram", media=(stored_photo(1),), options={"alt_text": "A cup"})
        post = next(iter(network.posts.values()))
        assert (post["kind"], post["content"], post["alt_text"]) == ("IMAGE", b"photo 1", "A cup")

    def test_photos_become_a_carousel_in_order(self, publish, network):
        publish(platform="instagram", media=(stored_photo(2), stored_photo(1), stored_photo(3)))
        post = next(iter(network.posts.values()))
        assert post["content"] == [b"photo 2", b"photo 1", b"photo 3"]

    def test_items_of_a_carousel_are_made_once_over_two_tries(self, adapter, request_, network):
        request = replace(request_, platform="instagram", media=(stored_photo(1), stored_photo(2)))
        handles: dict = {}
        network.misbehave("ok", "error_500_before", route="upload")
        with pytest.raises(StepFailed):
            adapter.prepare(request, handles)
        adapter.prepare(request, handles)
        assert len(network.containers) == 3

    def test_story_has_no_caption(self, publish, network):
        publish(options={"placement": "story"})
        assert network.accepted() == ["STORIES"]

    def test_figures_of_a_photo_include_the_visits_it_brought(self, adapter, publish, network):
        post_id = publish(platform="instagram", media=(stored_photo(1),)).post_id
        network.pass_time(86_400)
        reading = adapter.fetch_metrics(post_id)
        known = {name for name in COUNTERS if getattr(reading, name) is not None}
        assert known == get_spec("instagram").counters
        assert (reading.profile_visits, reading.followers_gained) == (24, 24)

    def test_likes_are_read_from_the_post_when_there_are_no_insights(
        self, adapter, publish, network
    ):
        post_id = publish().post_id
        network.pass_time(86_400)
        network.insights = lambda call: error(400, 10, None, "Not enough viewers")
        reading = adapter.fetch_metrics(post_id)
        assert (reading.likes, reading.comments_count, reading.views) == (120, 1, None)

    def test_story_longer_than_a_minute_is_refused_before_sending(self, adapter, request_):
        long = replace(request_.media[0], duration_sec=61.0, size_bytes=200_000_000)
        story = replace(request_, media=(long,), options={"placement": "story"})
        assert len(adapter.validate(story)) == 2

    @pytest.mark.parametrize(
        "address", ["http://localhost:8000", "https://10.0.0.7", "https://studio.local"]
    )
    def test_server_that_nobody_reaches_is_said_before_sending(
        self, adapter, request_, settings, address
    ):
        settings.BASE_URL = address
        assert any("BASE_URL" in sentence for sentence in adapter.validate(request_))

    # containers

    def test_file_in_work_is_taken_up_by_the_next_try(self, adapter, request_, network):
        handles: dict = {}
        network.work_seconds = 300
        with pytest.raises(StepFailed, match="still working"):
            adapter.prepare(request_, handles)
        network.pass_time(301)
        adapter.prepare(request_, handles)
        assert len(network.containers) == 1

    @pytest.mark.parametrize("status", ["EXPIRED", "ERROR"])
    def test_spoilt_container_is_replaced(self, adapter, request_, network, status):
        handles = adapter.prepare(request_, {})
        network.spoil(status, "Error: Media upload has failed with error code 2207053")
        old = handles["container"]
        assert adapter.prepare(request_, handles)["container"] != old

    def test_file_that_instagram_cannot_read_is_refused_for_good(self, adapter, request_, network):
        handles = adapter.prepare(request_, {})
        network.spoil("ERROR", "Error: Media upload has failed with error code 2207026")
        with pytest.raises(Rejected, match="2207026"):
            adapter.prepare(request_, handles)

    def test_container_that_is_live_is_not_published_again(self, adapter, request_, network):
        handles = adapter.prepare(request_, {})
        adapter.publish(request_, handles, timeout_seconds=5)
        with pytest.raises(Duplicate, match="already"):
            adapter.prepare(request_, handles)

    def test_used_up_quota_waits_before_anything_is_made(self, adapter, request_, network):
        network.quota_used = 50
        with pytest.raises(RateLimited, match="50 posts in 24 hours"):
            adapter.prepare(request_, {})
        assert network.containers == {}

    # looking up

    def test_live_container_that_is_not_listed_yet_proves_nothing(self, adapter, request_, network):
        handles = adapter.prepare(request_, {})
        adapter.publish(request_, handles, timeout_seconds=5)
        network.lag_listing(60)
        operation = Operation("op-1", request_, handles, datetime.now(UTC))
        assert isinstance(adapter.lookup(operation, now=datetime.now(UTC)), Unknown)

    def test_container_that_was_not_published_is_absent(self, adapter, request_, network):
        handles = adapter.prepare(request_, {})
        operation = Operation("op-1", request_, handles, datetime.now(UTC))
        assert adapter.lookup(operation, now=datetime.now(UTC)) == Absent()

    def test_same_words_of_last_week_are_another_post(self, adapter, publish, network, operation):
        publish()
        network.pass_time(7 * 86_400)
        later = replace(operation, sent_at=datetime.now(UTC) + timedelta(days=7))
        assert adapter.lookup(later, now=later.sent_at) == Absent()

    def test_only_story_is_the_one_that_was_sent(self, adapter, request_, network):
        story = replace(request_, options={"placement": "story"})
        handles = adapter.prepare(story, {})
        operation = Operation("op-1", story, handles, datetime.now(UTC))
        assert adapter.lookup(operation, now=datetime.now(UTC)) == Absent()
        adapter.publish(story, handles, timeout_seconds=5)
        assert isinstance(adapter.lookup(operation, now=datetime.now(UTC)), Found)

    def test_two_stories_cannot_be_told_apart(self, adapter, request_, network):
        story = replace(request_, options={"placement": "story"})
        handles = adapter.prepare(story, {})
        adapter.publish(story, handles, timeout_seconds=5)
        adapter.publish(story, adapter.prepare(story, {}), timeout_seconds=5)
        operation = Operation("op-1", story, handles, datetime.now(UTC))
        assert isinstance(adapter.lookup(operation, now=datetime.now(UTC)), Unknown)

    # codes

    @pytest.mark.parametrize(
        ("code", "subcode", "meaning"),
        [
            (25, 2207050, Rejected),
            (36003, 2207009, Rejected),
            (352, 2207026, Rejected),
            (9, 2207042, RateLimited),
            (4, 2207051, RateLimited),
            (24, 2207008, NotSent),
            (-2, 2207020, NotSent),
            (9007, 2207027, OutcomeUnknown),
            (-1, 2207001, OutcomeUnknown),
            (1, None, OutcomeUnknown),
            (77777, None, OutcomeUnknown),
            (190, 460, ReconnectNeeded),
            (10, None, ReconnectNeeded),
            (100, 33, ReconnectNeeded),
        ],
    )
    def test_code_of_the_publishing_call_has_its_meaning(
        self, publish, network, code, subcode, meaning
    ):
        network.order("publish", error(400, code, subcode))
        with pytest.raises(meaning) as caught:
            publish()
        assert type(caught.value) is meaning
        assert network.accepted() == []

    def test_server_error_proves_nothing_whatever_its_code(self, publish, network):
        network.order("publish", error(500, 100))
        with pytest.raises(OutcomeUnknown):
            publish()

    def test_sentence_for_people_is_preferred(self, publish, network):
        network.order("publish", error(400, 100, error_user_msg="Use a shorter clip"))
        with pytest.raises(Rejected, match="Use a shorter clip"):
            publish()

    def test_deleted_post_does_not_cost_the_sign_in(self, adapter):
        with pytest.raises(Rejected):
            adapter.fetch_metrics("18999999999999999")

    def test_a_comment_below_a_post_that_is_not_known_yet_waits(self, comment):
        with pytest.raises(RateLimited):
            comment(post_id="999")

    def test_a_code_that_nobody_lists_refuses_a_comment(self, comment, network):
        network.order("comment", error(400, 31337, None, "Comments are off"))
        with pytest.raises(Rejected, match="Comments are off"):
            comment()


class TestFacebookLogin(InstagramContract):
    login = "facebook"

    # the same call by the same code as with the other login
    test_answer_that_proves_nothing_is_unknown = None
    test_drip_does_not_outlast_the_deadline = None
    test_post_accepted_after_giving_up_is_unknown = None
    test_usage_header_says_when_calls_are_taken_again = None
    test_token_is_never_said = None
    test_refused_token_asks_to_connect_again = None
    test_failed_reading_may_be_repeated = None
    test_listing_is_read_page_by_page = None
    test_slow_answer_within_the_deadline_is_an_answer = None

    # bytes are sent here, so a broken upload is a fault of another call
    def test_failed_upload_posts_nothing(self, adapter, request_, network):
        network.misbehave("error_500_before", route="send")
        with pytest.raises(StepFailed):
            adapter.prepare(request_, {})
        assert network.accepted() == []

    def test_bytes_are_sent_to_the_same_container_after_a_break(self, adapter, request_, network):
        handles: dict = {}
        network.misbehave("dropped_before", route="send")
        with pytest.raises(StepFailed):
            adapter.prepare(request_, handles)
        adapter.prepare(request_, handles)
        assert len(network.containers) == 1
        assert handles["uploaded"]

    def test_videos_need_no_public_address(self, adapter, request_, settings):
        settings.BASE_URL = "http://localhost:8000"
        assert adapter.validate(request_) == []
