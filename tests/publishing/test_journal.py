"""The journal's files: nothing is lost, nothing private is in them."""

import errno
import os
import stat
from datetime import UTC, datetime, timedelta

import pytest

from publishing import journal
from publishing.journal import Event, Line, Reader, append, files_in, forget_old, latest_by_post

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


def line(event=Event.INTENT, number=1, post="p", **more) -> Line:
    return Line(event, f"{post}-{number}", number, post, more.pop("at", AT), **more)


@pytest.fixture
def reader(settings):
    return Reader(settings.JOURNAL_DIR)


def test_what_is_written_is_read_once(reader):
    lines = [line(), line(Event.ACCEPTED, external_id="r1")]
    for each in lines:
        append(each)
    assert reader.read_new() == lines
    assert reader.read_new() == []
    append(line(number=2))
    assert reader.read_new() == [line(number=2)]


def test_only_its_owner_may_read_it(settings):
    append(line())
    [file] = files_in(settings.JOURNAL_DIR)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.JOURNAL_DIR.stat().st_mode) == 0o700


def test_a_line_is_on_the_disk_before_it_counts(monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", synced.append)
    append(line())
    assert len(synced) == 2  # the file, and the folder that names it


def test_each_day_has_a_file_read_in_order(reader, settings):
    append(line(Event.ACCEPTED, at=AT + timedelta(days=1)))
    append(line())
    assert [file.stem for file in files_in(settings.JOURNAL_DIR)] == ["2026-03-02", "2026-03-03"]
    assert [each.event for each in reader.read_new()] == ["intent", "accepted"]


@pytest.mark.parametrize("torn", [b'{"event":"inte', b"\xff\xfe", b"[]", b'{"event":"sung"}'])
def test_a_damaged_line_costs_only_itself(reader, settings, torn):
    append(line())
    [file] = files_in(settings.JOURNAL_DIR)
    with file.open("ab") as end:
        end.write(torn)
    append(line(Event.ACCEPTED))
    assert [each.event for each in reader.read_new()] == ["intent", "accepted"]


def test_a_line_that_is_not_finished_is_read_when_it_is(reader, settings):
    append(line())
    [file] = files_in(settings.JOURNAL_DIR)
    whole = f"\n{line(number=2).to_json()}\n".encode()
    with file.open("ab") as end:
        end.write(whole[:30])
    assert reader.read_new() == [line()]
    with file.open("ab") as end:
        end.write(whole[30:])
    assert reader.read_new() == [line(number=2)]


def test_a_full_disk_is_said(monkeypatch):
    monkeypatch.setattr(os, "write", lambda file, data: len(data) // 2)
    with pytest.raises(OSError, match="No space left") as caught:
        append(line())
    assert caught.value.errno == errno.ENOSPC


def test_old_files_go_but_never_the_latest_ones(settings, monkeypatch):
    monkeypatch.setattr(journal, "KEPT_FILES", 3)
    for day in range(6):
        append(line(at=AT + timedelta(days=day)))
    far_ahead = AT + timedelta(days=4000)  # a clock that jumped
    assert forget_old(settings.JOURNAL_DIR, now=far_ahead) == 3
    assert len(files_in(settings.JOURNAL_DIR)) == 3


def test_recent_files_stay_however_many(settings, monkeypatch):
    monkeypatch.setattr(journal, "KEPT_FILES", 1)
    for day in range(4):
        append(line(at=AT + timedelta(days=day)))
    assert len(files_in(settings.JOURNAL_DIR)) == 4


def test_a_new_day_tidies_up(settings, monkeypatch):
    monkeypatch.setattr(journal, "KEPT_FILES", 1)
    append(line())
    append(line(at=AT + timedelta(days=40)))
    assert [file.stem for file in files_in(settings.JOURNAL_DIR)] == ["2026-04-11"]


def test_the_last_line_of_a_post_counts_but_accepted_is_never_taken_back():
    intent, gone, again = line(), line(Event.ABSENT), line(number=2)
    assert latest_by_post([intent, gone])["p"] == gone
    assert latest_by_post([intent, gone, again])["p"] == again
    landed = line(Event.ACCEPTED, number=2, external_id="r")
    assert latest_by_post([landed, again, gone])["p"] == landed
    assert latest_by_post([gone], {"p": landed})["p"] == landed


def test_without_a_folder_there_is_nothing_to_read(reader):
    assert reader.read_new() == []
