"""Segments where a model gives them, plain text where it does not."""

import pytest

from ai.protocols import ProviderRefused, ProviderUnavailable
from ai.providers import get_speech_to_text
from tests.openai_server import WORDS, Reply, error_body

PATH = "/audio/transcriptions"


def formats_asked(server) -> list[str]:
    return [request.body["response_format"] for request in server.seen]


def test_segments_come_with_their_times(openai_server, audio):
    transcript = get_speech_to_text().transcribe(audio)
    assert [(p.start, p.end, p.text) for p in transcript.segments] == [(0.3, 7.5, WORDS)]
    assert transcript.seconds == 11.0


def test_each_word_comes_with_its_time_where_a_model_tells(openai_server, audio):
    (segment,) = get_speech_to_text().transcribe(audio).segments
    assert [word.text for word in segment.words] == WORDS.split()
    assert (segment.words[0].start, segment.words[1].end) == (0.3, 1.3)


def test_model_known_to_give_no_times_is_asked_for_text(openai_server, audio, settings):
    settings.OPENAI_TRANSCRIBE_MODEL = "gpt-transcribe"
    provider = get_speech_to_text()
    transcript = provider.transcribe(audio)
    assert (transcript.text, transcript.segments) == (WORDS, ())
    assert formats_asked(openai_server) == ["json"]
    assert (provider.limits.longest_seconds, provider.limits.gives_times) == (15.0, False)


def test_what_a_model_lacks_is_asked_for_once_only(openai_server, audio, settings):
    settings.OPENAI_TRANSCRIBE_MODEL = "house-model"
    openai_server.plain_models.add("house-model")
    get_speech_to_text().transcribe(audio)
    get_speech_to_text().transcribe(audio, language="en")  # another question: nothing is kept
    assert formats_asked(openai_server) == ["verbose_json", "verbose_json", "json", "json"]
    assert not get_speech_to_text().limits.gives_times


def test_times_without_sense_are_left_out(openai_server, audio):
    broken = [{"start": "soon", "end": 2, "text": "a"}, {"text": "b"}, 7]
    good = {"start": 1, "end": 2, "text": "Good."}
    body = {"text": "Good.", "segments": [*broken, good], "words": [{"word": "x", "start": None}]}
    openai_server.script(PATH, Reply(body=body))
    assert [s.text for s in get_speech_to_text().transcribe(audio).segments] == ["Good."]


def test_audio_and_language_reach_the_server(openai_server, audio):
    get_speech_to_text().transcribe(audio, language="de")
    (request,) = openai_server.seen
    assert (request.body["language"], request.file) == ("de", audio.read_bytes())


def test_language_is_told_from_the_words_when_the_server_is_unsure(openai_server, audio):
    text = "Das ist ein ganz normaler Satz über das Wetter von heute."
    openai_server.script(PATH, Reply(body={"text": text, "languages": []}))
    assert get_speech_to_text().transcribe(audio).language == "de"


def test_silence_is_an_empty_transcript(openai_server, audio):
    openai_server.script(PATH, Reply(body={"text": "  ", "segments": []}))
    transcript = get_speech_to_text().transcribe(audio)
    assert (transcript.text, transcript.segments, transcript.language) == ("", (), "unknown")


def test_file_that_is_too_large_says_so(openai_server, audio):
    openai_server.script(PATH, Reply(status=413, body=error_body("Too large")))
    with pytest.raises(ProviderRefused, match="larger than the AI server"):
        get_speech_to_text().transcribe(audio)


def test_server_without_that_model_says_which(openai_server, audio):
    openai_server.script(PATH, Reply(status=404, body=error_body("no", code="model_not_found")))
    with pytest.raises(ProviderUnavailable, match="does not offer “whisper-1”"):
        get_speech_to_text().transcribe(audio)


def test_unreadable_audio_is_refused_without_another_try(openai_server, audio):
    openai_server.script(PATH, Reply(status=400, body=error_body("bad", code="invalid_audio")))
    with pytest.raises(ProviderRefused, match="invalid_audio"):
        get_speech_to_text().transcribe(audio)
    assert len(openai_server.seen) == 1
