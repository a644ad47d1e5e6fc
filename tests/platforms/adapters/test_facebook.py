"""Facebook Pages, against a double that speaks their protocol."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from platforms.adapters import get_adapter
from platforms.adapters.types import Absent, Found, Operation, PostState, PublishRequest, Unknown
from platforms.exceptions import (
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
from tests.contracts.platform_adapter import PlatformAdapterContract
from tests.platforms.adapters.meta_contract import (
    TOKEN,
    MetaContract,
    direct_connection,
    stored_photo,
)
from tests.platforms.doubles.facebook import PAGE, FacebookDouble
from tests.platforms.doubles.meta import error
from tests.platforms.doubles.server import Reply
from tests.platforms.rate_headers import meta_used_up

pytestmark = pytest.mark.django_db
REEL = {"placement": "reel"}
STORY = {"placement": "story"}


class TestFacebook(MetaContract):
    used_up = staticmethod(meta_used_up)
    placement = "facebook"

    # the deadline is the client's, as with Instagram
    test_drip_does_not_outlast_the_deadline = None
    test_post_accepted_after_giving_up_is_unknown = None

    @pytest.fixture
    def connection(self, team):
        return direct_connection(team, "facebook", PAGE)

    @pytest.fixture
    def network(self, settings):
        double = FacebookDouble(TOKEN)
        names = ("facebook", "facebook_video", "facebook_upload")
        settings.PLATFORM_BASE_URLS = dict.fromkeys(names, double.base_url)
        yield double
        double.stop()

    @pytest.fixture
    def adapter(self, connection, network):
        return get_adapter(connection)

    @pytest.fixture
    def media_file(self):
        """The contract's post is a photo: it is live at once."""
        return stored_photo(1)

    video_file = PlatformAdapterContract.media_file

    @pytest.fixture
    def video_request(self, request_, video_file):
        return replace(request_, media=(video_file,), title="Tea")

    @pytest.fixture
    def send(self, adapter, video_request):
        """Prepare and publish a video as `options` say; its handles and the result."""

        def run(options):
            request = replace(video_request, options=options)
            handles = adapter.prepare(request, {})
            result = adapter.publish(request, handles, timeout_seconds=5)
            return Operation("op-1", request, handles, datetime.now(UTC)), result

        return run

    def worded(self, text):
        return {"message": text}

    # what the contract asks in another way

    def test_failed_step_keeps_what_was_made(self, adapter, request_, network):
        request = replace(request_, media=(stored_photo(1), stored_photo(2)))
        handles: dict = {}
        network.misbehave("ok", "error_500_before", route="upload")
        with pytest.raises(StepFailed):
            adapter.prepare(request, handles)
        adapter.prepare(request, handles)
        assert list(network.photos.values()) == [b"photo 1", b"photo 2"]

    def test_words_can_be_changed(self, adapter, publish, network):
        post_id = publish().post_id
        adapter.update(post_id, replace(_blank(adapter), text="Tea first."))
        assert network.accepted() == ["Tea first."]

    def test_metrics_hold_what_the_platform_says_and_none_elsewhere(
        self, adapter, publish, network
    ):
        post_id = publish().post_id
        network.pass_time(86_400)
        reading = adapter.fetch_metrics(post_id)
        known = {name for name in COUNTERS if getattr(reading, name) is not None}
        of_videos = {"watch_time_sec", "followers_gained"}
        assert known == get_spec("facebook").counters - of_videos
        assert (reading.likes, reading.shares) == (120, 24)

    # feed

    def test_photos_are_shown_together_in_order(self, publish, network):
        publish(media=(stored_photo(2), stored_photo(1)))
        post = next(iter(network.posts.values()))
        assert post["media"] == [b"photo 2", b"photo 1"]

    def test_words_go_with_a_link(self, publish, network):
        publish(media=(), link_url="https://example.com/tea")
        assert next(iter(network.posts.values()))["link"] == "https://example.com/tea"

    def test_post_of_nothing_is_refused_before_sending(self, adapter, request_):
        assert adapter.validate(replace(request_, text="", media=()))

    def test_photos_without_words_cannot_be_told_apart(self, adapter, request_, network):
        wordless = replace(request_, text="")
        handles = adapter.prepare(wordless, {})
        operation = Operation("op-1", wordless, handles, datetime.now(UTC))
        assert adapter.lookup(operation, now=datetime.now(UTC)) == Absent()
        adapter.publish(wordless, handles, timeout_seconds=5)
        assert isinstance(adapter.lookup(operation, now=datetime.now(UTC)), Unknown)

    def test_post_that_nobody_shared_has_no_shares(self, adapter, publish):
        assert adapter.fetch_metrics(publish().post_id).shares == 0

    # videos

    @pytest.mark.parametrize(("options", "kind"), [({}, "video"), (REEL, "reel"), (STORY, "story")])
    def test_video_is_polled_until_it_is_live(
        self, adapter, send, network, video_file, options, kind
    ):
        network.work_seconds = 60
        operation, result = send(options)
        assert adapter.poll(result.handle).state == PostState.PROCESSING
        network.pass_time(61)
        live = adapter.poll(result.handle)
        assert (live.state, next(iter(network.posts.values()))["kind"]) == (PostState.LIVE, kind)
        assert live.url.startswith("https://")
        with video_file.open() as file:
            assert network.videos_[operation.handles["video"]]["bytes"] == file.read()

    @pytest.mark.parametrize("options", [{}, REEL])
    def test_video_that_cannot_be_processed_is_refused(self, adapter, send, network, options):
        _, result = send(options)
        network.fail_video("The aspect ratio is not supported")
        with pytest.raises(Rejected, match="aspect ratio"):
            adapter.poll(result.handle)

    def test_feed_video_goes_on_with_the_next_window(self, adapter, video_request, network):
        handles: dict = {}
        network.misbehave("ok", "ok", "error_500_before", route="videos")
        with pytest.raises(StepFailed):
            adapter.prepare(video_request, handles)
        assert handles["window"] == [50_000, 100_000]
        adapter.prepare(video_request, handles)
        assert len(network.videos_) == 1

    def test_session_that_is_over_is_begun_anew(self, adapter, video_request, network):
        handles: dict = {}
        network.misbehave("ok", "ok", "error_500_before", route="videos")
        with pytest.raises(StepFailed):
            adapter.prepare(video_request, handles)
        network.videos_.clear()
        assert adapter.prepare(video_request, handles)["sent"]

    def test_reel_goes_on_where_the_upload_broke_off(self, adapter, video_request, network):
        handles: dict = {}
        network.cut_after = 30_000
        with pytest.raises(StepFailed):
            adapter.prepare(replace(video_request, options=REEL), handles)
        adapter.prepare(replace(video_request, options=REEL), handles)
        sent = [call for call in network.calls if "video-upload" in call.path]
        assert [call.headers["offset"] for call in sent] == ["0", "30000"]

    def test_sent_video_is_not_sent_again(self, adapter, video_request, network):
        handles = adapter.prepare(replace(video_request, options=REEL), {})
        calls = len(network.calls)
        adapter.prepare(replace(video_request, options=REEL), handles)
        assert len(network.calls) == calls

    @pytest.mark.parametrize("options", [{}, REEL, STORY])
    @pytest.mark.parametrize("fault", ["accepted_then_dropped", "accepted_then_500"])
    def test_lost_answer_about_a_video_is_found_by_its_id(
        self, adapter, video_request, network, options, fault
    ):
        request = replace(video_request, options=options)
        handles = adapter.prepare(request, {})
        operation = Operation("op-1", request, handles, datetime.now(UTC))
        assert adapter.lookup(operation, now=datetime.now(UTC)) == Absent()
        network.misbehave(fault, route="short_videos" if options else "videos")
        with pytest.raises(OutcomeUnknown):
            adapter.publish(request, handles, timeout_seconds=5)
        assert isinstance(adapter.lookup(operation, now=datetime.now(UTC)), Found)

    def test_video_in_work_proves_nothing_yet(self, adapter, send, network):
        network.work_seconds = 60
        operation, _ = send(REEL)
        assert isinstance(adapter.lookup(operation, now=datetime.now(UTC)), Unknown)

    def test_end_of_an_upload_that_is_not_confirmed_is_unknown(
        self, adapter, video_request, network
    ):
        handles = adapter.prepare(video_request, {})
        network._finish = lambda video, body: _success(False)
        with pytest.raises(OutcomeUnknown):
            adapter.publish(video_request, handles, timeout_seconds=5)

    def test_figures_of_a_reel_are_those_of_the_video_and_its_post(self, adapter, send, network):
        _, result = send(REEL)
        post_id = adapter.poll(result.handle).post_id
        network.pass_time(86_400)
        reading = adapter.fetch_metrics(post_id)
        assert (reading.watch_time_sec, reading.followers_gained) == (2160, 24)
        assert (reading.views, reading.clicks, reading.shares) == (2400, 24, None)

    def test_description_of_a_video_can_be_changed(self, adapter, send, network):
        _, result = send({})
        adapter.update(adapter.poll(result.handle).post_id, replace(_blank(adapter), text="New"))
        assert network.accepted() == ["New"]

    # stories

    def test_photo_story_is_live_at_once_and_found_by_its_photo(self, adapter, request_, network):
        story = replace(request_, options=STORY)
        handles = adapter.prepare(story, {})
        operation = Operation("op-1", story, handles, datetime.now(UTC))
        assert adapter.lookup(operation, now=datetime.now(UTC)) == Absent()
        result = adapter.publish(story, handles, timeout_seconds=5)
        found = adapter.lookup(operation, now=datetime.now(UTC))
        assert (result.state, found.post_id) == (PostState.LIVE, result.post_id)

    def test_story_of_yesterday_is_listed_no_more(self, adapter, request_):
        story = replace(request_, options=STORY)
        handles = adapter.prepare(story, {})
        operation = Operation("op-1", story, handles, datetime.now(UTC))
        late = datetime.now(UTC) + timedelta(days=1)
        assert isinstance(adapter.lookup(operation, now=late), Unknown)

    def test_stories_have_few_abilities(self, adapter):
        for ability in (adapter.fetch_metrics, adapter.fetch_comments, adapter.delete):
            with pytest.raises(Unsupported):
                ability("story:1")

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"duration_sec": 91.0}, "3 to 90 seconds"),
            ({"duration_sec": 2.0}, "3 to 90 seconds"),
            ({"width": 1920, "height": 1080}, "9:16"),
            ({"width": 360, "height": 640}, "540 × 960"),
        ],
    )
    def test_rules_of_reels_are_checked_before_sending(
        self, adapter, video_request, video_file, change, words
    ):
        media = (replace(video_file, **change),)
        problems = adapter.validate(replace(video_request, media=media, options=REEL))
        assert len(problems) == 1
        assert words in problems[0]

    def test_reel_of_a_photo_is_refused_before_sending(self, adapter, request_):
        problems = adapter.validate(replace(request_, options=REEL))
        assert problems == ["A Facebook Reel takes a video."]

    # codes

    @pytest.mark.parametrize(
        ("code", "subcode", "meaning"),
        [
            (324, 2069019, Rejected),
            (100, 1609008, Rejected),
            (1, 1346003, Rejected),
            (368, 1390008, RateLimited),
            (1, 1366051, OutcomeUnknown),
            (1, 1609010, OutcomeUnknown),
            (2, None, OutcomeUnknown),
            (200, 1404078, ReconnectNeeded),
            (490, None, ReconnectNeeded),
            (100, 33, ReconnectNeeded),
            (77777, None, Rejected),
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

    def test_photo_that_facebook_does_not_take_is_refused_while_preparing(
        self, adapter, request_, network
    ):
        network.order("take_photo", error(400, 324, 1366046, "Photos should be less than 4 MB"))
        with pytest.raises(Rejected, match="4 MB"):
            adapter.prepare(request_, {})

    def test_connection_that_is_refused_was_sent_nothing(self, adapter, video_request, network):
        network.stop()
        with pytest.raises(NotSent):
            adapter.prepare(video_request, {})

    def test_a_comment_below_a_post_that_is_not_known_yet_waits(self, comment):
        with pytest.raises(RateLimited):
            comment(post_id="1030000000001_1")

    def test_stories_take_no_comments(self, comment, post_id):
        with pytest.raises(Unsupported):
            comment(post_id="story:1")


def _blank(adapter):
    return PublishRequest("op-1", "facebook", adapter.page_id, "", ())


def _success(value):
    return Reply(200, {"success": value})
