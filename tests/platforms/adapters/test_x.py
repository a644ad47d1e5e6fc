"""X keeps the contract, over real HTTP, and adds its own quirks."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from platforms.adapters import get_adapter
from platforms.adapters.types import Absent, Found, MediaFile, Operation, Unknown
from platforms.adapters.x.timeline import words_of
from platforms.adapters.x.uploads import category_of
from platforms.exceptions import (
    Duplicate,
    OutcomeUnknown,
    RateLimited,
    ReconnectNeeded,
    Rejected,
    StepFailed,
)
from tests.contracts.platform_adapter import DEADLINE, PlatformAdapterContract
from tests.platforms.adapters.accounts import connect_directly, stored_image
from tests.platforms.doubles.server import Reply
from tests.platforms.doubles.x import DUPLICATE, XDouble
from tests.platforms.rate_headers import x_used_up

TOKEN = "x-secret-token"


@pytest.mark.django_db
class TestX(PlatformAdapterContract):
    comment_route = "publish"
    used_up = staticmethod(x_used_up)
    token = TOKEN

    @pytest.fixture
    def connection(self, team):
        return connect_directly(
            team, "x", token=TOKEN, platform_user_id="2244994945", platform_username="olga"
        )

    @pytest.fixture
    def network(self, settings):
        double = XDouble(TOKEN, "2244994945")
        settings.PLATFORM_BASE_URLS = {"x": double.base_url}
        yield double
        double.stop()

    @pytest.fixture
    def adapter(self, connection, network):
        adapter = get_adapter(connection)
        adapter.wait_seconds, adapter.pause_seconds = 0.2, 0.01
        return adapter

    @pytest.fixture
    def publish(self, adapter, request_):
        def run(**changes):
            if "op_key" in changes:  # X carries no key; other words tell posts apart
                changes.setdefault("text", f"{request_.text} key: {changes['op_key']}")
            request = replace(request_, **changes)
            handles = adapter.prepare(request, {})
            return adapter.publish(request, handles, timeout_seconds=DEADLINE)

        return run

    # what X does otherwise than the contract's usual network

    def test_duplicate_refusal_names_the_original(self, adapter, publish, network, operation):
        """X does not name it; the timeline does."""
        original = publish()
        network.misbehave("duplicate_refused")
        with pytest.raises(Duplicate, match="duplicate content") as caught:
            publish()
        assert caught.value.post_id == ""
        found = adapter.lookup(operation, now=datetime.now(UTC))
        assert (found.post_id, found.url) == (original.post_id, original.url)

    def test_post_in_work_is_polled_until_live(self, adapter, request_, network):
        """Files are worked on before the post: prepare waits."""
        network.polls_until_ready = 3
        (handle,) = adapter.prepare(request_, {})["media"].values()
        assert handle["ready"]
        assert network.files[handle["id"]]["polls"] == 4

    def test_post_in_work_may_be_refused_later(self, adapter, request_, network):
        network.polls_until_ready = 10_000
        handles = {}
        with pytest.raises(StepFailed, match="still working"):
            adapter.prepare(request_, handles)
        (handle,) = handles["media"].values()
        network.files[handle["id"]]["broken"] = True
        with pytest.raises(Rejected, match="could not read the file: unsupported codec"):
            adapter.prepare(request_, handles)

    def test_metrics_hold_what_the_platform_says_and_none_elsewhere(
        self, adapter, publish, network
    ):
        post_id = publish().post_id
        network.pass_time(86_400)
        reading = adapter.fetch_metrics(post_id)
        assert (reading.impressions, reading.likes, reading.comments_count) == (2400, 72, 48)
        assert (reading.shares, reading.saves, reading.clicks) == (36, 48, 96)
        assert (reading.views, reading.profile_visits) == (1200, 120)
        assert reading.reach is None
        assert not reading.is_simulated

    def test_comments_are_as_many_as_counted_newest_first(self, adapter, publish, network):
        post_id = publish().post_id
        network.pass_time(6 * 86_400)  # X's search reaches back seven days
        comments = adapter.fetch_comments(post_id)
        assert len(comments) == adapter.fetch_metrics(post_id).comments_count == 130
        times = [comment.posted_at for comment in comments]
        assert times == sorted(times, reverse=True)
        assert comments[0].author_handle.startswith("reader")

    # its quirks

    @pytest.mark.parametrize("post_id", ["../users/me", "", "１２", "12?x=1"])
    def test_what_is_no_id_goes_into_no_path(self, adapter, network, post_id):
        for call in (adapter.fetch_metrics, adapter.delete):
            with pytest.raises(Rejected, match="no post of X"):
                call(post_id)
        assert network.calls == []

    def test_video_goes_out_in_pieces(self, adapter, request_, network, monkeypatch):
        monkeypatch.setattr("platforms.adapters.x.uploads.PIECE_BYTES", 30_000)
        (handle,) = adapter.prepare(request_, {})["media"].values()
        assert len(network.files[handle["id"]]["pieces"]) == 4
        sent = hashlib.sha256(network.content_of(handle["id"])).hexdigest()
        assert sent == request_.media[0].sha256

    def test_images_carry_their_alt_text(self, adapter, publish, network):
        pictures = (stored_image(), stored_image("cup.png", b"a cup", "image/png"))
        post = network.posts[publish(media=pictures, options={"alt_text": "A plate"}).post_id]
        files = [network.files[media_id] for media_id in post["media"]["media_ids"]]
        assert [file["pieces"][0] for file in files] == [b"a plate", b"a cup"]
        assert {file["alt_text"] for file in files} == {"A plate"}

    def test_upload_that_has_expired_is_made_again(self, adapter, request_, network):
        handles = adapter.prepare(request_, {})
        (handle,) = handles["media"].values()
        handle["expires_at"] = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
        adapter.prepare(request_, handles)
        assert len(network.files) == 2

    def test_options_go_out_and_strange_ones_do_not(self, publish, network):
        options = {"made_with_ai": True, "reply_settings": "following", "text": "Hacked"}
        post = network.posts[publish(options=options, media=()).post_id]
        assert (post["made_with_ai"], post["reply_settings"]) == (True, "following")
        assert post["text"].startswith("Coffee first.")

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"link_url": "https://example.com"}, "only as part of the text"),
            ({"text": "", "media": ()}, "needs words or media"),
            ({"options": {"alt_text": "x" * 1001}}, "to describe an image"),
        ],
    )
    def test_what_x_cannot_do_is_said_before_sending(self, adapter, request_, changes, sentence):
        (said,) = adapter.validate(replace(request_, **changes))
        assert sentence in said

    def test_gif_stands_alone(self, adapter, request_):
        moving = replace(stored_image(), mime_type="image/gif")
        assert adapter.validate(replace(request_, media=(moving,))) == []
        (said,) = adapter.validate(replace(request_, media=(moving, stored_image("b.jpg"))))
        assert "one GIF" in said

    @pytest.mark.parametrize(
        ("status", "kind", "detail", "error"),
        [
            (400, "invalid-request", "Invalid parameter", Rejected),
            (403, "client-forbidden", "Your app may not do this", Rejected),
            (403, "", "You are not permitted to perform this action.", Rejected),
            (403, "unsupported-authentication", "Wrong token", ReconnectNeeded),
            (403, "", DUPLICATE, Duplicate),
            (402, "credits", "No credits", RateLimited),
            (429, "usage-capped", "Usage cap exceeded", RateLimited),
            (503, "", "Over capacity", OutcomeUnknown),
        ],
    )
    def test_problems_mean_what_x_says(
        self, publish, network, monkeypatch, status, kind, detail, error
    ):
        monkeypatch.setattr(network, "create", lambda _call: network.problem(status, kind, detail))
        with pytest.raises(error) as caught:
            publish()
        assert type(caught.value) is error
        assert detail in caught.value.detail

    def test_missing_credits_are_looked_at_again_in_an_hour(self, publish, network, monkeypatch):
        broke = network.problem(402, "credits", "No credits")
        monkeypatch.setattr(network, "create", lambda _call: broke)
        with pytest.raises(RateLimited, match="no credits left") as caught:
            publish()
        wait = caught.value.retry_at - datetime.now(UTC)
        assert timedelta(minutes=59) < wait <= timedelta(hours=1)

    def test_post_is_found_though_x_changes_its_words(self, adapter, publish, request_):
        text = "Tea & cake <3 https://example.com/a?b=1 today"
        sent = publish(text=text)
        request = replace(request_, text=text)
        operation = Operation("op-1", request, {}, datetime.now(UTC))
        assert adapter.lookup(operation, now=datetime.now(UTC)).post_id == sent.post_id

    def test_post_without_words_is_known_by_its_file(self, adapter, request_, network):
        request = replace(request_, text="")
        handles = adapter.prepare(request, {})
        sent = adapter.publish(request, handles, timeout_seconds=DEADLINE)
        known = Operation("op-1", request, handles, datetime.now(UTC))
        assert adapter.lookup(known, now=datetime.now(UTC)).post_id == sent.post_id
        blind = replace(known, handles={})
        assert isinstance(adapter.lookup(blind, now=datetime.now(UTC)), Unknown)

    def test_timeline_is_read_page_by_page_from_the_try_on(
        self, adapter, publish, network, operation
    ):
        publish()
        for number in range(5):
            publish(op_key=f"later-{number}", media=())
        network.page_size = 2
        assert isinstance(adapter.lookup(operation, now=datetime.now(UTC)), Found)
        network.pass_time(86_400)
        late = replace(operation, sent_at=datetime.now(UTC) + timedelta(days=1))
        assert adapter.lookup(late, now=late.sent_at) == Absent()

    def test_timeline_with_gaps_proves_nothing(self, adapter, network, operation, monkeypatch):
        gaps = Reply(200, {"data": [], "meta": {"result_count": 0}, "errors": [{"title": "x"}]})
        monkeypatch.setattr(network, "timeline", lambda _call: gaps)
        assert isinstance(adapter.lookup(operation, now=datetime.now(UTC)), Unknown)

    def test_clicks_of_an_old_post_are_not_asked_for(self, adapter, publish, network):
        network.pass_time(-40 * 86_400)
        post_id = publish(media=()).post_id
        network.pass_time(40 * 86_400)
        reading = adapter.fetch_metrics(post_id)
        assert (reading.clicks, reading.views) == (None, None)
        assert reading.impressions > 0

    def test_post_that_is_gone_is_said(self, adapter, publish):
        adapter.delete(post_id := publish().post_id)
        with pytest.raises(Rejected, match="does not have this post"):
            adapter.fetch_metrics(post_id)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Tea https://a.example/x", "Tea https://t.co/1"),
        ("Tea example.com now", "Tea https://t.co/1 now"),
        ("Tea", "Tea https://t.co/media"),
        ("Cafe\u0301  au lait", "Café au\nlait"),
    ],
)
def test_links_and_spaces_do_not_make_other_words(ours, theirs):
    assert words_of(ours) == words_of(theirs)


def test_media_file_has_a_category():
    video = MediaFile("a.mp4", "video", "video/mp4", 1, "")
    assert category_of(video) == "tweet_video"
    assert category_of(replace(video, media_type="image", mime_type="image/gif")) == "tweet_gif"
