"""Speech-to-text by the OpenAI protocol.

Models differ in what they give: whisper-1 and most compatible servers have `verbose_json` with
word and segment times, the newer ones only `json` with text. `ai.speech_models` says what to ask
a model for first; what a server then refuses is remembered, and the next lesser form is asked for.
"""

from itertools import pairwise
from math import isfinite
from pathlib import Path
from typing import Any

import openai

from ai.local.language import UNKNOWN, language_of
from ai.protocols import (
    ProviderBusy,
    ProviderRefused,
    ProviderUnavailable,
    Segment,
    SpeechLimits,
    Transcript,
    Word,
)
from ai.providers.openai.connection import OpenAIConnection
from ai.speech_models import SpeechTableBroken, speech_model

MOST_BYTES = 25_000_000  # “Speech to text” guide: files up to 25 MB
TIMED_SECONDS = 600.0
UNTIMED_SECONDS = 15.0  # the length of a piece is then the only measure of time
ASKED: dict[str, dict[str, Any]] = {
    "words": {
        "response_format": "verbose_json",
        "timestamp_granularities": ["word", "segment"],
    },
    "segments": {"response_format": "verbose_json", "timestamp_granularities": ["segment"]},
    "diarized_json": {"response_format": "diarized_json", "chunking_strategy": "auto"},
    "json": {"response_format": "json"},
}
# verbose_json names the language in English words.
LANGUAGE_CODES = {
    **{"arabic": "ar", "chinese": "zh", "czech": "cs", "danish": "da", "dutch": "nl"},
    **{"english": "en", "finnish": "fi", "french": "fr", "german": "de", "greek": "el"},
    **{"hebrew": "he", "hindi": "hi", "hungarian": "hu", "indonesian": "id", "italian": "it"},
    **{"japanese": "ja", "korean": "ko", "norwegian": "no", "polish": "pl", "portuguese": "pt"},
    **{"romanian": "ro", "russian": "ru", "spanish": "es", "swedish": "sv", "thai": "th"},
    **{"turkish": "tr", "ukrainian": "uk", "vietnamese": "vi"},
}

_forms_known: dict[tuple[str, str], int] = {}


def forget_what_servers_offer() -> None:
    """Ask every server for segments again."""
    _forms_known.clear()


class OpenAISpeechToText:
    """Transcripts from an audio file (flac, mp3, m4a, ogg, wav, webm; OpenAI takes up to 25 MB)."""

    def __init__(self, *, model: str) -> None:
        self.model = model
        self.connection = OpenAIConnection()
        try:
            self.forms = speech_model(model).forms
        except SpeechTableBroken as error:
            raise ProviderUnavailable(str(error)) from error

    @property
    def limits(self) -> SpeechLimits:
        """Pieces are short where this server is known to give no times."""
        gives_times = self.forms[self._first_form] != "json"
        longest = TIMED_SECONDS if gives_times else UNTIMED_SECONDS
        return SpeechLimits(longest, MOST_BYTES, gives_times)

    def transcribe(self, audio: Path, *, language: str | None = None) -> Transcript:
        """The words of `audio`; `language` (ISO 639-1) is a hint. Raises `ai.protocols` errors."""
        body = self._ask(audio, {"language": language} if language else {})
        text = str(body.get("text") or "").strip()
        return Transcript(
            text=text,
            language=_language_in(body) or language or language_of(text),
            segments=_segments_in(body),
            model=self.model,
            seconds=_seconds_in(body),
        )

    @property
    def _known(self) -> tuple[str, str]:
        return (self.connection.base_url, self.model)

    @property
    def _first_form(self) -> int:
        return min(_forms_known.get(self._known, 0), len(self.forms) - 1)

    def _ask(self, audio: Path, options: dict[str, Any]) -> dict[str, Any]:
        for step in range(self._first_form, len(self.forms)):
            try:
                body = self._ask_for(self.forms[step], audio, options)
            except (openai.BadRequestError, openai.UnprocessableEntityError):
                continue
            _forms_known[self._known] = step
            return body
        raise ProviderRefused(f"The AI server {self.connection.host} did not accept the request.")

    def _ask_for(self, form: str, audio: Path, options: dict[str, Any]) -> dict[str, Any]:
        def ask(client: openai.OpenAI) -> dict[str, Any]:
            answer: Any = client.audio.transcriptions.create(
                file=audio, model=self.model, **options, **ASKED[form]
            )
            if getattr(answer, "text", None) is None:  # a proxy's page, or JSON that was cut
                raise ProviderBusy(
                    f"The AI server {self.connection.host} sent something that is not a transcript."
                )
            return answer.model_dump(warnings=False)  # servers differ in types; we check

        return self.connection.call(ask, model=self.model)


def _language_in(body: dict[str, Any]) -> str:
    """The language that the server heard as a code, or empty when it was not sure."""
    listed = [item.get("code") for item in body.get("languages") or [] if isinstance(item, dict)]
    named = next((str(name).lower() for name in [body.get("language"), *listed] if name), "")
    code = LANGUAGE_CODES.get(named, named.partition("-")[0])
    return code if len(code) in (2, 3) and code != UNKNOWN else ""


def _segments_in(body: dict[str, Any]) -> tuple[Segment, ...]:
    """The timed parts in order, each with the words in its time; what has no sense is left out."""
    words = [word for part in body.get("words") or [] if (word := _word_in(part))]
    parts = [word for part in body.get("segments") or [] if (word := _word_in(part))]
    if not parts or not words:
        return tuple(Segment(part.start, part.end, part.text) for part in parts)
    ends = [(a.end + b.start) / 2 for a, b in pairwise(parts)] + [float("inf")]
    starts = [float("-inf"), *ends[:-1]]
    return tuple(
        Segment(
            part.start,
            part.end,
            part.text,
            tuple(word for word in words if after <= (word.start + word.end) / 2 < before),
        )
        for part, after, before in zip(parts, starts, ends, strict=True)
    )


def _word_in(part: Any) -> Word | None:
    """A part of the answer with its times; None when it holds no text or no usable time."""
    try:
        text = str(part.get("text") or part.get("word") or "").strip()
        start, end = float(part["start"]), float(part["end"])
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    is_usable = text and isfinite(start) and isfinite(end) and 0 <= start <= end
    return Word(start, end, text) if is_usable else None


def _seconds_in(body: dict[str, Any]) -> float:
    """Billed or heard seconds; 0 when the server says neither."""
    return float(body.get("duration") or (body.get("usage") or {}).get("seconds") or 0)
