"""What adapters remember stays when old events are cleared out, and came over from them whole."""

import importlib

import pytest
from django.apps import apps
from django.utils import timezone

from platforms.adapters.email import mailing
from platforms.adapters.podcast import record
from platforms.models import RemoteNote
from teams.models import EventLog
from teams.services.events import record_event
from tests.factories import make_connection

migration = importlib.import_module("platforms.migrations.0006_remote_notes")


@pytest.fixture
def show(team):
    return make_connection(team, platform="podcast", route="direct")


def send_letter(connection) -> None:
    begun = mailing.begin(connection, "letter-1", ["a", "b", "c"])
    mailing.finish(connection, begun, mailing.Batch(sent=["a"], unsure=["b"]))


def test_episodes_and_letters_are_remembered_without_their_events(show):
    record.publish_once(show, "g1", title="One", url="https://x.test/1")
    record.change(show, "g1", {"title": "First"})
    record.withdraw(show, "g1")
    send_letter(show)
    EventLog.objects.all().delete()
    entry = record.entries_of(show)["g1"]
    assert (entry.url, entry.words, entry.is_withdrawn) == (
        "https://x.test/1",
        {"title": "First"},
        True,
    )
    progress = mailing.progress_of(show, "letter-1")
    assert (progress.sent, progress.in_doubt) == ({"a"}, {"b"})


def test_people_are_told_by_an_event_that_holds_no_list(show):
    send_letter(show)
    begun, done = EventLog.objects.order_by("created_at")
    assert "3 letters" in begun.message
    assert "1 of 3" in done.message
    assert begun.meta_json == done.meta_json == {"key": "letter-1"}


def test_notes_of_another_account_are_not_ours(show, team):
    other = make_connection(team, platform="podcast", route="direct")
    record.publish_once(other, "g1", title="One", url="https://x.test/1")
    assert record.entries_of(show) == {}


def test_the_events_of_before_become_notes_and_back(show, team):
    event = record_event(team, "letter_begun", show, "2 letters", letter="l1", marks=["a", "b"])
    done = record_event(
        team, "letter_batch_done", show, "1 of 2", letter="l1", begun=str(event.pk),
        sent=["a"], refused=[], put_off=[], unsure=["b"],
    )  # fmt: skip
    gone = record_event(team, "episode_published", show, "of an account that is gone", guid="g")
    EventLog.objects.filter(pk=gone.pk).update(subject_id="00000000-0000-4000-8000-000000000000")
    record_event(team, "post_posted", show, "not a memory")
    migration.move_events_to_notes(apps, None)
    assert {note.pk for note in RemoteNote.objects.all()} == {event.pk, done.pk}
    assert RemoteNote.objects.get(pk=event.pk).created_at == event.created_at
    assert mailing.progress_of(show, "l1").in_doubt == {"b"}
    before = EventLog.objects.get(pk=event.pk).meta_json
    EventLog.objects.filter(pk=event.pk).delete()
    RemoteNote.objects.filter(pk=event.pk).update(created_at=timezone.now())
    migration.move_notes_to_events(apps, None)
    assert EventLog.objects.get(pk=event.pk).meta_json == before
