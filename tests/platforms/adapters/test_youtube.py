"""YouTube: private first, public by one call; an upload goes on where it broke off."""

import hashlib
import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from platforms.adapters import get_adapter
from platforms.adapters.types import Absent, Found, MediaFile, PostState, Unknown
from platforms.adapters.youtube.adapter import YouTube
from platforms.adapters.youtube.errors import next_quota_day
from platforms.adapters.youtube.upload import CHUNK_BYTES
from platforms.exceptions import (
    NotSent,
    OutcomeUnknown,
    RateLimited,
    ReconnectNeeded,
    Rejected,
    StepFailed,
)
from platforms.vault import seal
from tests.contracts.platform_adapter import DEADLINE, PlatformAdapterContract
from tests.factories import make_connection
from tests.platforms.doubles.server import Reply
from tests.platforms.doubles.youtube import CHANNEL, TOKEN, YouTubeDouble, error

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def stored(content: bytes, media_type: str, mime_type: str, **facts) -> MediaFile:
    path = default_storage.save("file.bin", ContentFile(content))
    checksum = hashlib.sha256(content).hexdigest()
    return MediaFile(path, media_type, mime_type, len(content), checksum, **facts)


def webp_cover() -> MediaFile:
    picture = io.BytesIO()
    Image.new("RGB", (64, 36), "orange").save(picture, "WEBP")
    return stored(picture.getvalue(), "image", "image/webp")


@pytest.mark.django_db
class TestYouTube(PlatformAdapterContract):
    token = TOKEN
    # YouTube refuses no duplicates at this step; `rejectionReason` may name one much later
    test_duplicate_refusal_names_the_original = None
    test_words_can_be_changed = None  # below: looked up by the id that the try noted

    @pytest.fixture
    def network(self, settings):
        double = YouTubeDouble()
        settings.PLATFORM_BASE_URLS = double.urls
        yield double
        double.stop()

    @pytest.fixture
    def connection(self, team):
        connection = make_connection(
            team, platform="youtube", route="direct", platform_user_id=CHANNEL
        )
        connection.access_token = seal(TOKEN, bound_to=connection.pk)
        connection.save()
        return connection

    @pytest.fixture
    def adapter(self, connection, network):
        return get_adapter(connection)

    @pytest.fixture
    def publish(self, adapter, request_, network, operation):
        """As the contract's; the double learns whose video it is, the operation its handles."""

        def run(**changes):
            request = replace(request_, **changes)
            handles = adapter.prepare(request, {})
            network.keys[handles["video_id"]] = request.op_key
            if request.op_key == operation.op_key:
                operation.handles.update(handles)
            return adapter.publish(request, handles, timeout_seconds=DEADLINE)

        return run

    @pytest.fixture
    def long_film(self, request_):
        """Of two chunks and a bit."""
        film = stored(b"0123456789abcdef" * (CHUNK_BYTES // 8 + 9), "video", "video/mp4")
        return replace(request_, media=(film,))

    # the one irreversible step

    def test_post_that_never_landed_is_absent(self, adapter, request_, network, operation):
        operation.handles.update(adapter.prepare(request_, {}))
        assert adapter.lookup(operation, now=NOW) == Absent()

    def test_try_without_a_noted_video_proves_nothing(self, adapter, operation):
        assert isinstance(adapter.lookup(operation, now=NOW), Unknown)

    def test_video_with_another_privacy_proves_nothing(self, adapter, publish, network, operation):
        video = network.videos[publish().post_id]
        video["status"]["privacyStatus"] = "unlisted"
        assert isinstance(adapter.lookup(operation, now=NOW), Unknown)

    def test_video_is_private_until_the_last_step(self, adapter, request_, network):
        handles = adapter.prepare(request_, {})
        assert network.videos[handles["video_id"]]["status"]["privacyStatus"] == "private"
        adapter.publish(request_, handles, timeout_seconds=DEADLINE)
        assert network.videos[handles["video_id"]]["status"]["privacyStatus"] == "public"

    def test_video_that_is_meant_to_be_private_is_found(self, adapter, publish, operation):
        secret = replace(
            operation, request=replace(operation.request, options={"privacy": "private"})
        )
        publish(options={"privacy": "private"})
        assert isinstance(adapter.lookup(secret, now=NOW), Found)

    def test_video_that_youtube_keeps_private_is_said(self, adapter, publish, network, monkeypatch):
        monkeypatch.setattr(
            network,
            "change",
            lambda call: video_answer(id=call.json["id"], privacy="private"),
        )
        with pytest.raises(Rejected, match="keeps the video private"):
            publish()

    def test_answer_about_another_video_is_unknown(self, publish, network, monkeypatch):
        monkeypatch.setattr(network, "change", lambda call: video_answer(id="x", privacy="public"))
        with pytest.raises(OutcomeUnknown):
            publish()

    def test_short_has_the_address_of_shorts(self, publish):
        result = publish(platform="yt_shorts")
        assert result.url == f"https://www.youtube.com/shorts/{result.post_id}"

    # uploading

    def test_film_arrives_whole_in_several_chunks(self, adapter, long_film, network):
        handles = adapter.prepare(long_film, {})
        video = network.videos[handles["video_id"]]
        assert video["sha256"] == long_film.media[0].sha256
        assert sum(call.method == "PUT" for call in network.calls) == 3

    def test_broken_upload_goes_on_where_it_broke_off(self, adapter, long_film, network):
        handles: dict = {}
        network.misbehave("ok", "error_500_before", route="chunk")
        with pytest.raises(StepFailed):
            adapter.prepare(long_film, handles)
        adapter.prepare(long_film, handles)
        assert len(network.sessions) == len(network.videos) == 1
        assert network.videos[handles["video_id"]]["sha256"] == long_film.media[0].sha256

    def test_lost_answer_to_the_last_chunk_uploads_nothing_twice(self, adapter, request_, network):
        handles: dict = {}
        network.misbehave("accepted_then_dropped", route="chunk")
        with pytest.raises(StepFailed):
            adapter.prepare(request_, handles)
        adapter.prepare(request_, handles)
        assert list(network.videos) == [handles["video_id"]]

    def test_long_upload_is_continued_by_the_next_try(
        self, adapter, long_film, network, monkeypatch
    ):
        monkeypatch.setattr(YouTube, "upload_seconds", 0.0)
        handles = adapter.prepare(long_film, {})
        with pytest.raises(NotSent, match="goes on from there"):
            adapter.publish(long_film, handles, timeout_seconds=DEADLINE)
        monkeypatch.setattr(YouTube, "upload_seconds", 45.0)
        assert adapter.prepare(long_film, handles)["video_id"]
        assert len(network.sessions) == 1

    def test_expired_session_is_replaced(self, adapter, long_film, network):
        handles: dict = {}
        network.misbehave("ok", "error_503_before", route="chunk")
        with pytest.raises(StepFailed):
            adapter.prepare(long_film, handles)
        network.sessions.clear()
        assert adapter.prepare(long_film, handles)["video_id"]

    def test_chunk_that_is_kept_in_part_is_not_skipped(self, adapter, long_film, network):
        handles: dict = {}
        network.keep_at_most = CHUNK_BYTES // 2
        with pytest.raises(StepFailed, match="only part"):
            adapter.prepare(long_film, handles)
        network.keep_at_most = None
        adapter.prepare(long_film, handles)
        assert network.videos[handles["video_id"]]["sha256"] == long_film.media[0].sha256

    def test_damaged_file_makes_no_video(self, adapter, long_film, network):
        broken = replace(long_film.media[0], sha256="0" * 64)
        with pytest.raises(Rejected, match="damaged"):
            adapter.prepare(replace(long_film, media=(broken,)), {})
        assert network.videos == {}

    def test_session_elsewhere_is_not_used(self, adapter, request_, network, monkeypatch):
        away = {"Location": "https://www.googleapis.com.evil.example/x"}
        monkeypatch.setattr(network, "open_session", lambda call: video_answer(headers=away))
        with pytest.raises(StepFailed, match="not its own"):
            adapter.prepare(request_, {})

    # covers

    def test_cover_is_sent_as_jpeg_before_the_video_is_public(self, adapter, request_, network):
        handles = adapter.prepare(replace(request_, thumbnail=webp_cover()), {})
        assert network.videos[handles["video_id"]]["cover"].startswith(b"\xff\xd8\xff")
        assert handles["thumbnail"] == "set"

    def test_refused_cover_does_not_keep_the_video_back(self, publish, network):
        network.misbehave("forbidden", route="cover")
        result = publish(thumbnail=webp_cover())
        assert result.state == PostState.LIVE
        assert "has no cover" in result.raw["thumbnail"]
        assert len(network.videos) == 1

    def test_unreadable_cover_does_not_keep_the_video_back(self, publish):
        result = publish(thumbnail=stored(b"no picture", "image", "image/webp"))
        assert "no image" in result.raw["thumbnail"]

    def test_short_gets_its_cover_when_it_is_processed(self, adapter, publish, network):
        network.misbehave("processing")
        result = publish(platform="yt_shorts", thumbnail=webp_cover())
        assert adapter.poll(result.handle).state == PostState.PROCESSING
        network.pass_time(60)
        live = adapter.poll(result.handle)
        assert live.raw["thumbnail"] == "set"
        assert "cover" in network.videos[live.post_id]

    # refusals

    @pytest.mark.parametrize(
        ("refusal", "meaning"),
        [
            (error(403, "quotaExceeded"), RateLimited),
            (error(403, "userRateLimitExceeded"), RateLimited),
            (error(400, "uploadLimitExceeded"), RateLimited),
            (error(403, "insufficientPermissions"), ReconnectNeeded),
            (error(401, "youtubeSignupRequired"), Rejected),
            (error(403, "channelSuspended"), Rejected),
            (error(403, "forbiddenPrivacySetting"), Rejected),
            (error(400, "invalidTitle"), Rejected),
            (error(503, "backendError"), OutcomeUnknown),
        ],
        ids=lambda value: (
            getattr(value, "__name__", None) or value.payload["error"]["errors"][0]["reason"]
        ),
    )
    def test_reason_decides_what_a_refusal_means(
        self, adapter, request_, network, refusal, meaning
    ):
        handles = adapter.prepare(request_, {})
        network.refuse_with = refusal
        with pytest.raises(meaning):
            adapter.publish(request_, handles, timeout_seconds=DEADLINE)

    def test_used_up_quota_waits_for_midnight_in_california(self):
        assert next_quota_day(NOW) == datetime(2026, 11, 22, 8, tzinfo=UTC)

    def test_video_that_was_deleted_meanwhile_is_said(self, adapter, publish, network):
        network.misbehave("processing")
        handle = publish().handle
        network.videos.clear()
        with pytest.raises(Rejected, match="not on YouTube any more"):
            adapter.poll(handle)

    def test_options_are_checked(self, adapter, request_):
        odd = replace(request_, options={"privacy": "friends", "tags": ["a b" * 60] * 3})
        assert len(adapter.validate(odd)) == 2

    # what is out

    def test_words_are_changed_and_tags_kept(self, adapter, publish, request_, network):
        post_id = publish(options={"tags": ["coffee"]}).post_id
        adapter.update(post_id, replace(request_, title="Tea", text="Tea first."))
        snippet = network.videos[post_id]["snippet"]
        assert (snippet["title"], snippet["description"]) == ("Tea", "Tea first.")
        assert snippet["tags"] == ["coffee"]

    def test_analytics_come_later(self, adapter, publish, network):
        post_id = publish().post_id
        assert adapter.fetch_metrics(post_id).shares is None
        network.pass_time(3 * 86_400)
        reading = adapter.fetch_metrics(post_id)
        assert (reading.shares, reading.watch_time_sec) == (3, 5400)
        assert (reading.followers_gained, reading.followers_lost) == (2, 1)

    def test_missing_analytics_scope_leaves_the_counters(self, adapter, publish, network):
        network.misbehave("forbidden", route="analytics")
        reading = adapter.fetch_metrics(publish().post_id)
        assert reading.views is not None
        assert reading.shares is None
        assert "Connect the account again" in reading.raw["analytics"]

    def test_switched_off_comments_are_none(self, adapter, publish, network):
        post_id = publish().post_id
        network.comments_off = True
        assert adapter.fetch_comments(post_id) == []
        assert adapter.fetch_metrics(post_id).comments_count is None

    def test_comments_that_are_off_refuse_the_first(self, comment, network, post_id):
        network.comments_off = True
        with pytest.raises(Rejected, match="Comments are off"):
            comment()

    def test_a_comment_below_a_video_that_is_not_known_yet_waits(self, comment):
        with pytest.raises(RateLimited, match="does not know the video yet"):
            comment(post_id="video99")


def video_answer(*, id="", privacy="", headers=None):
    status = {"privacyStatus": privacy, "uploadStatus": "processed"}
    return Reply(200, {"id": id, "status": status}, headers or {})
