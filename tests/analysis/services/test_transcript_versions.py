"""Versions of what is said: a person's words win, and nobody's are lost."""

import pytest

from ai.protocols import Segment, Transcript
from analysis.models import TranscriptVersion
from analysis.services.analyse import analyse_due
from analysis.services.versions import (
    TranscriptConflict,
    current_in,
    current_original,
    keep_heard,
    save_edit,
)
from analysis.speech.cues import BadCues, Cue
from teams.models import EventLog
from tests.factories import make_analysis
from tests.openai_server import WORDS

HEARD = Transcript("Ask not.", "en", (Segment(0, 2, "Ask not."),), "model-1")
MINE = [Cue(0, 2, "Ask not what.")]


@pytest.fixture
def heard(asset) -> TranscriptVersion:
    return keep_heard(asset, HEARD)


def test_what_was_heard_is_the_first_version(heard, asset):
    assert (heard.version, heard.is_current, heard.origin) == (1, True, "heard")
    assert current_original(asset).cues == [{"start": 0, "end": 2, "text": "Ask not."}]


def test_an_edit_is_a_new_version_and_shows_at_once(heard, asset, owner):
    analysis = make_analysis(asset, transcript="Ask not.")
    saved = save_edit(asset, "en", MINE, version=1, by=owner)
    analysis.refresh_from_db()
    assert (saved.version, saved.origin, saved.edited_by) == (2, "edited", owner)
    assert current_original(asset) == saved
    assert analysis.transcript == "Ask not what."
    assert analysis.transcript_segments == saved.cues
    assert EventLog.objects.filter(event_type="transcript_edited").count() == 1


def test_saving_over_somebody_elses_words_is_a_conflict_with_both_texts(heard, asset, owner):
    theirs = save_edit(asset, "en", MINE, version=1, by=owner)
    with pytest.raises(TranscriptConflict) as caught:
        save_edit(asset, "en", [Cue(0, 2, "Other.")], version=1, by=owner)
    assert (caught.value.theirs, caught.value.version) == (theirs, 2)
    assert caught.value.mine[0].text == "Other."
    assert save_edit(asset, "en", caught.value.mine, version=2, by=owner).version == 3


def test_a_person_may_write_what_nobody_could_transcribe(asset, owner):
    saved = save_edit(asset, "de", MINE, version=0, by=owner)
    assert (saved.version, saved.is_original) == (1, True)


def test_a_second_language_by_hand_is_a_translation(heard, asset, owner):
    assert not save_edit(asset, "fr", MINE, version=0, by=owner).is_original
    assert current_original(asset) == heard


def test_an_edit_stays_when_a_model_hears_again(heard, asset, owner):
    edited = save_edit(asset, "en", MINE, version=1, by=owner)
    again = keep_heard(asset, HEARD)
    assert (again.version, again.is_current) == (3, False)
    assert current_original(asset) == edited


def test_another_language_heard_takes_the_place_of_the_first(heard, asset):
    other = keep_heard(asset, Transcript("Frag nicht.", "de", (), "model-1", 2.0))
    assert current_original(asset) == other
    assert current_in(asset, "en") is None
    assert other.cues[0]["end"] == 20.0


def test_nothing_is_stored_of_lines_that_make_no_sense(heard, asset, owner):
    with pytest.raises(BadCues):
        save_edit(asset, "en", [Cue(3, 1, "x")], version=1, by=owner)
    assert TranscriptVersion.objects.count() == 1


def test_an_analysis_stores_what_it_heard(openai_server, engine, asset, job, now, monkeypatch):
    monkeypatch.setattr(
        "analysis.services.transcript.speech_file", lambda path, *rest, **limits: path
    )
    analyse_due(now)
    row = current_original(asset)
    assert (row.language, row.made_by, row.cues[0]["text"]) == ("en", "whisper-1", WORDS)
    assert row.cues[0]["words"][0]["text"] == "And"


def test_an_analysis_takes_a_persons_words_and_asks_nobody(
    openai_server, engine, asset, job, now, owner
):
    save_edit(asset, "en", MINE, version=0, by=owner)
    analyse_due(now)
    analysis = asset.analyses.current().get()
    assert analysis.transcript == "Ask not what."
    assert analysis.transcript_status.startswith("Edited by a person")
    assert openai_server.sent_to("/audio/transcriptions") == []
    assert TranscriptVersion.objects.count() == 1
