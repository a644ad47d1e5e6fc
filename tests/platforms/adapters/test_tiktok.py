"""TikTok: the last chunk posts the video, and its status is asked instead of sending it again."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from platforms.adapters import get_adapter
from platforms.adapters.tiktok import adapter as tiktok
from platforms.adapters.tiktok.upload import plan_chunks
from platforms.adapters.types import Absent, Found, MediaFile, PostState, Unknown
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
from tests.platforms.doubles.tiktok import OPEN_ID, TOKEN, TikTokDouble, said


def stored(content: bytes, media_type: str, mime_type: str, **facts) -> MediaFile:
    path = default_storage.save("file.bin", ContentFile(content))
    checksum = hashlib.sha256(content).hexdigest()
    return MediaFile(path, media_type, mime_type, len(content), checksum, **facts)


@pytest.mark.django_db
class TestTikTok(PlatformAdapterContract):
    token = TOKEN
    test_duplicate_refusal_names_the_original = None  # TikTok refuses no duplicates
    test_comments_are_as_many_as_counted_newest_first = None  # not in its API

    @pytest.fixture
    def network(self, settings):
        double = TikTokDouble()
        settings.PLATFORM_BASE_URLS = double.urls
        settings.BASE_URL = "https://reelay.example.org"
        yield double
        double.stop()

    @pytest.fixture
    def connection(self, team):
        connection = make_connection(
            team,
            platform="tiktok",
            route="direct",
            platform_user_id=OPEN_ID,
            platform_username="kitchen",
            metadata={"tiktok": {"privacy_level": "PUBLIC_TO_EVERYONE", "allow_comment": True}},
        )
        connection.access_token = seal(TOKEN, bound_to=connection.pk)
        connection.save()
        return connection

    @pytest.fixture
    def adapter(self, connection, network):
        return get_adapter(connection)

    @pytest.fixture
    def publish(self, adapter, request_, network, operation):
        """Publish, and ask once what became of it: TikTok works on every post."""

        def run(**changes):
            request = replace(request_, **changes)
            handles = adapter.prepare(request, {})
            network.keys[handles["publish_id"]] = request.op_key
            if request.op_key == operation.op_key:
                operation.handles.update(handles)
            result = adapter.publish(request, handles, timeout_seconds=DEADLINE)
            assert result.state == PostState.PROCESSING
            return adapter.poll(result.handle)

        return run

    @pytest.fixture
    def long_film(self, request_):
        """25 MB: two chunks, the second takes the remainder."""
        film = stored(b"0123456789" * 2_500_000, "video", "video/mp4", duration_sec=20.0)
        return replace(request_, media=(film,))

    @pytest.fixture
    def photos(self, request_):
        pictures = (stored(b"one", "image", "image/jpeg"), stored(b"two", "image", "image/jpeg"))
        return replace(request_, media=pictures, title="Two photos")

    # the last chunk: TikTok's status says what became of it, not the upload host

    def test_refusal_carries_the_platforms_sentence(self, adapter, request_, network):
        network.misbehave("rejected", route="upload")
        with pytest.raises(Rejected, match="community rules"):
            adapter.prepare(request_, {})
        assert network.accepted() == []

    @pytest.mark.parametrize("fault", ["unauthorized", "forbidden"])
    def test_refused_token_asks_to_connect_again(self, adapter, request_, network, fault):
        network.misbehave(fault, route="upload")
        with pytest.raises(ReconnectNeeded, match="Connect the account again"):
            adapter.prepare(request_, {})

    @pytest.mark.parametrize("fault", ["unauthorized", "forbidden", "rejected"])
    def test_refused_last_chunk_is_unknown_and_found_absent(
        self, adapter, publish, network, operation, fault
    ):
        network.misbehave(fault)
        with pytest.raises(OutcomeUnknown):
            publish()
        assert adapter.lookup(operation, now=operation.sent_at) == Absent()

    def test_post_that_never_landed_is_absent(self, adapter, request_, operation):
        operation.handles.update(adapter.prepare(request_, {}))
        assert adapter.lookup(operation, now=operation.sent_at) == Absent()

    def test_video_in_work_proves_nothing_yet(self, adapter, publish, network, operation):
        network.misbehave("processing")
        publish()
        assert isinstance(adapter.lookup(operation, now=operation.sent_at), Unknown)

    def test_nothing_can_arrive_after_the_settle_time(self, adapter):
        assert adapter.settle * 5 >= timedelta(hours=1)  # a video's: as long as its upload address

    # chunks

    @pytest.mark.parametrize(
        ("size", "chunks"),
        [(1, [1]), (10**7, [10**7]), (10**7 + 1, [10**7 + 1]), (25 * 10**6, [10**7, 15 * 10**6])],
    )
    def test_file_is_cut_by_the_rules(self, size, chunks):
        plan = plan_chunks(size)
        assert plan.sizes == chunks
        assert plan.count == max(1, size // plan.chunk_size)

    def test_largest_file_stays_within_the_rules(self):
        plan = plan_chunks(4 * 1024**3)
        assert plan.count <= 1000
        assert max(plan.sizes) < 128 * 10**6

    def test_film_arrives_whole_in_order(self, adapter, long_film, network):
        handles = adapter.prepare(long_film, {})
        assert network.accepted() == []
        adapter.publish(long_film, handles, timeout_seconds=DEADLINE)
        assert network.sha256(handles["publish_id"]) == long_film.media[0].sha256

    def test_broken_upload_goes_on_where_tiktok_stands(self, adapter, long_film, network):
        handles: dict = {}
        network.misbehave("accepted_then_dropped")
        with pytest.raises(StepFailed):
            adapter.prepare(long_film, handles)
        adapter.prepare(long_film, handles)
        adapter.publish(long_film, handles, timeout_seconds=DEADLINE)
        assert len(network.uploads) == 1
        assert network.sha256(handles["publish_id"]) == long_film.media[0].sha256

    def test_long_upload_is_continued_by_the_next_try(
        self, adapter, long_film, network, monkeypatch
    ):
        monkeypatch.setattr(tiktok.TikTok, "upload_seconds", -1.0)
        handles = adapter.prepare(long_film, {})
        with pytest.raises(NotSent, match="goes on from there"):
            adapter.publish(long_film, handles, timeout_seconds=DEADLINE)
        monkeypatch.setattr(tiktok.TikTok, "upload_seconds", 45.0)
        adapter.publish(long_film, adapter.prepare(long_film, handles), timeout_seconds=DEADLINE)
        assert len(network.uploads) == 1

    def test_upload_whose_address_died_is_begun_anew(self, adapter, request_, network):
        handles = adapter.prepare(request_, {})
        handles["init_at"] = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
        with pytest.raises(NotSent, match="begins it anew"):
            adapter.publish(request_, handles, timeout_seconds=DEADLINE)
        assert adapter.prepare(request_, handles)["publish_id"] == "v_pub_file~2"

    def test_video_that_tiktok_has_is_never_begun_anew(self, adapter, request_, publish, operation):
        publish()
        with pytest.raises(StepFailed, match="already"):
            adapter.prepare(request_, dict(operation.handles))

    def test_file_changed_between_the_steps_is_not_sent(self, adapter, request_, network):
        handles = adapter.prepare(request_, {}) | {"tail_sha256": "0" * 64}
        with pytest.raises(Rejected, match="changed meanwhile"):
            adapter.publish(request_, handles, timeout_seconds=DEADLINE)
        assert network.accepted() == []

    def test_upload_address_elsewhere_is_not_used(self, adapter, request_, network):
        network.upload_host = "https://tiktokapis.com.evil.example"
        with pytest.raises(StepFailed, match="not its own"):
            adapter.prepare(request_, {})

    def test_upload_address_is_never_logged(self, publish, caplog):
        caplog.set_level("DEBUG")
        publish()
        assert "secret" not in "".join(
            r.getMessage() for r in caplog.records if "platforms" in r.name
        )

    # the creator's choices

    def test_nobody_chooses_who_sees_it_but_the_creator(self, adapter, request_):
        adapter.connection.metadata = {}
        assert any("choose who may see" in sentence for sentence in adapter.validate(request_))

    def test_privacy_that_the_account_does_not_offer_is_refused(self, adapter, request_, network):
        network.privacy_levels = ["SELF_ONLY"]
        with pytest.raises(Rejected, match="SELF_ONLY"):
            adapter.prepare(request_, {})
        assert network.uploads == {}

    def test_video_longer_than_the_account_may_post_is_refused(self, adapter, request_, network):
        network.longest = 15
        with pytest.raises(Rejected, match="at most 15 seconds"):
            adapter.prepare(request_, {})

    def test_what_nobody_chose_is_off(self, adapter, request_, network):
        options = {"allow_stitch": True, "allow_duet": True, "ai_generated": True}
        adapter.prepare(replace(request_, options=options), {})
        info = network.uploads["v_pub_file~1"]["info"]
        assert (info["disable_comment"], info["disable_stitch"]) == (False, False)
        assert info["disable_duet"] is True  # the creator switched duets off
        assert info["is_aigc"] is True
        assert info["brand_content_toggle"] is info["brand_organic_toggle"] is False

    def test_paid_partnership_cannot_be_private(self, adapter, request_):
        options = {"privacy_level": "SELF_ONLY", "branded_content": True}
        assert len(adapter.validate(replace(request_, options=options))) == 1

    # photos

    def test_photos_are_pulled_from_public_addresses(self, adapter, photos, network):
        result = adapter.publish(photos, adapter.prepare(photos, {}), timeout_seconds=DEADLINE)
        live = adapter.poll(result.handle)
        urls = network.uploads[result.handle]["source"]["photo_images"]
        assert all(url.startswith("https://reelay.example.org/media/public/") for url in urls)
        assert live.url == f"https://www.tiktok.com/@kitchen/photo/{live.post_id}"

    def test_lost_photo_post_is_found_by_its_words(self, adapter, photos, network, operation):
        network.misbehave("accepted_then_500", route="photos")
        with pytest.raises(OutcomeUnknown):
            adapter.publish(photos, {}, timeout_seconds=DEADLINE)
        lost = replace(operation, request=photos)
        assert isinstance(adapter.lookup(lost, now=operation.sent_at), Found)

    def test_photos_in_no_listing_prove_nothing(self, adapter, photos, operation):
        lost = replace(operation, request=photos)
        assert isinstance(adapter.lookup(lost, now=operation.sent_at), Unknown)

    def test_photos_are_looked_for_page_by_page(self, adapter, photos, network, operation):
        for number in range(25):
            words = photos.text if number == 0 else f"number {number}"
            adapter.publish(replace(photos, text=words, title=""), {}, timeout_seconds=5)
        lost = replace(operation, request=replace(photos, title=""))
        assert isinstance(adapter.lookup(lost, now=operation.sent_at), Found)

    def test_photos_need_a_server_that_tiktok_can_reach(self, adapter, photos, settings):
        settings.BASE_URL = "http://localhost:8000"
        assert any("BASE_URL" in sentence for sentence in adapter.validate(photos))

    # codes

    @pytest.mark.parametrize(
        ("code", "status", "meaning"),
        [
            ("access_token_invalid", 401, ReconnectNeeded),
            ("scope_not_authorized", 401, ReconnectNeeded),
            ("rate_limit_exceeded", 429, RateLimited),
            ("spam_risk_too_many_posts", 403, RateLimited),
            ("reached_active_user_cap", 403, RateLimited),
            ("unaudited_client_can_only_post_to_private_accounts", 403, Rejected),
            ("url_ownership_unverified", 403, Rejected),
            ("spam_risk_user_banned_from_posting", 403, Rejected),
            ("privacy_level_option_mismatch", 200, Rejected),
            ("internal_error", 200, OutcomeUnknown),
            ("internal_error", 500, OutcomeUnknown),
            ("something_new", 200, OutcomeUnknown),
        ],
    )
    def test_code_decides_whatever_the_status(
        self, adapter, photos, network, code, status, meaning
    ):
        network.says["init_photos"] = said(code, status)
        with pytest.raises(meaning):
            adapter.publish(photos, {}, timeout_seconds=DEADLINE)

    def test_daily_cap_waits_a_day(self, adapter, request_, network):
        network.says["init_video"] = said("spam_risk_too_many_posts", 403)
        with pytest.raises(RateLimited) as caught:
            adapter.prepare(request_, {})
        assert caught.value.retry_at - datetime.now(UTC) > timedelta(hours=23)

    def test_post_that_only_the_creator_sees_has_no_figures(self, adapter, publish):
        result = publish(options={"privacy_level": "SELF_ONLY"})
        assert (result.state, result.url) == (PostState.LIVE, "https://www.tiktok.com/@kitchen")
        with pytest.raises(StepFailed, match="not public"):
            adapter.fetch_metrics(result.post_id)

    def test_figures_are_found_by_the_handle_once_the_post_is_public(
        self, adapter, publish, network, operation
    ):
        publish()
        assert adapter.fetch_metrics(operation.handles["publish_id"]).shares == 2
