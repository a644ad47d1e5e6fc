"""What is said in a file, by whichever speech-to-text is configured."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ai.protocols import ProviderError, Transcript
from ai.providers import get_speech_to_text
from analysis.engine.report import SoundReport
from media_assets.decoding.facts import MediaFacts
from media_assets.exceptions import FfmpegError
from media_assets.ffmpeg import run_ffmpeg

MOST_UPLOAD_BYTES = 25_000_000  # the OpenAI protocol's limit
EXTRACT_SECONDS = 600
COPIED = {"aac": "m4a", "mp3": "mp3", "flac": "flac"}  # codec: container that servers accept
SPOKEN_SHARE = 0.02
SMALL_MP3 = ("-ac", "1", "-c:a", "libmp3lame", "-b:a", "48k")
NO_SOUND = "There is no sound track to transcribe."
NO_SPEECH = "No speech was heard in the sound, so nothing was transcribed."
TOO_LARGE = "The sound is too long for the speech-to-text: it takes at most 25 MB."


@dataclass(frozen=True)
class Transcription:
    """A transcript, or None and why; `status` is who transcribed, or that reason."""

    transcript: Transcript | None
    status: str


def transcribe(path: Path, facts: MediaFacts, sound: SoundReport | None) -> Transcription:
    """The words of a local file. A provider's failure is a status, never an error."""
    if not facts.has_audio:
        return Transcription(None, NO_SOUND)
    if is_speechless(sound):
        return Transcription(None, NO_SPEECH)
    try:
        provider = get_speech_to_text()
        with TemporaryDirectory(prefix="speech-") as folder:
            transcript = provider.transcribe(speech_file(path, facts, Path(folder)))
    except ProviderError as error:
        return Transcription(None, str(error))
    except (FfmpegError, SpeechTooLarge) as error:
        return Transcription(None, f"The sound could not be prepared for transcription: {error}")
    return Transcription(transcript, f"Transcribed by {transcript.model}.")


class SpeechTooLarge(Exception):
    """The sound does not fit into one upload, however small it is made."""


def is_speechless(sound: SoundReport | None) -> bool:
    """Whether the voice detector listened and heard next to nothing."""
    return (
        sound is not None and sound.speech_share is not None and sound.speech_share < SPOKEN_SHARE
    )


def speech_file(path: Path, facts: MediaFacts, folder: Path) -> Path:
    """The sound of `path` as a small file of its own in `folder`.

    The stream is copied where servers take its codec; else, or when it is over 25 MB, it becomes
    mono MP3 at 48 kb/s. Raises FfmpegError, SpeechTooLarge.
    """
    if suffix := COPIED.get(facts.audio_codec):
        copied = _extract(path, folder / f"speech.{suffix}", ("-c:a", "copy"))
        if copied.stat().st_size <= MOST_UPLOAD_BYTES:
            return copied
    small = _extract(path, folder / "small.mp3", SMALL_MP3)
    if small.stat().st_size > MOST_UPLOAD_BYTES:
        raise SpeechTooLarge(TOO_LARGE)
    return small


def _extract(path: Path, target: Path, options: Sequence[str]) -> Path:
    sound_only = ["-vn", "-sn", "-dn", "-i", str(path), "-map", "0:a:0", "-map_metadata", "-1"]
    run_ffmpeg([*sound_only, *options, "-y", str(target)], timeout_seconds=EXTRACT_SECONDS)
    return target
