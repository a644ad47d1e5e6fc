"""Whisper on this machine: the real loader and decoder, on a model made for the test."""

import pytest

from ai.protocols import ProviderRefused, ProviderUnavailable
from ai.providers import describe_providers, get_speech_to_text
from ai.providers.whisper import speech as whisper
from ai.providers.whisper.speech import WhisperSpeechToText
from ai.speech_health import check_speech

pytest.importorskip("faster_whisper")
from tests.ai.tiny_whisper import make_tiny_whisper
from tests.media_samples import samples

__all__ = ["samples"]


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> str:
    return str(make_tiny_whisper(tmp_path_factory.mktemp("whisper") / "tiny"))


@pytest.fixture(autouse=True)
def fresh():
    whisper.load_model.cache_clear()
    yield
    whisper.load_model.cache_clear()


@pytest.fixture
def sound(samples):
    return samples["tone_and_silence"].path


def test_a_model_in_a_folder_gives_segments_and_words(model, sound):
    transcript = WhisperSpeechToText(model=model, hears_voices_only=False).transcribe(sound)
    first = transcript.segments[0]
    assert (first.text, transcript.language) == ("And so ask not.", "en")
    assert (first.start, transcript.model) == (0.0, "whisper tiny")
    assert [word.text for word in first.words] == ["And", "so", "ask", "not."]


def test_sound_without_a_voice_has_no_words(model, sound):
    transcript = WhisperSpeechToText(model=model).transcribe(sound)
    assert (transcript.text, transcript.segments) == ("", ())


def test_naming_a_model_chooses_it_before_the_server(settings, model, openai_server):
    settings.WHISPER_MODEL = model
    assert isinstance(get_speech_to_text().inner, WhisperSpeechToText)
    assert "faster-whisper" in describe_providers()["speech-to-text"]


def test_a_folder_without_a_model_says_what_is_missing(settings, tmp_path, sound, paying):
    settings.WHISPER_MODEL = str(tmp_path)
    with pytest.raises(ProviderUnavailable, match=r"model\.bin is missing"):
        get_speech_to_text().transcribe(sound)
    assert "model.bin is missing" in check_speech(None)[0]


def test_a_broken_model_says_that_it_could_not_be_loaded(model, tmp_path, sound):
    for name in whisper.NEEDED:
        (tmp_path / name).write_text("{}")
    with pytest.raises(ProviderUnavailable, match="could not be loaded"):
        WhisperSpeechToText(model=str(tmp_path)).transcribe(sound)


def test_without_the_package_it_says_how_to_install_it(monkeypatch, sound):
    monkeypatch.setattr(whisper, "faster_whisper", None)
    with pytest.raises(ProviderUnavailable, match=r"requirements-stt\.txt"):
        WhisperSpeechToText(model="base").transcribe(sound)


def test_sound_that_cannot_be_read_is_refused(model, tmp_path):
    broken = tmp_path / "broken.mp3"
    broken.write_bytes(b"nothing of the kind")
    with pytest.raises(ProviderRefused):
        WhisperSpeechToText(model=model).transcribe(broken)
