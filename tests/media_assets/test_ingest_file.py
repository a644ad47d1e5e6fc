"""One file in: an asset with its job and event, or nothing at all."""

import shutil
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import transaction

from media_assets.exceptions import FileStillChanging, MediaRejected
from media_assets.models import MediaAsset, ProcessingJob
from media_assets.services import ingest
from media_assets.services.ingest import ingest_file
from teams.models import EventLog
from tests.factories import make_asset, make_team
from tests.media_samples import samples  # noqa: F401


@pytest.fixture
def clip(samples, tmp_path) -> Path:  # noqa: F811
    return Path(shutil.copy(samples["three_mistakes_vertical"].path, tmp_path / "clip.mp4"))


def stored_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_video_becomes_an_asset_with_a_queued_analysis(team, owner, clip, now):
    result = ingest_file(team, clip, filename="Mistakes.mov", owner=owner, now=now)
    asset = MediaAsset.objects.get()
    assert result.created
    assert (asset.media_type, asset.mime_type, asset.type) == ("video", "video/mp4", "raw_video")
    assert (asset.width, asset.height, asset.resolution) == (540, 960, "540x960")
    assert asset.duration_sec == pytest.approx(6, abs=0.1)
    assert (asset.status, asset.processing_status) == ("ingested", "pending")
    job = ProcessingJob.objects.get()
    assert (job.job_type, job.status, job.due_at) == ("analyze", "queued", now)
    event = EventLog.objects.get(event_type="asset_ingested")
    assert (event.subject_id, event.user) == (str(asset.pk), owner)


def test_the_stored_name_is_ours_and_the_shown_name_is_the_persons(team, clip, now):
    asset = ingest_file(team, clip, filename="../../Urlaub 🏖.mov", now=now).asset
    assert asset.filename == "Urlaub 🏖.mov"
    assert asset.storage_path == f"teams/{team.pk}/{asset.pk}/original.mp4"
    with default_storage.open(asset.storage_path) as stored:
        assert stored.read() == clip.read_bytes()


def test_a_grid_has_a_small_picture_before_the_analysis(team, clip, now):
    asset = ingest_file(team, clip, filename="a.mp4", now=now).asset
    with default_storage.open(asset.thumbnail_url) as poster:
        head = poster.read()
    assert head[8:12] == b"WEBP"
    assert len(head) < 30_000


def test_the_file_itself_is_left_where_it_is(team, clip, now):
    ingest_file(team, clip, filename="a.mp4", now=now)
    assert clip.exists()


def test_the_same_file_twice_is_one_asset(team, clip, now, tmp_path):
    first = ingest_file(team, clip, filename="a.mp4", now=now)
    copy = Path(shutil.copy(clip, tmp_path / "copy.mp4"))
    again = ingest_file(team, copy, filename="b.mp4", now=now)
    assert again.asset == first.asset
    assert not again.created
    assert ProcessingJob.objects.count() == 1


def test_another_team_gets_an_asset_of_its_own(team, clip, now):
    mine = ingest_file(team, clip, filename="a.mp4", now=now)
    theirs = ingest_file(make_team(), clip, filename="a.mp4", now=now)
    assert theirs.created
    assert theirs.asset.storage_path != mine.asset.storage_path


def test_of_two_at_once_the_slower_gives_the_others_asset_and_cleans_up(
    team, clip, now, settings, monkeypatch
):
    winner = []
    real = ingest.put_in_storage

    def other_process_is_faster(asset, *rest):
        real(asset, *rest)
        winner.append(make_asset(team, sha256=asset.sha256))

    monkeypatch.setattr(ingest, "put_in_storage", other_process_is_faster)
    result = ingest_file(team, clip, filename="a.mp4", now=now)
    assert (result.asset, result.created) == (winner[0], False)
    assert stored_files(Path(settings.MEDIA_ROOT)) == []


def test_a_file_that_is_written_meanwhile_leaves_nothing(team, clip, now, settings, monkeypatch):
    real = ingest.put_in_storage

    def somebody_writes(asset, *rest):
        real(asset, *rest)
        with clip.open("ab") as file:
            file.write(b"more")

    monkeypatch.setattr(ingest, "put_in_storage", somebody_writes)
    with pytest.raises(FileStillChanging):
        ingest_file(team, clip, filename="a.mp4", now=now)
    assert not MediaAsset.objects.exists()
    assert stored_files(Path(settings.MEDIA_ROOT)) == []


def test_a_rejected_file_leaves_nothing(team, now, tmp_path, settings):
    path = tmp_path / "notes.mp4"
    path.write_text("Buy milk.")
    with pytest.raises(MediaRejected, match="not a picture, video or sound"):
        ingest_file(team, path, filename="notes.mp4", now=now)
    assert not MediaAsset.objects.exists()
    assert not ProcessingJob.objects.exists()
    assert stored_files(Path(settings.MEDIA_ROOT)) == []


def test_a_failure_of_the_rows_leaves_no_asset(team, clip, now, monkeypatch):
    def disk_is_full(*args, **kwargs):
        raise OSError("no space left")

    monkeypatch.setattr(ingest, "record_event", disk_is_full)
    with pytest.raises(OSError, match="no space"), transaction.atomic():
        ingest_file(team, clip, filename="a.mp4", now=now)
    assert not MediaAsset.objects.exists()
    assert not ProcessingJob.objects.exists()


def test_the_media_workers_are_woken_once_the_rows_are_written(
    team, clip, now, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as callbacks:
        ingest_file(team, clip, filename="a.mp4", now=now)
    assert len(callbacks) == 1
