"""What every AI provider promises, whoever makes it. A provider's test class inherits these.

Each class gives a fixture with the provider, and one that makes its server fail as named.
"""

import pytest
from pydantic import BaseModel

from ai.protocols import (
    Answer,
    FrameNote,
    ProviderBusy,
    ProviderError,
    ProviderQuotaSpent,
    ProviderUnavailable,
    Transcript,
)


class Title(BaseModel):
    title: str


class FailureContract:
    """How trouble is told, for every ability. `ask` is one call; `fail(kind)` prepares a fault."""

    def test_spent_quota_asks_for_a_person(self, ask, fail):
        fail("quota")
        with pytest.raises(ProviderQuotaSpent) as caught:
            ask()
        assert caught.value.retry is False

    def test_server_faults_may_pass(self, ask, fail):
        fail("broken")
        with pytest.raises(ProviderBusy) as caught:
            ask()
        assert caught.value.retry is True

    def test_silence_ends_with_a_time_out(self, ask, fail):
        fail("silent")
        with pytest.raises(ProviderBusy, match="did not answer in time"):
            ask()

    def test_wrong_key_is_unavailable(self, ask, fail):
        fail("key")
        with pytest.raises(ProviderUnavailable, match="key"):
            ask()

    def test_garbage_is_a_provider_error(self, ask, fail):
        fail("garbage")
        with pytest.raises(ProviderError):
            ask()


class SpeechToTextContract(FailureContract):
    """Audio in, words out."""

    def test_transcript_has_words_language_and_model(self, speech, audio):
        transcript = speech.transcribe(audio)
        assert isinstance(transcript, Transcript)
        assert "ask not" in transcript.text
        assert (transcript.language, bool(transcript.model)) == ("en", True)

    def test_segments_are_in_order_and_inside_the_words(self, speech, audio):
        segments = speech.transcribe(audio).segments
        assert all(part.start <= part.end for part in segments)
        assert list(segments) == sorted(segments, key=lambda part: part.start)


class VisionContract(FailureContract):
    """A picture in, notes out."""

    def test_notes_describe_the_picture(self, vision, jpeg):
        note = vision.describe(jpeg)
        assert isinstance(note, FrameNote)
        assert note.description
        assert 0 <= note.hook_potential <= 1


class TextModelContract(FailureContract):
    """Instructions and data in, an object of the shape out."""

    def test_answer_has_the_shape_that_was_asked_for(self, text_model):
        answer = text_model.compose(instructions="Name it.", data={"a": 1}, shape=Title)
        assert isinstance(answer, Answer)
        assert isinstance(answer.value, Title)
        assert answer.model
