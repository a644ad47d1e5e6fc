"""The watched folder: whose file it is, what is left alone, and where each goes."""

import os
from pathlib import Path

import pytest

from media_assets.exceptions import FileStillChanging, MediaRejected
from media_assets.services.outbox import (
    Outbox,
    check_own_file,
    free_path,
    is_ignored,
    safe_name,
    state_of,
)
from tests.factories import make_team


@pytest.fixture
def outbox(tmp_path) -> Outbox:
    box = Outbox(tmp_path / "box")
    box.prepare()
    return box


def names(outbox: Outbox) -> list[str]:
    return [str(path.relative_to(outbox.root)) for path, _ in outbox.files()]


@pytest.mark.parametrize(
    "name",
    [".hidden", "a.mp4.part", "a.mp4.CRDOWNLOAD", "a.mp4~", "~$a.docx", "x.tmp", "Thumbs.db"],
)
def test_unfinished_and_hidden_names_are_left_alone(name):
    assert is_ignored(name)


@pytest.mark.parametrize("name", ["a.mp4", "part.mp4", "tmp", "~a.mp4", "-i", "a.temporary.mov"])
def test_other_names_are_looked_at(name):
    assert not is_ignored(name)


def test_files_in_folders_are_found_and_our_own_folders_are_not(outbox):
    for name in ("a.mp4", "sub/b.mp4", "sub/.c.mp4", "ingested/d.mp4", "rejected/e.mp4"):
        path = outbox.root / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    assert names(outbox) == ["a.mp4", "sub/b.mp4"]


def test_a_link_to_a_folder_is_not_walked_into(outbox, tmp_path):
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "a.mp4").touch()
    (outbox.root / "holiday").symlink_to(tmp_path / "secret")
    assert names(outbox) == ["holiday"]


def test_the_root_belongs_to_the_first_team_and_a_folder_to_the_team_it_names(outbox, team):
    other = make_team(name="Bike Shop")
    teams = [team, other]
    assert outbox.team_of(outbox.root / "a.mp4", teams) == team
    assert outbox.team_of(outbox.root / "bike-shop" / "a.mp4", teams) == other
    assert outbox.team_of(outbox.root / str(other.pk) / "deep" / "a.mp4", teams) == other


def test_a_folder_of_no_team_is_nobodys_when_there_are_several(outbox, team):
    path = outbox.root / "bike-shopp" / "a.mp4"
    assert outbox.team_of(path, [team]) == team
    assert outbox.team_of(path, [team, make_team(name="Bike Shop")]) is None


def test_a_slug_of_two_teams_names_neither(outbox, team):
    twins = [team, make_team(name="Twin"), make_team(name="twin")]
    assert outbox.team_of(outbox.root / "twin" / "a.mp4", twins) is None


def test_without_a_team_nothing_is_taken(outbox):
    assert outbox.team_of(outbox.root / "a.mp4", []) is None


def test_a_rejected_file_lies_beside_its_reason(outbox, team, now):
    (outbox.root / "a.mp4").write_text("x")
    taken = outbox.take(outbox.root / "a.mp4", team)
    target = outbox.reject(taken, "It is empty.", now)
    assert target == outbox.root / "rejected" / "a.mp4"
    assert "It is empty." in (outbox.root / "rejected" / "a.mp4.txt").read_text()
    assert list((outbox.root / ".taking").iterdir()) == []


def test_a_second_file_of_one_name_gets_another(outbox, team, now):
    for content in "ab":
        (outbox.root / "a.mp4").write_text(content)
        outbox.reject(outbox.take(outbox.root / "a.mp4", team), "No.", now)
    kept = [path for path in (outbox.root / "rejected").iterdir() if path.suffix == ".mp4"]
    assert sorted(path.read_text() for path in kept) == ["a", "b"]
    assert all(path.with_name(f"{path.name}.txt").exists() for path in kept)


def test_what_a_crash_left_behind_is_found_again(outbox, team):
    (outbox.root / "a.mp4").write_text("x")
    taken = outbox.take(outbox.root / "a.mp4", team)
    (outbox.root / ".taking" / "empty" / "place").mkdir(parents=True)
    assert list(outbox.left_over()) == [taken]
    assert not (outbox.root / ".taking" / "empty").exists()


def test_a_hard_link_is_refused(outbox, tmp_path):
    (tmp_path / "secret").write_text("x")
    (outbox.root / "a.mp4").hardlink_to(tmp_path / "secret")
    with pytest.raises(MediaRejected, match="hard link"):
        check_own_file(outbox.root / "a.mp4", None)


def test_a_link_and_a_pipe_are_refused_without_being_opened(outbox):
    (outbox.root / "link.mp4").symlink_to("/etc/hostname")
    os.mkfifo(outbox.root / "pipe.mp4")
    with pytest.raises(MediaRejected, match="link"):
        check_own_file(outbox.root / "link.mp4", None)
    with pytest.raises(MediaRejected, match="pipe"):
        check_own_file(outbox.root / "pipe.mp4", None)


def test_a_file_that_was_swapped_is_noticed(outbox):
    path = outbox.root / "a.mp4"
    path.write_text("one")
    state = state_of(path.lstat())
    (outbox.root / "b.mp4").write_text("two")
    (outbox.root / "b.mp4").replace(path)
    with pytest.raises(FileStillChanging):
        check_own_file(path, state)


def test_a_long_name_leaves_room_for_an_ending():
    name = safe_name("日" * 85 + ".mp4")
    assert name.endswith(".mp4")
    assert len(f"{name}.txt".encode()) <= 255


def test_a_free_path_never_leaves_its_folder(tmp_path):
    assert free_path(tmp_path, "../../a\n.mp4") == tmp_path / "a .mp4"
    assert free_path(tmp_path, "..") == tmp_path / "unnamed"


def test_taking_a_file_that_is_gone_leaves_no_folder(outbox, team):
    with pytest.raises(FileNotFoundError):
        outbox.take(Path(outbox.root / "gone.mp4"), team)
    assert list((outbox.root / ".taking").iterdir()) == []
