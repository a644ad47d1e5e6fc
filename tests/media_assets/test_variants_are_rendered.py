"""Renderings with a real ffmpeg: what comes out is looked at, and each file is made once."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from media_assets.ffmpeg import run_ffmpeg
from media_assets.models import MediaVariant, ProcessingJob
from media_assets.rendering import render as rendering
from media_assets.rendering.films import filter_graph
from media_assets.rendering.recipe import Bars, Crop, Recipe, Sound
from media_assets.services import variants
from media_assets.services.holding import LEASE
from media_assets.services.identify import identify
from media_assets.services.ingest import ingest_file
from media_assets.services.jobs import cancel_job, claim_job, requeue_job
from media_assets.services.variants import (
    disk_use,
    has_file,
    render_due,
    request_variant,
    variants_folder,
)
from teams.models import EventLog
from tests.media_samples import samples  # noqa: F401

HLG = "log-level=error:transfer=arib-std-b67:colorprim=bt2020:colormatrix=bt2020nc"
FILM = Recipe("video", "video/mp4", 180, 320, video_bps=500_000, sound=Sound.AAC,
              sound_bps=64_000, sample_rate=48_000)  # fmt: skip


@pytest.fixture
def asset(team, samples, now):  # noqa: F811
    path = samples["tone_and_silence"].path
    return ingest_file(team, path, filename="tone.mp4", now=now).asset


@pytest.fixture
def photo(team, tmp_path, now):
    path = tmp_path / "a.png"
    Image.effect_noise((600, 200), 80).convert("RGBA").save(path)
    return ingest_file(team, path, filename="a.png", now=now).asset


def rendered(asset, recipe, now) -> MediaVariant:
    variant = request_variant(asset, recipe, description="smaller", now=now)
    assert render_due(now, limit=1) == 1
    variant.refresh_from_db()
    return variant


def test_a_film_is_rendered_beside_its_original_and_looked_at(asset, now):
    original = default_storage.size(asset.storage_path)
    variant = rendered(asset, FILM, now)
    assert (variant.status, variant.error) == ("ready", "")
    assert (variant.width, variant.height, variant.mime_type) == (180, 320, "video/mp4")
    assert (variant.facts["video_codec"], variant.facts["audio_codec"]) == ("h264", "aac")
    assert variant.duration_sec == pytest.approx(5, abs=0.2)
    assert has_file(variant)
    assert default_storage.size(asset.storage_path) == original
    assert variant.job.status == "completed"
    assert disk_use(asset.team, asset) == {"files": 1, "bytes": variant.file_size_bytes}


def test_the_same_recipe_is_made_once_however_often_it_is_asked_for(asset, now):
    first = rendered(asset, FILM, now)
    again = request_variant(asset, FILM, description="smaller", now=now)
    assert again.pk == first.pk
    assert render_due(now) == 0
    assert ProcessingJob.objects.filter(job_type="render").count() == 1


def test_two_recipes_of_one_asset_wait_side_by_side(asset, now):
    request_variant(asset, FILM, description="a", now=now)
    request_variant(asset, Recipe("video", "video/mp4", sound=Sound.COPY), description="b", now=now)
    assert ProcessingJob.objects.filter(job_type="render", status="queued").count() == 2


def test_a_cut_without_encoding_keeps_the_picture(asset, now):
    recipe = Recipe("video", "video/mp4", seconds=2.0, sound=Sound.COPY)
    variant = rendered(asset, recipe, now)
    assert variant.duration_sec == pytest.approx(2, abs=0.15)
    assert (variant.width, variant.height) == (asset.width, asset.height)


@pytest.mark.parametrize("bars", Bars)
def test_bars_keep_the_whole_picture(samples, tmp_path, bars):  # noqa: F811
    path = samples["road_landscape_silent"].path
    recipe = Recipe("video", "video/mp4", 160, 160, bars=bars, video_bps=300_000, seconds=0.5)
    _, facts = rendering.render(recipe, path, identify(path), tmp_path, lambda pct: None)
    assert (facts.width, facts.height, facts.has_audio) == (160, 160, False)


def test_a_gif_becomes_a_film(samples, tmp_path):  # noqa: F811
    path = samples["ball"].path
    recipe = Recipe("video", "video/mp4", 240, 240, video_bps=300_000, fps=30)
    _, facts = rendering.render(recipe, path, identify(path), tmp_path, lambda pct: None)
    assert (facts.mime_type, facts.is_animated) == ("video/mp4", False)
    assert facts.fps == pytest.approx(30, abs=1)


def test_hdr_becomes_usual_colours(tmp_path):
    path = tmp_path / "hdr.mp4"
    run_ffmpeg(
        ["-f", "lavfi", "-i", "testsrc2=s=64x64:d=0.4:r=10", "-pix_fmt", "yuv420p10le",
         "-c:v", "libx265", "-x265-params", HLG, path],
        timeout_seconds=60,
    )  # fmt: skip
    source = identify(path)
    assert (source.is_hdr, source.pixel_format) == (True, "yuv420p10le")
    recipe = Recipe("video", "video/mp4", 64, 64, video_bps=300_000, to_sdr=True)
    _, facts = rendering.render(recipe, path, source, tmp_path, lambda pct: None)
    assert (facts.is_hdr, facts.pixel_format) == (False, "yuv420p")


def test_a_recording_becomes_an_episode_of_the_wanted_loudness(tmp_path):
    path = tmp_path / "a.flac"
    run_ffmpeg(["-f", "lavfi", "-i", "sine=d=3", "-af", "volume=-20dB", path], timeout_seconds=30)
    recipe = Recipe("audio", "audio/mp4", sound=Sound.AAC, sound_bps=64_000, sample_rate=48_000,
                    gain_db=10.0)  # fmt: skip
    made, facts = rendering.render(recipe, path, identify(path), tmp_path, lambda pct: None)
    assert (facts.media_type, facts.mime_type, facts.audio_codec) == ("audio", "audio/mp4", "aac")
    assert loudness(made) == pytest.approx(loudness(path) + 10, abs=1)


def loudness(path: Path) -> float:
    words = ["-v", "info", "-i", path, "-af", "ebur128", "-f", "null", "-"]
    log = run_ffmpeg(words, timeout_seconds=30).stderr
    return float(log.rpartition("I:")[2].split()[0])


def test_a_photo_becomes_a_jpeg_of_so_many_bytes(photo, now):
    recipe = Recipe("image", "image/jpeg", 500, 200, crop=Crop(500, 200, 50, 0), max_bytes=70_000)
    variant = rendered(photo, recipe, now)
    assert (variant.mime_type, variant.width, variant.height) == ("image/jpeg", 500, 200)
    assert variant.file_size_bytes <= 70_000


def test_a_photo_gets_bars_around_it(photo, now):
    recipe = Recipe("image", "image/jpeg", 600, 400, bars=Bars.PLAIN)
    variant = rendered(photo, recipe, now)
    with default_storage.open(variant.storage_path) as file, Image.open(file) as picture:
        assert picture.size == (600, 400)
        assert picture.getpixel((5, 5)) == (255, 255, 255)


def test_a_worker_that_dies_leaves_a_job_that_the_next_one_takes(asset, now):
    variant = request_variant(asset, FILM, description="smaller", now=now)
    assert claim_job(variant.job, owner="dead", now=now, lease=LEASE)
    default_storage.save(
        f"{variants_folder(variant)}left-over.mp4", default_storage.open(asset.storage_path)
    )
    assert render_due(now) == 0
    later = now + LEASE + timedelta(seconds=1)
    assert render_due(later) == 1
    variant.refresh_from_db()
    assert (variant.status, variant.job.attempts) == ("ready", 2)


def test_a_lost_file_is_made_again(asset, now):
    variant = rendered(asset, FILM, now)
    default_storage.delete(variant.storage_path)
    again = request_variant(asset, FILM, description="smaller", now=now)
    assert (again.pk, again.status) == (variant.pk, "preparing")
    assert render_due(now) == 1
    again.refresh_from_db()
    assert has_file(again)


def test_a_changed_original_is_not_rendered(asset, now):
    default_storage.delete(asset.storage_path)
    with default_storage.open(asset.storage_path, "wb") as file:
        file.write(b"another film")
    variant = rendered(asset, FILM, now)
    assert variant.status == "failed"
    assert "not the one that was taken in" in variant.error


def test_what_does_not_come_out_as_planned_is_not_kept(asset, now, monkeypatch):
    graph = filter_graph(FILM).replace("180:320", "90:160")
    monkeypatch.setattr("media_assets.rendering.films.filter_graph", lambda recipe: graph)
    variant = rendered(asset, FILM, now)
    assert variant.status == "failed"
    assert "90x160 pixels, not 180x320" in variant.error
    assert variant.storage_path == ""


def test_a_damaged_result_is_noticed_although_ffmpeg_said_it_was_done(samples, tmp_path):  # noqa: F811
    path = samples["tone_and_silence"].path
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    recipe = Recipe("video", "video/mp4", sound=Sound.COPY)
    with pytest.raises(Exception, match=r"could not|did not come out|cannot be read"):
        rendering.checked(cut, recipe, identify(path))


def test_too_many_bytes_are_tried_once_more_with_fewer(samples, tmp_path, monkeypatch):  # noqa: F811
    path, seen = samples["tone_and_silence"].path, []
    real = rendering._encode

    def greedy(recipe, *rest):
        seen.append(recipe.video_bps)
        real(recipe, *rest)
        if len(seen) == 1:
            with rest[2].open("ab") as file:
                file.write(bytes(500_000))

    monkeypatch.setattr(rendering, "_encode", greedy)
    recipe = Recipe("video", "video/mp4", 180, 320, video_bps=200_000, max_bytes=400_000)
    rendering.render(recipe, path, identify(path), tmp_path, lambda pct: None)
    assert len(seen) == 2
    assert seen[1] < seen[0]


def test_canceling_the_job_says_so_and_trying_again_works(asset, now):
    variant = request_variant(asset, FILM, description="smaller", now=now)
    cancel_job(variant.job, now=now)
    variant.refresh_from_db()
    assert (variant.status, variant.error) == ("failed", "Its preparation was canceled.")
    job = ProcessingJob.objects.get(pk=variant.job_id)
    requeue_job(job, now=now)
    assert render_due(now) == 1
    variant.refresh_from_db()
    assert variant.status == "ready"


def test_progress_is_told_while_it_renders(asset, now, monkeypatch):
    seen = []
    monkeypatch.setattr(variants.HeldJob, "follow", lambda self, pct: seen.append(pct))
    rendered(asset, FILM, now)
    assert seen
    assert seen == sorted(seen)
    assert seen[-1] <= 90


def test_an_assets_variants_go_with_it(asset, now, django_capture_on_commit_callbacks):
    variant = rendered(asset, FILM, now)
    with django_capture_on_commit_callbacks(execute=True):
        asset.delete()
    assert not default_storage.exists(variant.storage_path)
    assert not MediaVariant.objects.exists()


def test_a_rendering_does_not_change_what_the_asset_says_of_itself(asset, now):
    rendered(asset, FILM, now)
    asset.refresh_from_db()
    assert asset.processing_status == "pending"
    assert EventLog.objects.filter(event_type="variant_ready").count() == 1
