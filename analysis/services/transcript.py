"""What is said in a file, by whichever speech-to-text is configured.

Sound is sent in pieces that end in pauses, without its silences (`analysis.speech.pieces`).
A provider's failure is a status and never an error of the analysis.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ai.protocols import ProviderError, SpeechLimits, SpeechToText, Transcript
from ai.providers import get_speech_to_text
from analysis.engine.report import SoundReport
from analysis.speech.pieces import Piece, plan_pieces
from analysis.speech.stitch import stitch
from media_assets.decoding.facts import MediaFacts
from media_assets.exceptions import FfmpegError
from media_assets.ffmpeg import run_ffmpeg

EXTRACT_SECONDS = 600
COPIED = {"aac": "m4a", "mp3": "mp3", "flac": "flac"}  # codec: container that servers accept
CUT_COPIED = {"aac": "m4a", "mp3": "mp3"}  # a cut copy of FLAC keeps the whole one's length
SPOKEN_SHARE = 0.02
SMALL_MP3 = ("-ac", "1", "-c:a", "libmp3lame", "-b:a", "48k")
NO_SOUND = "There is no sound track to transcribe."
NO_SPEECH = "No speech was heard in the sound, so nothing was transcribed."
TOO_LARGE = "The sound is too long for the speech-to-text: it takes at most {:.0f} MB."
BY_PAUSES = "It gives no times: they are those of the pauses."
ENDED_EARLY = "Only the first {:.0f} seconds were transcribed: {}"
Progress = Callable[[float], None]


@dataclass(frozen=True)
class Transcription:
    """A transcript, or None and why; `status` is who transcribed, or that reason.

    is_new: heard by a model, not taken over from a person. is_final: asking once more would give
    the same; a fault may pass.
    """

    transcript: Transcript | None
    status: str
    is_new: bool = True
    is_final: bool = True


class SpeechTooLarge(Exception):
    """The sound does not fit into one upload, however small it is made."""


def transcribe(
    path: Path,
    facts: MediaFacts,
    sound: SoundReport | None,
    *,
    on_progress: Progress | None = None,
) -> Transcription:
    """The words of a local file. `on_progress` gets the share that is done, and may raise."""
    if not facts.has_audio:
        return Transcription(None, NO_SOUND)
    if is_speechless(sound):
        return Transcription(None, NO_SPEECH)
    try:
        provider = get_speech_to_text()
        pieces = pieces_of(facts, sound, provider.limits)
        if not pieces:
            return Transcription(None, NO_SPEECH)
        with TemporaryDirectory(prefix="speech-") as folder:
            hearing = Hearing(path, facts, provider, Path(folder), whole=is_whole(pieces, facts))
            return hearing.hear(pieces, on_progress or (lambda share: None))
    except ProviderError as error:
        return Transcription(None, str(error), is_final=False)
    except (FfmpegError, SpeechTooLarge) as error:
        said = f"The sound could not be prepared for transcription: {error}"
        return Transcription(None, said, is_final=False)


def is_speechless(sound: SoundReport | None) -> bool:
    """Whether the voice detector listened and heard next to nothing."""
    return (
        sound is not None and sound.speech_share is not None and sound.speech_share < SPOKEN_SHARE
    )


def pieces_of(facts: MediaFacts, sound: SoundReport | None, limits: SpeechLimits) -> list[Piece]:
    """What to send. Sound that was not measured goes as a whole, or in pieces of one length."""
    duration = sound.duration_sec if sound else facts.duration_sec or 0.0
    if not duration:
        return [Piece(0.0, limits.longest_seconds)]
    return plan_pieces(duration, sound.silences if sound else (), limits.longest_seconds)


def is_whole(pieces: Sequence[Piece], facts: MediaFacts) -> bool:
    """Whether one piece is all of the file, so that nothing needs to be cut."""
    length = facts.duration_sec or 0.0
    return len(pieces) == 1 and pieces[0].start == 0 and pieces[0].end >= length - 1


@dataclass
class Hearing:
    """One file being transcribed. `whole`: in one piece, as it is."""

    path: Path
    facts: MediaFacts
    provider: SpeechToText
    folder: Path
    whole: bool

    def hear(self, pieces: Sequence[Piece], tell: Progress) -> Transcription:
        """Transcribe the pieces. When a later one fails, what came before is kept, and said."""
        heard: list[tuple[Piece, Transcript]] = []
        for piece in pieces:
            try:
                heard.append((piece, self._hear_one(piece)))
            except (ProviderError, FfmpegError, SpeechTooLarge) as error:
                if not heard:
                    raise
                return self._result(heard, ENDED_EARLY.format(piece.start, error))
            tell(len(heard) / len(pieces))
        return self._result(heard, "")

    def _hear_one(self, piece: Piece) -> Transcript:
        most = self.provider.limits.most_bytes
        cut = None if self.whole else piece
        upload = speech_file(self.path, self.facts, self.folder, piece=cut, most_bytes=most)
        return self.provider.transcribe(upload)

    def _result(self, heard: Sequence[tuple[Piece, Transcript]], trouble: str) -> Transcription:
        whole = stitch(heard)
        by_pauses = "" if any(said.segments for _, said in heard) else BY_PAUSES
        sentences = (f"Transcribed by {whole.model}.", by_pauses, trouble)
        return Transcription(whole, " ".join(filter(None, sentences)), is_final=not trouble)


def speech_file(
    path: Path,
    facts: MediaFacts,
    folder: Path,
    *,
    piece: Piece | None = None,
    most_bytes: int | None = None,
) -> Path:
    """The sound of `path`, or of a piece of it, as a small file of its own in `folder`.

    The stream is copied where servers take its codec; else, or when it is larger than
    `most_bytes`, it becomes mono MP3 at 48 kb/s. Raises FfmpegError, SpeechTooLarge.
    """
    if suffix := (CUT_COPIED if piece else COPIED).get(facts.audio_codec):
        copied = _extract(path, folder / f"speech.{suffix}", ("-c:a", "copy"), piece)
        if most_bytes is None or copied.stat().st_size <= most_bytes:
            return copied
    small = _extract(path, folder / "small.mp3", SMALL_MP3, piece)
    if most_bytes is not None and small.stat().st_size > most_bytes:
        raise SpeechTooLarge(TOO_LARGE.format(most_bytes / 1_000_000))
    return small


def _extract(path: Path, target: Path, options: Sequence[str], piece: Piece | None) -> Path:
    cut = ["-ss", f"{piece.start:.3f}", "-t", f"{piece.end - piece.start:.3f}"] if piece else []
    sound_only = ["-vn", "-sn", "-dn", *cut, "-i", str(path), "-map", "0:a:0"]
    run_ffmpeg(
        [*sound_only, "-map_metadata", "-1", *options, "-y", str(target)],
        timeout_seconds=EXTRACT_SECONDS,
    )
    return target
