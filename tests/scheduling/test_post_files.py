"""The file of a post: prepared where nothing is lost, asked about where something is."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from media_assets.models import MediaVariant
from media_assets.services.variant_rows import settle_variant
from scheduling.exceptions import PostProblem
from scheduling.fitness import problems_of
from scheduling.models import PostingSchedule
from scheduling.payload import is_approved_payload
from scheduling.services.files import check_files_due, forget_unused, plan_for, refresh_file
from scheduling.services.plan import plan_team
from scheduling.services.posts import agree, approve, cancel, choose_file, create_post, publish_now
from tests.factories import make_analysis, make_asset, make_connection

HOUR = timedelta(hours=1)
READY = {"sha256": "a" * 64, "mime_type": "video/mp4", "width": 1080,
         "height": 1920, "duration_sec": 20.0, "file_size_bytes": 2000,
         "facts": {"video_codec": "h264", "audio_codec": "aac"}}  # fmt: skip
HEVC = {"facts": {"video_codec": "hevc", "audio_codec": "aac", "has_audio": True, "fps": 30}}


def placed(team, owner, now, platform="x", **fields) -> PostingSchedule:
    asset = make_asset(team, **{"metadata": HEVC, **fields})
    connection = make_connection(team, platform=platform)
    return create_post(asset, connection, at=now + HOUR, by=owner, now=now, title="T", body="Hi")


def finish(post: PostingSchedule, **values) -> None:
    path = default_storage.save("copy.mp4", ContentFile(bytes(2000)))
    settle_variant(post.variant, "ready", **{**READY, "storage_path": path, **values})
    post.refresh_from_db()


def test_a_fitting_original_goes_out_as_it_is(team, owner, now):
    post = placed(team, owner, now, platform="tiktok")
    assert (post.file_state, post.variant) == ("as_is", None)


def test_another_codec_is_prepared_without_a_question(team, owner, now):
    post = placed(team, owner, now)
    assert (post.file_state, post.file_note) == ("preparing", "H.264 instead of HEVC")
    assert post.variant.job.status == "queued"
    with pytest.raises(PostProblem, match="still being prepared"):
        approve(post, by=owner, now=now)


def test_two_posts_that_need_the_same_copy_share_it(team, owner, now):
    first = placed(team, owner, now)
    other = make_connection(team, platform="bluesky")
    second = create_post(first.media, other, at=now + HOUR, by=owner, now=now)
    assert second.variant == first.variant
    assert MediaVariant.objects.count() == 1


def test_approval_freezes_the_prepared_copy(team, owner, now):
    post = placed(team, owner, now)
    finish(post)
    assert post.file_state == "prepared"
    approve(post, by=owner, now=now)
    assert post in PostingSchedule.objects.ready()
    assert is_approved_payload(post)
    post.variant.sha256 = "b" * 64
    assert not is_approved_payload(post)


def test_a_copy_that_does_not_fit_after_all_is_not_sent(team, owner, now):
    post = placed(team, owner, now)
    finish(post, duration_sec=400.0)
    assert post.file_state == "unfit"
    assert "does not fit after all" in post.file_note


def test_a_copy_that_was_finished_in_the_same_moment_is_noticed(team, owner, now):
    post = placed(team, owner, now)
    finish(post)
    PostingSchedule.objects.filter(pk=post.pk).update(file_state="preparing")
    assert check_files_due(now) == 1
    post.refresh_from_db()
    assert post.file_state == "prepared"


def test_a_copy_that_cannot_be_made_says_why_and_can_be_tried_again(team, owner, now):
    post = placed(team, owner, now)
    settle_variant(post.variant, "failed", error="The disk is full.")
    post.refresh_from_db()
    assert problems_of(post) == ["The file could not be prepared. The disk is full."]
    choose_file(post, by=owner, now=now)
    assert post.file_state == "preparing"


def test_a_cut_waits_for_a_yes_to_that_very_cut(team, owner, now):
    post = placed(team, owner, now, platform="bluesky", duration_sec=139.0)
    assert (post.file_state, post.variant) == ("proposed", None)
    for step in (approve, agree):
        words = {"recipe_hash": "another"} if step is agree else {}
        with pytest.raises(PostProblem, match="proposal"):
            step(post, by=owner, now=now, **words)
    agree(post, recipe_hash=plan_for(post).recipe.hash, by=owner, now=now)
    assert post.file_state == "preparing"
    choose_file(post, by=owner, now=now, start_sec=30)
    assert post.file_state == "proposed"
    assert "0:30–" in post.file_note


def test_a_viewer_says_no_yes(team, owner, viewer, now):
    post = placed(team, owner, now, platform="bluesky", duration_sec=139.0)
    with pytest.raises(PostProblem, match="Viewers"):
        agree(post, recipe_hash=plan_for(post).recipe.hash, by=viewer, now=now)


def test_another_choice_asks_an_approved_post_for_approval_again(team, owner, now):
    wide = {"media_type": "image", "mime_type": "image/jpeg", "width": 4000, "height": 1000,
            "duration_sec": None, "metadata": {}}  # fmt: skip
    post = placed(team, owner, now, platform="instagram", **wide)
    assert "blurred bars" in post.file_note
    finish(post, mime_type="image/jpeg", width=4000, height=2095, duration_sec=None, facts={})
    approve(post, by=owner, now=now)
    choose_file(post, by=owner, now=now, aspect="crop")
    assert (post.file_state, post.review_status, post.payload_hash) == ("proposed", "awaiting", "")


def test_the_planner_places_what_can_be_made_to_fit_and_the_check_prepares_it(team, now):
    make_connection(team, platform="podcast")
    speech = make_asset(team, media_type="audio", mime_type="audio/flac", width=None, height=None,
                        metadata={"facts": {"audio_codec": "flac", "has_audio": True}})  # fmt: skip
    make_analysis(speech, virality_features={"sound": {"loudness_lufs": -22.0}})
    assert plan_team(team, now=now).created == 1
    post = PostingSchedule.objects.get()
    assert post.file_state == "checking"
    assert check_files_due(now) == 1
    post.refresh_from_db()
    assert post.file_state == "preparing"
    assert post.file_note == "M4A with 128 kb/s; +6.0 dB, to -16 LUFS"


def test_a_lost_copy_is_made_again_before_it_is_approved(team, owner, now):
    post = placed(team, owner, now)
    finish(post)
    default_storage.delete(post.variant.storage_path)
    refresh_file(post, now=now)
    assert (post.file_state, post.variant.status) == ("preparing", "preparing")


def test_hurrying_a_post_does_not_skip_the_yes(team, owner, now):
    team.review_policy = "none"
    team.save()
    post = placed(team, owner, now, platform="bluesky", duration_sec=139.0)
    with pytest.raises(PostProblem, match="Say yes"):
        publish_now(post, by=owner, now=now)


def test_a_copy_that_no_post_sends_any_more_is_forgotten_after_a_week(team, owner, now):
    post, kept = placed(team, owner, now), placed(team, owner, now)
    finish(post)
    finish(kept)
    cancel(post, by=owner)
    later = timezone.now() + timedelta(days=8)
    assert forget_unused(timezone.now()) == 0
    assert forget_unused(later) == 1
    assert MediaVariant.objects.get() == kept.variant
