"""Everything that a caption may be made from, cleaned and in one place."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ai.local.keywords import keywords_of
from ai.local.language import UNKNOWN, language_of
from ai.local.sentences import sentences_of, words_of
from ai.protocols import FrameNote, Transcript
from analysis.engine.report import MediaReport
from analysis.words.filename import words_in_filename
from analysis.words.lines import may_be_quoted

MAX_TOPICS = 6
SAME_LINE = 0.85  # two readings of one line of text differ by a letter or two
MIN_TEXT_CONFIDENCE = 0.85  # below it every other line was misread; it would be quoted as read
MIN_SHOWN_LETTERS = 3
RUN_ON_WORDS = 50
NOISE = re.compile(
    r"\[[^\]]{1,30}\]|\((?:[A-Z ]{3,30}|[a-z ]*(?:music|applause|laugh)\w*)\)|[♪♫*]+"
)
TURNS = re.compile(r"\s+(?=(?:but|so|and then)\s(?:\S+\s+){4})", re.I)


@dataclass(frozen=True)
class Material:
    """spoken: the transcript, None when nothing transcribed. shown: lines read on screen, in order,
    None when nothing was read. description, subjects, alt_text: of the best frame, empty without
    vision. named: words of the file name. duration_sec: None on images.
    """

    spoken: str | None
    shown: tuple[str, ...] | None
    description: str
    subjects: tuple[str, ...]
    alt_text: str
    named: tuple[str, ...]
    language: str
    topics: tuple[str, ...]
    media_type: str
    duration_sec: float | None

    @property
    def sentences(self) -> list[str]:
        """The spoken sentences, in order."""
        return sentences_of(self.spoken or "")

    @property
    def words(self) -> str:
        """All that is said and shown, as one text."""
        return "\n".join([self.spoken or "", *(self.shown or ())]).strip()

    @property
    def facts(self) -> str:
        """All that is known, as one text: what figures and names may be taken from."""
        return f"{self.words} {self.description} {' '.join(self.named)}"


def gather(
    report: MediaReport, transcript: Transcript | None, note: FrameNote | None, filename: str
) -> Material:
    """The material in what was measured, heard, seen and named."""
    readings = None
    if report.texts is not None:
        readings = [t.text for t in report.texts if t.confidence >= MIN_TEXT_CONFIDENCE]
    return material_from(
        transcript,
        readings,
        note,
        named=_named(report, filename),
        media_type=report.media_type,
        duration_sec=report.duration_sec,
    )


def material_from(
    transcript: Transcript | None,
    readings: Sequence[str] | None,
    note: FrameNote | None,
    *,
    named: tuple[str, ...],
    media_type: str,
    duration_sec: float | None,
) -> Material:
    """The material in a transcript and in texts that were read with confidence (None: not looked
    for)."""
    spoken = _spoken(transcript) if transcript else None
    shown = _shown_lines(readings, note)
    language = _language(transcript, spoken or "", shown or ())
    subjects = note.subjects if note else ()
    return Material(
        spoken=spoken,
        shown=shown,
        description=note.description if note else "",
        subjects=subjects,
        alt_text=note.alt_text if note else "",
        named=named,
        language=language,
        topics=tuple(_topics(spoken or "", shown or (), subjects, named, language)),
        media_type=media_type,
        duration_sec=duration_sec,
    )


def _spoken(transcript: Transcript) -> str:
    """The transcript without noises in brackets. A text without punctuation (some models write
    none) gets a line for each segment, or for each turn, so that it still falls into sentences.
    """
    text = " ".join(NOISE.sub(" ", transcript.text).split())
    long = any(len(words_of(sentence)) > RUN_ON_WORDS for sentence in sentences_of(text))
    if not long:
        return text
    if len(transcript.segments) < 2:
        return TURNS.sub("\n", text)
    lines = (" ".join(NOISE.sub(" ", part.text).split()) for part in transcript.segments)
    return "\n".join(line for line in lines if line)


def _named(report: MediaReport, filename: str) -> tuple[str, ...]:
    """The words of the file name. “portrait” is an orientation, unless it is a photo of a face."""
    is_of_face = report.media_type == "image" and any(frame.faces for frame in report.frames)
    if is_of_face and "portrait" in filename.lower():
        return ("portrait",)
    return tuple(words_in_filename(filename))


def _shown_lines(readings: Sequence[str] | None, note: FrameNote | None) -> tuple[str, ...] | None:
    """The texts on screen without repetitions; the model's reading when none was read locally."""
    if readings is None and not (note and note.visible_text):
        return None
    if not readings and note and note.visible_text:
        readings = [note.visible_text]
    return tuple(_distinct(" ".join(text.split()) for text in readings or ()))


def _distinct(lines: Iterable[str]) -> list[str]:
    """The lines with enough letters, the longest reading of each, in order of appearance."""
    kept: list[str] = []
    for line in lines:
        if len("".join(words_of(line))) < MIN_SHOWN_LETTERS:
            continue
        twin = next((i for i, other in enumerate(kept) if _are_same(line, other)), None)
        if twin is None:
            kept.append(line)
        elif len(line) > len(kept[twin]):
            kept[twin] = line
    return kept


def _are_same(line: str, other: str) -> bool:
    a, b = (re.sub(r"\W+", " ", text.lower()).strip() for text in (line, other))
    return a in b or b in a or SequenceMatcher(None, a, b).ratio() >= SAME_LINE


def _language(transcript: Transcript | None, spoken: str, shown: Sequence[str]) -> str:
    if transcript and spoken and transcript.language not in ("", UNKNOWN):
        return transcript.language
    return language_of(f"{spoken} {'. '.join(shown)}")


def _topics(
    spoken: str,
    shown: Sequence[str],
    subjects: Sequence[str],
    named: Sequence[str],
    language: str,
) -> list[str]:
    """What is said and shown first, then what is seen, then what the file is called."""
    lines = [line for line in [*sentences_of(spoken), *shown] if may_be_quoted(line)]
    topics = keywords_of(lines, MAX_TOPICS, language)
    for extra in [*subjects, " ".join(named[:3]).lower()]:
        if extra and not set(extra.split()) & set(" ".join(topics).split()):
            topics.append(extra)
    return topics[:MAX_TOPICS]
