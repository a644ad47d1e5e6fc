"""Speech-to-text by the OpenAI protocol.

Models differ in what they give: whisper-1 and most compatible servers have `verbose_json` with
segment times, the newer ones only `json` with text. Segments are asked for first; a model that
refuses is remembered and asked for plain text from then on.
"""

from pathlib import Path
from typing import Any

import openai

from ai.local.language import UNKNOWN, language_of
from ai.protocols import ProviderBusy, ProviderRefused, Segment, Transcript
from ai.providers.openai.connection import OpenAIConnection

FORMATS = ("verbose_json", "json")
# verbose_json names the language in English words.
LANGUAGE_CODES = {
    **{"arabic": "ar", "chinese": "zh", "czech": "cs", "danish": "da", "dutch": "nl"},
    **{"english": "en", "finnish": "fi", "french": "fr", "german": "de", "greek": "el"},
    **{"hebrew": "he", "hindi": "hi", "hungarian": "hu", "indonesian": "id", "italian": "it"},
    **{"japanese": "ja", "korean": "ko", "norwegian": "no", "polish": "pl", "portuguese": "pt"},
    **{"romanian": "ro", "russian": "ru", "spanish": "es", "swedish": "sv", "thai": "th"},
    **{"turkish": "tr", "ukrainian": "uk", "vietnamese": "vi"},
}

_formats_known: dict[tuple[str, str], int] = {}


def forget_what_servers_offer() -> None:
    """Ask every server for segments again."""
    _formats_known.clear()


class OpenAISpeechToText:
    """Transcripts from an audio file (flac, mp3, m4a, ogg, wav, webm; OpenAI takes up to 25 MB)."""

    def __init__(self, *, model: str) -> None:
        self.model = model
        self.connection = OpenAIConnection()

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

    def _ask(self, audio: Path, options: dict[str, Any]) -> dict[str, Any]:
        known = (self.connection.base_url, self.model)
        for step in range(_formats_known.get(known, 0), len(FORMATS)):
            try:
                body = self._ask_for(FORMATS[step], audio, options)
            except (openai.BadRequestError, openai.UnprocessableEntityError):
                continue
            _formats_known[known] = step
            return body
        raise ProviderRefused(f"The AI server {self.connection.host} did not accept the request.")

    def _ask_for(self, form: str, audio: Path, options: dict[str, Any]) -> dict[str, Any]:
        options = {**options, "response_format": form}
        if form == "verbose_json":
            options["timestamp_granularities"] = ["segment"]

        def ask(client: openai.OpenAI) -> dict[str, Any]:
            answer: Any = client.audio.transcriptions.create(
                file=audio, model=self.model, **options
            )
            if getattr(answer, "text", None) is None:  # a proxy's page, or JSON that was cut
                raise ProviderBusy(
                    f"The AI server {self.connection.host} sent something that is not a transcript."
                )
            return answer.model_dump()

        return self.connection.call(ask, model=self.model)


def _language_in(body: dict[str, Any]) -> str:
    """The language that the server heard as a code, or empty when it was not sure."""
    listed = [item.get("code") for item in body.get("languages") or [] if isinstance(item, dict)]
    named = next((str(name).lower() for name in [body.get("language"), *listed] if name), "")
    code = LANGUAGE_CODES.get(named, named.partition("-")[0])
    return code if len(code) in (2, 3) and code != UNKNOWN else ""


def _segments_in(body: dict[str, Any]) -> tuple[Segment, ...]:
    return tuple(
        Segment(float(part["start"]), float(part["end"]), str(part["text"]).strip())
        for part in body.get("segments") or []
        if str(part.get("text") or "").strip()
    )


def _seconds_in(body: dict[str, Any]) -> float:
    """Billed or heard seconds; 0 when the server says neither."""
    return float(body.get("duration") or (body.get("usage") or {}).get("seconds") or 0)
