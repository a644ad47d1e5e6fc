"""Who transcribes, and what is said when nobody can."""

import pytest

from analysis.services import transcript as transcripts
from analysis.services.analyse import analyse_due
from analysis.services.transcript import (
    NO_SOUND,
    NO_SPEECH,
    SpeechTooLarge,
    speech_file,
    transcribe,
)
from media_assets.decoding.facts import MediaFacts
from media_assets.services.identify import identify
from tests.analysis.reports import good_video
from tests.openai_server import QUOTA_SPENT, WORDS, Reply

SOUND = good_video().sound
FACTS = MediaFacts("video", "video/mp4", has_audio=True, audio_codec="aac")


@pytest.fixture
def spoken(samples):
    """A real file with sound, and its facts."""
    path = samples["tone_and_silence"].path
    return path, identify(path)


def test_without_speech_to_text_the_transcript_is_empty_and_says_why(engine, asset, job, now):
    analyse_due(now)
    analysis = asset.analyses.get()
    assert analysis.transcript == ""
    assert analysis.transcript_status.startswith("No speech-to-text is configured.")


def test_a_video_without_sound_is_not_sent(samples):
    path = samples["road_landscape_silent"].path
    assert transcribe(path, identify(path), None).status == NO_SOUND


def test_sound_without_speech_is_not_sent(openai_server, spoken):
    mute = SOUND.__class__(**{**vars(SOUND), "speech_share": 0.0})
    assert transcribe(*spoken, mute).status == NO_SPEECH
    assert openai_server.sent_to("/audio/transcriptions") == []


def test_the_configured_model_transcribes(openai_server, spoken):
    result = transcribe(*spoken, SOUND)
    assert result.transcript.text == WORDS
    assert result.status == "Transcribed by whisper-1."


def test_a_provider_that_fails_is_noted_and_the_analysis_goes_on(
    openai_server, engine, asset, job, now, monkeypatch, spoken
):
    copied = lambda path, facts, folder: spoken[0]  # noqa: E731
    monkeypatch.setattr(transcripts, "speech_file", copied)
    openai_server.script("/audio/transcriptions", *[Reply(status=429, body=QUOTA_SPENT)] * 6)
    analyse_due(now)
    analysis = asset.analyses.get()
    assert analysis.transcript == ""
    assert "credit" in analysis.transcript_status
    assert analysis.pre_social_score is not None


def test_segments_and_model_are_kept(openai_server, engine, asset, job, now, monkeypatch, spoken):
    monkeypatch.setattr(transcripts, "speech_file", lambda path, facts, folder: spoken[0])
    analyse_due(now)
    analysis = asset.analyses.get()
    assert analysis.transcript_segments == [{"start": 0.3, "end": 7.5, "text": WORDS}]
    assert analysis.transcript_language == "en"
    assert analysis.models_used["transcript"] == "whisper-1"


def test_the_sound_is_copied_when_its_codec_is_known(spoken, tmp_path):
    speech = speech_file(*spoken, tmp_path)
    facts = identify(speech)
    assert (speech.suffix, facts.media_type, facts.audio_codec) == (".m4a", "audio", "aac")


def test_the_sound_is_made_small_when_it_is_too_large(spoken, tmp_path, monkeypatch):
    copied = speech_file(*spoken, tmp_path).stat().st_size
    monkeypatch.setattr(transcripts, "MOST_UPLOAD_BYTES", copied - 1)
    assert identify(speech_file(*spoken, tmp_path)).audio_codec == "mp3"
    monkeypatch.setattr(transcripts, "MOST_UPLOAD_BYTES", 10)
    with pytest.raises(SpeechTooLarge):
        speech_file(*spoken, tmp_path)


def test_sound_that_cannot_be_prepared_is_a_reason_and_no_error(openai_server, tmp_path):
    path = tmp_path / "broken.mp4"
    path.write_bytes(b"nothing of the kind")
    result = transcribe(path, FACTS, SOUND)
    assert result.transcript is None
    assert result.status.startswith("The sound could not be prepared")
