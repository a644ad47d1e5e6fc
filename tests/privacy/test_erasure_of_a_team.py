"""Everything of the team goes, nothing of another one; a receipt stays that names nobody."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.core.files.storage import default_storage

from audit.searching import files_with, tables_with
from media_assets.models import MediaAsset
from platforms.models import Connection, WebhookEvent
from publishing.journal import Event, Line, append
from publishing.services.replay import read_again, replay_journal
from scheduling.models import PostingSchedule
from teams.models import DataRequest, EventLog, Notification, TeamMember
from teams.privacy import erase_team as erasing
from teams.privacy.requests import (
    GRACE,
    DataProblem,
    ask_erasure_of_team,
    ask_export_of_team,
    cancel,
)
from tests.factories import make_connection, make_schedule
from tests.privacy.conftest import OTHER_WORD, WORD, contents, done, gone

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(full, other, team, owner, now) -> DataRequest:
    return ask_erasure_of_team(team, by=owner, now=now)


def rows_of_all(team) -> str:
    """Every row of a team and what hangs on it, as text."""
    found = []
    for table in erasing.team_tables():
        found.append(serializers.serialize("json", table.rows(team.pk)))
    return "\n".join(found)


def test_nothing_of_the_team_is_left_anywhere(planned, team, settings, tmp_path):
    assert done(planned).status == "done"
    assert gone(team)
    assert list(tables_with([WORD])) == []
    assert list(files_with([WORD], tmp_path)) == []
    assert {path.name for _, path in files_with([str(team.pk)], tmp_path)} == {"erased.jsonl"}
    assert not any(str(team.pk) in str(path) for path in tmp_path.rglob("*"))


def test_another_team_is_as_it_was(planned, other, tmp_path):
    before = rows_of_all(other.team)
    files = sorted(files_with([OTHER_WORD], tmp_path))
    done(planned)
    assert rows_of_all(other.team) == before
    assert sorted(files_with([OTHER_WORD], tmp_path)) == files
    assert len(files) >= 4


def test_the_receipt_counts_what_went(planned, team, full):
    counts = {table.name: table.rows(team.pk).count() for table in erasing.team_tables()}
    receipt = done(planned).receipt
    growing = ("event_logs", "webhook_deliveries", "notifications")
    for name, count in counts.items():
        if name not in growing:
            assert receipt["tables"].get(name, 0) == count, name
        else:
            assert receipt["tables"].get(name, 0) >= count, name
    assert receipt["tables"]["teams"] == 1
    assert receipt["files"] == {"found": 3, "left": 0}
    assert receipt["outside"]["journal_lines"] == {"found": 2, "left": 0}
    assert receipt["rows_left"] == 0


def test_the_receipt_names_nobody(planned, team):
    said = json.dumps(done(planned).receipt)
    for word in (WORD, team.name, "owner@example.com", "Olga"):
        assert word not in said


def test_nothing_happens_before_its_time(planned, team, now):
    request = done(planned, now + GRACE - timedelta(seconds=1))
    assert (request.status, gone(team)) == ("waiting", False)


def test_everybody_is_told_by_the_app_and_by_mail(team, owner, teammate, viewer, now):
    request = ask_erasure_of_team(team, by=owner, now=now)
    told = Notification.objects.filter(type="team_erasure")
    assert {notice.user for notice in told} == {teammate, viewer}
    assert {notice.mail_status for notice in told} == {"waiting"}
    assert "9 March 2026" in told[0].text
    cancel(request, by=owner, now=now)
    titles = set(told.filter(is_read=False).values_list("title", flat=True))
    assert titles == {"The team will not be erased after all: Kitchen"}


def test_called_off_it_never_happens(planned, team, owner, now):
    cancel(planned, by=owner, now=now)
    assert done(planned, now + 2 * GRACE).status == "canceled"
    assert not gone(team)


def test_only_an_owner_may_ask_or_call_it_off(planned, team, teammate, now):
    with pytest.raises(DataProblem, match="Only an owner"):
        ask_erasure_of_team(team, by=teammate, now=now)
    with pytest.raises(DataProblem, match="Only an owner"):
        cancel(planned, by=teammate, now=now)


@pytest.mark.parametrize(
    ("status", "sentence"), [("publishing", "being sent"), ("unconfirmed", "settle it first")]
)
def test_a_post_on_its_way_stands_against_it(team, owner, now, status, sentence):
    lease = {"lease_owner": "worker"} if status == "publishing" else {}
    make_schedule(make_connection(team), status=status, **lease)
    with pytest.raises(DataProblem, match=sentence):
        ask_erasure_of_team(team, by=owner, now=now)


def test_a_post_that_went_on_its_way_later_makes_it_wait(planned, team, full, now):
    post = make_schedule(make_connection(team), status="publishing", lease_owner="worker")
    request = done(planned)
    assert (request.status, gone(team)) == ("waiting", False)
    assert "being sent" in request.error
    assert TeamMember.objects.filter(team=team).exists()
    PostingSchedule.objects.filter(pk=post.pk).update(status="posted", external_post_id="1",
                                                      lease_owner="")  # fmt: skip
    assert done(request).status == "done"


def test_planned_posts_are_canceled_before_anything_goes(planned, team, monkeypatch):
    post = make_schedule(make_connection(team))
    monkeypatch.setattr(erasing, "_give_up", stop)
    done(planned)
    post.refresh_from_db()
    assert post.status == "canceled"
    assert not TeamMember.objects.filter(team=team).exists()


def stop(*_):
    raise RuntimeError("stopped")


STEPS = ("_note_what_is_there", "_shut", "_give_up", "_erase_outside", "_forget_requests",
         "_erase_rows", "_erase_files", "_end", "_last_words")  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_a_crash_before_any_step_is_gone_on_from(planned, team, other, step, monkeypatch, tmp_path):
    before = rows_of_all(other.team)
    with monkeypatch.context() as broken:
        broken.setattr(erasing, step, stop)
        request = done(planned)
    assert request.status == "waiting"
    assert "tried again by itself" in request.error
    request = done(request)
    assert (request.status, gone(team)) == ("done", True)
    assert request.receipt["tables"]["media_assets"] == 1
    assert request.receipt["outside"]["journal_lines"] == {"found": 2, "left": 0}
    assert list(tables_with([WORD])) == list(files_with([WORD], tmp_path)) == []
    assert rows_of_all(other.team) == before


def test_a_crash_between_two_batches_counts_each_row_once(planned, team, full, monkeypatch):
    monkeypatch.setattr("teams.privacy.tables.BATCH", 1)
    batches, real = [], erasing.delete_batch

    def dying(table, owner):
        counts = real(table, owner)
        batches.append(table.name) if counts else None
        if counts and len(batches) % 7 == 0:
            raise RuntimeError("killed before the commit")
        return counts

    monkeypatch.setattr(erasing, "delete_batch", dying)
    expected = {t.name: t.rows(team.pk).count() for t in erasing.team_tables()}
    request = planned
    for _ in range(60):
        request = done(request)
        if request.status == "done":
            break
    assert request.status == "done"
    for name in ("posting_schedule", "media_assets", "frame_samples", "connections"):
        assert request.receipt["tables"].get(name, 0) == expected[name]


def test_done_again_nothing_more_happens(planned):
    first = done(planned)
    assert done(first, planned.due_at + GRACE).receipt == first.receipt


def test_an_export_of_the_team_goes_with_it(planned, team, owner, now):
    export = done(ask_export_of_team(team, by=owner, now=now))
    assert contents(export)
    done(planned)
    export.refresh_from_db()
    assert (export.file_path, export.team) == ("", None)
    assert default_storage.listdir("exports")[1] == []


def test_what_djangos_own_log_says_about_its_rows_goes(planned, full, owner, other):
    for rows, word in ((full, WORD), (other, OTHER_WORD)):
        asset = rows[MediaAsset]
        kind = ContentType.objects.get_for_model(MediaAsset)
        LogEntry.objects.create(user=owner, content_type=kind, object_id=str(asset.pk),
                                object_repr=word, action_flag=CHANGE)  # fmt: skip
    done(planned)
    assert LogEntry.objects.get().object_repr == OTHER_WORD


def test_the_journal_knows_nothing_of_its_posts_and_a_replay_is_quiet(
    planned, full, other, now, settings
):
    before = {path: path.stat().st_size for path in settings.JOURNAL_DIR.iterdir()}
    done(planned)
    assert {path: path.stat().st_size for path in settings.JOURNAL_DIR.iterdir()} == before
    text = "".join(path.read_text() for path in settings.JOURNAL_DIR.iterdir())
    assert str(full[PostingSchedule].pk) not in text
    assert text.count(str(other[PostingSchedule].pk)) == 2
    read_again()
    assert replay_journal(planned.due_at) == 0


def test_lines_of_posts_that_are_gone_change_nothing(team, now):
    """Should a line ever stay, such as one in a copy of the journal that was put back."""
    posts = [make_schedule(make_connection(team), status="draft") for _ in range(2)]
    for number, post in enumerate(posts):
        append(Line(Event.INTENT, f"op-{number}", 1, str(post.pk), now))
        append(Line(Event.ACCEPTED, f"op-{number}", 1, str(post.pk), now, f"id-{number}"))
    posts[0].delete()
    read_again()
    assert replay_journal(now) == 1  # the line of the post that is still there counts
    assert PostingSchedule.objects.get().status == "posted"


def test_what_networks_told_about_its_accounts_is_emptied(planned, full, other, now):
    def told(everything, number):
        account = everything[Connection]
        return WebhookEvent.objects.create(
            platform=account.platform, event_id=str(number), received_at=now, status="handled",
            body=f'{{"id": "{account.platform_user_id}"}}'.encode(),
        )  # fmt: skip

    mine, theirs = told(full, 1), told(other, 2)
    done(planned)
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (bytes(mine.body), bool(theirs.body)) == (b"", True)


def test_files_in_the_watched_folder_go_too(planned, full, team, settings):
    outbox = Path(settings.MEDIA_OUTBOX)
    (outbox / "ingested").mkdir(parents=True)
    (outbox / str(team.pk)).mkdir()
    (outbox / str(team.pk) / "next.mp4").write_text(WORD)
    taken, stranger = outbox / "ingested" / "a.mp4", outbox / "ingested" / "b.mp4"
    taken.write_text("bytes of the asset")
    stranger.write_text("bytes of anything!")
    sha256 = hashlib.sha256(taken.read_bytes()).hexdigest()
    MediaAsset.objects.filter(team=team).update(sha256=sha256, file_size_bytes=18)
    receipt = done(planned).receipt
    assert [path.name for path in outbox.rglob("*.mp4")] == ["b.mp4"]
    assert receipt["outside"]["watched_files"] == {"found": 2, "left": 0}


def test_the_log_keeps_only_that_it_was_done(planned, team):
    done(planned)
    events = EventLog.objects.filter(subject_id=str(planned.pk))
    assert [event.event_type for event in events] == ["erase_team_done"]
    assert events[0].team is None
    assert not EventLog.objects.filter(team=team.pk).exists()


def test_no_table_is_left_out_of_this_test(full):
    """The canaries stand in a row of every table of a team that holds rows."""
    empty = {t.label for t in erasing.team_tables() if not t.rows(full.team.pk).exists()}
    assert empty <= {"publishing.Breaker", "platforms.WebhookEvent", "scheduling.ReviewLink_posts",
                     "media_assets.MediaVariant", "scheduling.CrossPostGroup"}  # fmt: skip
