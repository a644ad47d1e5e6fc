"""What models give is a table in data; the operator may add to it."""

import json
from datetime import date

import pytest

from ai.protocols import ProviderUnavailable
from ai.providers import get_speech_to_text
from ai.speech_health import check_speech
from ai.speech_models import SpeechTableBroken, speech_model

BEFORE, AFTER = date(2026, 11, 28), date(2027, 3, 1)


@pytest.fixture
def own_table(settings, tmp_path):
    def write(*models: dict) -> None:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.json"
        path.write_text(json.dumps({"seen": "2026-12-01", "models": models}))
        settings.SPEECH_MODELS_FILE = str(path)

    return write


def test_known_models_say_what_they_give():
    assert speech_model("whisper-1").gives_times
    assert not speech_model("gpt-transcribe").gives_times
    assert speech_model("Systran/faster-whisper-base").forms[0] == "words"


def test_the_operators_own_table_comes_first(own_table):
    own_table({"pattern": "gpt-transcribe", "forms": ["segments", "json"]})
    assert speech_model("gpt-transcribe").gives_times
    assert speech_model("whisper-1").gives_times


def test_a_broken_table_says_where(own_table, openai_server):
    own_table({"pattern": "x", "forms": ["srt"]})
    with pytest.raises(SpeechTableBroken, match=r"models\.0\.forms"):
        speech_model("x")
    with pytest.raises(ProviderUnavailable, match="SPEECH_MODELS_FILE"):
        get_speech_to_text()
    assert "SPEECH_MODELS_FILE" in check_speech(BEFORE)[0]


def test_doctor_warns_of_a_model_that_ends(openai_server):
    assert "“whisper-1” ends on 2027-02-26" in check_speech(BEFORE)[0]
    assert "“whisper-1” ended on 2027-02-26" in check_speech(AFTER)[0]


def test_doctor_is_quiet_about_a_model_without_an_end(openai_server, settings):
    settings.OPENAI_TRANSCRIBE_MODEL = "gpt-transcribe"
    assert check_speech(AFTER) == []
