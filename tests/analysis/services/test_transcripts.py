"""Who transcribes, and what is said when nobody can."""

import pytest

from analysis.engine.report import Silence
from analysis.services import transcript as transcripts
from analysis.services.analyse import analyse_due
from analysis.services.transcript import (
    NO_SOUND,
    NO_SPEECH,
    SpeechTooLarge,
    speech_file,
    transcribe,
)
from analysis.speech.pieces import Piece
from media_assets.decoding.facts import MediaFacts
from media_assets.services.identify import identify
from tests.analysis.reports import good_video
from tests.openai_server import QUOTA_SPENT, WORDS, Reply

PATH = "/audio/transcriptions"
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
    monkeypatch.setattr(transcripts, "speech_file", lambda *given, **limits: spoken[0])
    openai_server.script("/audio/transcriptions", *[Reply(status=429, body=QUOTA_SPENT)] * 6)
    analyse_due(now)
    analysis = asset.analyses.get()
    assert analysis.transcript == ""
    assert "credit" in analysis.transcript_status
    assert analysis.pre_social_score is not None


def test_segments_and_model_are_kept(openai_server, engine, asset, job, now, monkeypatch, spoken):
    monkeypatch.setattr(transcripts, "speech_file", lambda *given, **limits: spoken[0])
    analyse_due(now)
    analysis = asset.analyses.get()
    (segment,) = analysis.transcript_segments
    assert (segment["start"], segment["end"], segment["text"]) == (0.3, 7.5, WORDS)
    assert segment["words"][0] == {"start": 0.3, "end": 0.8, "text": "And"}
    assert analysis.transcript_language == "en"
    assert analysis.models_used["transcript"] == "whisper-1"


def test_the_sound_is_copied_when_its_codec_is_known(spoken, tmp_path):
    speech = speech_file(*spoken, tmp_path)
    facts = identify(speech)
    assert (speech.suffix, facts.media_type, facts.audio_codec) == (".m4a", "audio", "aac")


def test_the_sound_is_made_small_when_it_is_too_large(spoken, tmp_path):
    copied = speech_file(*spoken, tmp_path).stat().st_size
    small = speech_file(*spoken, tmp_path, most_bytes=copied - 1)
    assert identify(small).audio_codec == "mp3"
    with pytest.raises(SpeechTooLarge, match="at most 0 MB"):
        speech_file(*spoken, tmp_path, most_bytes=10)


def test_a_piece_is_cut_out_of_the_sound(spoken, tmp_path):
    piece = speech_file(*spoken, tmp_path, piece=Piece(1.0, 2.5))
    assert identify(piece).duration_sec == pytest.approx(1.5, abs=0.1)


def test_long_sound_is_sent_in_pieces_with_the_times_of_the_whole(openai_server, spoken, settings):
    settings.OPENAI_TRANSCRIBE_MODEL = "gpt-transcribe"
    long = SOUND.__class__(**{**vars(SOUND), "duration_sec": 20.0, "silences": (Silence(9, 11),)})
    shares: list[float] = []
    result = transcribe(*spoken, long, on_progress=shares.append)
    times = [(part.start, part.end) for part in result.transcript.segments]
    assert (times, shares) == ([(0.0, 10.0), (10.0, 20.0)], [0.5, 1.0])
    assert "those of the pauses" in result.status


def test_what_was_heard_before_a_fault_is_kept_and_said(openai_server, spoken, settings):
    settings.OPENAI_TRANSCRIBE_MODEL = "gpt-transcribe"
    first = Reply(body={"text": "One", "languages": [{"code": "en"}]})
    openai_server.script(PATH, first, *[Reply(status=429, body=QUOTA_SPENT)] * 3)
    long = SOUND.__class__(**{**vars(SOUND), "silences": (Silence(9, 11),)})
    result = transcribe(*spoken, long)
    assert result.transcript.text == "One"
    assert "Only the first 10 seconds" in result.status
    assert "credit" in result.status


def test_sound_that_cannot_be_prepared_is_a_reason_and_no_error(openai_server, tmp_path):
    path = tmp_path / "broken.mp4"
    path.write_bytes(b"nothing of the kind")
    result = transcribe(path, FACTS, SOUND)
    assert result.transcript is None
    assert result.status.startswith("The sound could not be prepared")
