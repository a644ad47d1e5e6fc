"""The watcher, one scan at a time, with a clock of our own."""

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from media_assets.models import MediaAsset
from media_assets.services import watcher as service
from media_assets.services.outbox import Outbox
from media_assets.services.settler import FileSettler
from media_assets.services.watcher import AnotherWatcher, Watcher, only_watcher
from teams.models import EventLog, Heartbeat
from tests.factories import make_team
from tests.media_samples import samples  # noqa: F401

SETTLE = timedelta(seconds=3)


class Folder:
    """A watched folder, a watcher on it, and the time."""

    def __init__(self, root: Path, now: datetime) -> None:
        self.root, self.now = root, now
        self.watcher = Watcher(Outbox(root), FileSettler(SETTLE), clock=lambda: self.now)
        self.watcher.outbox.prepare()

    def scan(self, later: timedelta = SETTLE) -> None:
        self.watcher.scan()
        self.now += later
        self.watcher.scan()

    def listing(self, name: str) -> list[str]:
        return sorted(path.name for path in (self.root / name).iterdir())


@pytest.fixture
def folder(tmp_path, team, now) -> Folder:
    return Folder(tmp_path / "box", now)


@pytest.fixture
def clip(samples) -> Path:  # noqa: F811
    return samples["road_landscape_silent"].path


def test_a_settled_file_becomes_an_asset_and_its_original_is_kept(folder, clip, team):
    shutil.copy(clip, folder.root / "road.mp4")
    folder.scan()
    asset = MediaAsset.objects.get()
    assert (asset.team, asset.filename, asset.source_type) == (team, "road.mp4", "local_upload")
    assert folder.listing("ingested") == ["road.mp4"]
    assert not (folder.root / "road.mp4").exists()


def test_a_file_that_is_still_being_written_is_left_until_it_rests(folder, clip):
    data = clip.read_bytes()
    with (folder.root / "road.mp4").open("wb") as file:
        for part in (data[:1000], data[1000:20_000], data[20_000:]):
            file.write(part)
            file.flush()
            folder.scan(later=timedelta(seconds=2))
            assert not MediaAsset.objects.exists()
    folder.scan()
    assert MediaAsset.objects.get().file_size_bytes == len(data)


def test_a_file_that_grows_while_it_is_read_is_given_back(folder, clip, monkeypatch):
    real = service.ingest_file

    def somebody_writes(team, path, **more):
        with path.open("ab") as file:
            file.write(b"\0")
        monkeypatch.setattr(service, "ingest_file", real)
        raise service.FileStillChanging("It changed.")

    monkeypatch.setattr(service, "ingest_file", somebody_writes)
    shutil.copy(clip, folder.root / "road.mp4")
    folder.scan()
    assert not MediaAsset.objects.exists()
    folder.scan()
    assert MediaAsset.objects.count() == 1


def test_a_bad_file_is_moved_aside_with_its_reason_and_an_event(folder, team):
    (folder.root / "notes.mp4").write_text("Buy milk.")
    folder.scan()
    assert folder.listing("rejected") == ["notes.mp4", "notes.mp4.txt"]
    reason = (folder.root / "rejected" / "notes.mp4.txt").read_text()
    assert "not a picture, video or sound" in reason
    event = EventLog.objects.in_team(team).get(event_type="media_rejected")
    assert event.meta_json["filename"] == "notes.mp4"


@pytest.mark.parametrize("kind", ["link", "hard link", "pipe", "empty"])
def test_what_is_not_a_plain_file_is_moved_aside(folder, kind, clip, tmp_path):
    path = folder.root / "a.mp4"
    if kind == "link":
        path.symlink_to(clip)
    elif kind == "hard link":
        path.hardlink_to(shutil.copy(clip, tmp_path / "other.mp4"))
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.touch()
    folder.scan()
    assert folder.listing("rejected") == ["a.mp4", "a.mp4.txt"]
    assert not MediaAsset.objects.exists()


def test_the_same_file_again_is_no_second_asset(folder, clip):
    for name in ("a.mp4", "b.mp4"):
        shutil.copy(clip, folder.root / name)
        folder.scan()
    assert MediaAsset.objects.count() == 1
    assert folder.watcher.counts.duplicates == 1
    assert folder.listing("ingested") == ["a.mp4", "b.mp4"]


def test_a_teams_folder_feeds_that_team(folder, clip):
    other = make_team(name="Bike Shop")
    (folder.root / "bike-shop").mkdir()
    shutil.copy(clip, folder.root / "bike-shop" / "a.mp4")
    folder.scan()
    assert MediaAsset.objects.get().team == other


def test_a_file_in_nobodys_folder_stays_and_is_counted(folder, clip):
    make_team(name="Bike Shop")
    (folder.root / "bikeshop").mkdir()
    shutil.copy(clip, folder.root / "bikeshop" / "a.mp4")
    folder.scan()
    assert not MediaAsset.objects.exists()
    assert (folder.root / "bikeshop" / "a.mp4").exists()
    assert Heartbeat.objects.get(name="watcher").detail_json["unclaimed"] == 1


def test_when_the_storage_is_down_the_file_waits_and_is_tried_again(folder, clip, monkeypatch):
    real = service.ingest_file

    def storage_is_down(*args, **kwargs):
        raise OSError("no route to storage")

    monkeypatch.setattr(service, "ingest_file", storage_is_down)
    shutil.copy(clip, folder.root / "a.mp4")
    folder.scan()
    assert folder.watcher.counts.failed == 1
    monkeypatch.setattr(service, "ingest_file", real)
    folder.watcher.pick_up()
    assert MediaAsset.objects.get().filename == "a.mp4"


def test_a_file_that_cannot_be_moved_is_put_off(folder, clip, monkeypatch):
    def other_file_system(*args):
        raise OSError("cross-device link")

    monkeypatch.setattr(folder.watcher.outbox, "take", other_file_system)
    shutil.copy(clip, folder.root / "a.mp4")
    for _ in range(4):
        folder.scan()
    assert folder.watcher.counts.failed == 1


def test_files_of_a_team_that_is_gone_are_moved_aside(folder, clip, now):
    other = make_team()
    shutil.copy(clip, folder.root / "a.mp4")
    folder.watcher.outbox.take(folder.root / "a.mp4", other)
    other.delete()
    folder.watcher.pick_up()
    assert folder.listing("rejected") == ["a.mp4", "a.mp4.txt"]


def test_the_heartbeat_says_what_was_done_and_when_it_looked(folder, clip):
    shutil.copy(clip, folder.root / "a.mp4")
    (folder.root / "b.mp4").touch()
    folder.scan()
    row = Heartbeat.objects.get(name="watcher")
    assert row.alive_at == folder.now
    assert row.detail_json["ingested"] == row.detail_json["rejected"] == 1
    assert row.detail_json["scanned_at"] == folder.now.isoformat()


def test_one_folder_has_one_watcher(folder):
    with (
        only_watcher(folder.watcher.outbox),
        pytest.raises(AnotherWatcher),
        only_watcher(folder.watcher.outbox),
    ):
        pass


def test_a_name_that_is_not_utf8_is_shown_with_a_mark(folder, clip):
    shutil.copy(clip, os.fsencode(folder.root) + b"/caf\xe9.mp4")
    folder.scan()
    assert MediaAsset.objects.get().filename == "caf�.mp4"
