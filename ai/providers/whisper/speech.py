"""Speech-to-text on this machine, with segment and word times.

WHISPER_MODEL is a folder with a CTranslate2 Whisper model (`model.bin`, `config.json`,
`tokenizer.json`), or a name such as “base”, which faster-whisper fetches once from Hugging Face
into WHISPER_FOLDER. The model stays loaded while the worker lives.
"""

import threading
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from ai.protocols import (
    ProviderRefused,
    ProviderUnavailable,
    Segment,
    SpeechLimits,
    Transcript,
    Word,
)

try:
    import faster_whisper
except ImportError:  # an optional extra
    faster_whisper = None

PIECE_SECONDS = 600.0  # bounds the memory: the samples of a piece are 64 kB a second
NOT_INSTALLED = (
    "WHISPER_MODEL is set, but faster-whisper is not installed. "
    "Run `pip install -r requirements-stt.txt -c constraints.txt`."
)
NO_MODEL = "“{folder}” holds no Whisper model: {missing} is missing. Check WHISPER_MODEL."
NOT_LOADED = (
    "The Whisper model “{model}” could not be loaded. Give WHISPER_MODEL a folder with a "
    "CTranslate2 model, or let this machine reach huggingface.co once."
)
UNREADABLE = "Whisper could not read this sound."
NEEDED = ("model.bin", "config.json", "tokenizer.json")
_one_at_a_time = threading.Lock()


class WhisperSpeechToText:
    """Transcripts by a local Whisper model."""

    limits = SpeechLimits(PIECE_SECONDS, most_bytes=None, gives_times=True)

    def __init__(self, *, model: str, hears_voices_only: bool = True) -> None:
        self.model = model
        self.hears_voices_only = hears_voices_only  # Silero's detector, in the package

    def transcribe(self, audio: Path, *, language: str | None = None) -> Transcript:
        """The words of `audio`. Raises ProviderUnavailable, ProviderRefused."""
        with _one_at_a_time:  # a worker is one process; threads of it share the model
            loaded = load_model(self.model)
            try:
                parts, info = loaded.transcribe(
                    str(audio),
                    language=language,
                    word_timestamps=True,
                    vad_filter=self.hears_voices_only,
                )
                segments = tuple(_segments(parts))
            except (RuntimeError, ValueError, OSError) as error:
                raise ProviderRefused(UNREADABLE) from error
        return Transcript(
            text=" ".join(segment.text for segment in segments),
            language=info.language or language or "unknown",
            segments=segments,
            model=f"whisper {Path(self.model).name}",
            seconds=float(info.duration),
        )


def model_trouble(model: str) -> str:
    """Why a model of this name or folder cannot be used, as far as can be told without loading."""
    if faster_whisper is None:
        return NOT_INSTALLED
    if not is_folder(model):
        return ""
    folder = Path(model)
    missing = next((name for name in NEEDED if not (folder / name).is_file()), "")
    return NO_MODEL.format(folder=folder.name, missing=missing) if missing else ""


def is_folder(model: str) -> bool:
    """Whether the setting is a path: “base” and “Systran/faster-whisper-base” are names."""
    return model.startswith((".", "/", "~")) or Path(model).is_dir()


@lru_cache(maxsize=1)
def load_model(model: str) -> Any:
    """The model, loaded once. Raises ProviderUnavailable with what to do."""
    if trouble := model_trouble(model):
        raise ProviderUnavailable(trouble)
    try:
        return faster_whisper.WhisperModel(
            model,
            device=settings.WHISPER_DEVICE,
            compute_type=settings.WHISPER_COMPUTE_TYPE,
            cpu_threads=settings.WHISPER_THREADS,
            download_root=str(settings.WHISPER_FOLDER),
            local_files_only=is_folder(model),
        )
    except Exception as error:
        raise ProviderUnavailable(NOT_LOADED.format(model=Path(model).name)) from error


def _segments(parts: Iterable[Any]) -> Iterable[Segment]:
    for part in parts:
        if text := part.text.strip():
            words = tuple(
                Word(float(w.start), float(w.end), w.word.strip()) for w in part.words or ()
            )
            yield Segment(float(part.start), float(part.end), text, words)
