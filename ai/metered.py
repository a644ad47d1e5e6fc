"""The abilities as the product gets them: each call charged, limited, and answered once.

A failed or unusable answer is never kept: asking again asks again.
"""

import hashlib
from dataclasses import asdict
from pathlib import Path

from django.conf import settings

from ai.account import current_account
from ai.models import AIUsage
from ai.protocols import (
    Answer,
    FrameNote,
    Segment,
    Shape,
    SpeechLimits,
    SpeechToText,
    TextModel,
    Transcript,
    Vision,
    Word,
)
from ai.services.kept_answers import keep_answer, kept_answer, key_of
from ai.services.recording import Spent, Wanted, metered, record_kept_answer

CHARS_PER_TOKEN = 4  # the vendor's rule of thumb for English
ANSWER_TOKENS = 1000
PICTURE_TOKENS = 1500
BYTES_PER_SECOND = 6000  # of speech at 48 kb/s, as it is sent
Kind = AIUsage.Kind


class MeteredTextModel:
    """A text model whose calls are charged to `current_account()`."""

    def __init__(self, inner: TextModel, *, provider: str, model: str) -> None:
        self.inner, self.provider, self.model = inner, provider, model

    def compose(self, *, instructions: str, data: dict, shape: type[Shape]) -> Answer:
        """As `TextModel.compose`; raises BudgetSpent too. A kept answer is checked again."""
        account = current_account()
        key = key_of(
            server=self.provider,
            model=self.model,
            instructions=instructions,
            data=data,
            shape=shape.model_json_schema(),
            base_url=settings.OPENAI_BASE_URL,
        )
        chars = len(instructions) + len(str(data))
        wanted = Wanted(
            Kind.TEXT, self.provider, self.model, (chars // CHARS_PER_TOKEN, ANSWER_TOKENS, 0)
        )
        if (kept := kept_answer(account, key)) and (value := _valid(shape, kept)):
            record_kept_answer(account, wanted)
            return Answer(value=value, model=kept["model"])
        with metered(account, wanted) as spent:
            answer = self.inner.compose(instructions=instructions, data=data, shape=shape)
            _count(spent, answer.usage)
        stored = {"answer": answer.value.model_dump(mode="json"), "model": answer.model}
        keep_answer(account, key, kind=Kind.TEXT, model=self.model, value=stored)
        return answer


class MeteredVision:
    """A model that sees whose calls are charged to `current_account()`."""

    def __init__(self, inner: Vision, *, provider: str, model: str) -> None:
        self.inner, self.provider, self.model = inner, provider, model

    def describe(self, jpeg: bytes) -> FrameNote:
        """As `Vision.describe`; raises BudgetSpent too."""
        account = current_account()
        key = key_of(
            server=self.provider,
            model=self.model,
            prompt=getattr(self.inner, "prompt", ""),
            base_url=settings.OPENAI_BASE_URL,
            picture=hashlib.sha256(jpeg).hexdigest(),
        )
        guess = (PICTURE_TOKENS, ANSWER_TOKENS // 4, 0.0)
        wanted = Wanted(Kind.VISION, self.provider, self.model, guess)
        if kept := kept_answer(account, key):
            record_kept_answer(account, wanted)
            lists = {name: tuple(kept[name]) for name in ("subjects", "risks")}
            return FrameNote(**{**kept, **lists})
        with metered(account, wanted) as spent:
            note = self.inner.describe(jpeg)
            _count(spent, note.usage)
        keep_answer(account, key, kind=Kind.VISION, model=self.model, value=asdict(note))
        return note


class MeteredSpeechToText:
    """A speech-to-text whose calls are charged to `current_account()`."""

    def __init__(self, inner: SpeechToText, *, provider: str, model: str) -> None:
        self.inner, self.provider, self.model = inner, provider, model

    @property
    def limits(self) -> SpeechLimits:
        return self.inner.limits

    def transcribe(self, audio: Path, *, language: str | None = None) -> Transcript:
        """As `SpeechToText.transcribe`; raises BudgetSpent too."""
        account = current_account()
        with audio.open("rb") as file:
            sound = hashlib.file_digest(file, "sha256").hexdigest()
        key = key_of(
            server=self.provider,
            model=self.model,
            sound=sound,
            language=language,
            base_url=settings.OPENAI_BASE_URL,
        )
        seconds = audio.stat().st_size / BYTES_PER_SECOND
        wanted = Wanted(Kind.SPEECH_TO_TEXT, self.provider, self.model, (0, 0, seconds))
        if kept := kept_answer(account, key):
            record_kept_answer(account, wanted)
            return _transcript(kept)
        with metered(account, wanted) as spent:
            said = self.inner.transcribe(audio, language=language)
            spent.seconds = said.seconds
        keep_answer(account, key, kind=Kind.SPEECH_TO_TEXT, model=self.model, value=asdict(said))
        return said


METERED = {
    "speech_to_text": MeteredSpeechToText,
    "vision": MeteredVision,
    "text": MeteredTextModel,
}


def _valid(shape: type[Shape], kept: dict) -> Shape | None:
    """The kept answer, unless the rules that check it have changed since."""
    try:
        return shape.model_validate(kept["answer"])
    except ValueError:
        return None


def _count(spent: Spent, usage: dict) -> None:
    spent.input_tokens = int(usage.get("prompt_tokens") or 0)
    spent.output_tokens = int(usage.get("completion_tokens") or 0)


def _transcript(kept: dict) -> Transcript:
    segments = tuple(
        Segment(**{**part, "words": tuple(Word(**word) for word in part["words"])})
        for part in kept["segments"]
    )
    return Transcript(**{**kept, "segments": segments})
