"""What the rest of the product may ask of an AI vendor. Only `ai/providers/` knows vendors."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

from pydantic import BaseModel

Shape = TypeVar("Shape", bound=BaseModel)


class ProviderError(Exception):
    """A provider could not do it. The message is a sentence for a person, without any key."""

    retry = False


class ProviderUnavailable(ProviderError):
    """Nothing is configured for this ability, or it is out of reach; the message says which."""


class ProviderBusy(ProviderError):
    """Too many requests, or a passing fault: may work later."""

    retry = True


class ProviderQuotaSpent(ProviderError):
    """The account has no credit left: a person must act."""


class ProviderRefused(ProviderError):
    """The model declined, or its answer stayed unusable."""


@dataclass(frozen=True)
class Word:
    """One word with its times, in seconds from the start."""

    start: float
    end: float
    text: str


@dataclass(frozen=True)
class Segment:
    """Words with their times, in seconds from the start; `words` only where a model times each."""

    start: float
    end: float
    text: str
    words: tuple[Word, ...] = ()


@dataclass(frozen=True)
class Transcript:
    """Speech as text. `segments` is empty when the provider gives no times."""

    text: str
    language: str
    segments: tuple[Segment, ...]
    model: str
    seconds: float = 0.0


@dataclass(frozen=True)
class FrameNote:
    """What a model that sees says about one picture."""

    description: str
    subjects: tuple[str, ...]
    visible_text: str
    hook_potential: float  # 0 to 1
    alt_text: str
    action: str = ""
    emotion: str = ""
    risks: tuple[str, ...] = ()  # what a careful brand would not want beside its name
    usage: dict = field(default_factory=dict)  # tokens, as the server counted them


@dataclass(frozen=True)
class Answer:
    """A structured answer and which model gave it."""

    value: BaseModel
    model: str
    usage: dict = field(default_factory=dict)


@dataclass(frozen=True)
class SpeechLimits:
    """What one call of a speech-to-text takes and gives.

    longest_seconds: a piece of sound should be no longer. most_bytes: nor larger, as a file; None
    when its size does not matter. gives_times: whether segments come with times; without them
    short pieces, cut at pauses, are the only times there are.
    """

    longest_seconds: float
    most_bytes: int | None
    gives_times: bool


class SpeechToText(Protocol):
    """Audio file in, words out."""

    @property
    def limits(self) -> SpeechLimits: ...

    def transcribe(self, audio: Path, *, language: str | None = None) -> Transcript: ...


class Vision(Protocol):
    """JPEG in, notes out."""

    def describe(self, jpeg: bytes) -> FrameNote: ...


class TextModel(Protocol):
    """Instructions and data in, a validated object out.

    `data` is hostile (captions, transcripts): it is passed as data, never as instructions.
    """

    def compose(self, *, instructions: str, data: dict, shape: type[Shape]) -> Answer: ...
