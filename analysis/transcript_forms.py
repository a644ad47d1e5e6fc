"""The transcript form: rows as they were typed, and the steps that work without JavaScript."""

from dataclasses import dataclass

from django.http import QueryDict

from analysis.speech import cues as steps
from analysis.speech.cues import BadCues, Cue, format_clock, parse_clock
from analysis.speech.languages import CODE

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Row:
    """One line of the form as typed, so that a wrong time loses nothing; `cue` once it is read."""

    start: str
    end: str
    text: str
    cue: Cue | None = None


@dataclass(frozen=True)
class TranscriptForm:
    """What a person sent: the language, the version that they began from, and the lines."""

    language: str
    version: int
    rows: list[Row]

    @property
    def cues(self) -> list[Cue]:
        """The lines as cues. Raises BadCues with the line that cannot be read."""
        return [_as_cue(number, row) for number, row in enumerate(self.rows, 1)]


def read_form(data: QueryDict) -> TranscriptForm:
    """The form; lines that were sent only in part are filled up with nothing."""
    language = data.get("language", "").strip().lower()
    starts, ends, texts = (data.getlist(name) for name in ("start", "end", "text"))
    rows = [Row(start, end, text) for start, end, text in zip(starts, ends, texts, strict=False)]
    version = data.get("version", "")
    known = language == UNKNOWN or CODE.match(language)
    return TranscriptForm(
        language if known else UNKNOWN, int(version) if version.isdecimal() else 0, rows
    )


def rows_of(cues: list[Cue]) -> list[Row]:
    """Cues as lines of the form."""
    return [Row(format_clock(cue.start), format_clock(cue.end), cue.text, cue) for cue in cues]


def take_step(form: TranscriptForm, data: QueryDict) -> list[Cue]:
    """The lines after a button's step: `split:3`, `merge:3`, `shift` … Raises BadCues."""
    name, _, place = data.get("do", "").partition(":")
    cues = form.cues
    if name == "shift":
        return steps.shift(cues, _seconds(data.get("shift_by", "")), _place(data.get("shift_from")))
    at = _place(place)
    if name == "add":
        return steps.insert_after(cues, min(at, len(cues)) - 1)
    if at >= len(cues):
        return cues
    if name == "split":
        caret = data.get("caret", "")
        return steps.split(cues, at, int(caret) if caret.isdecimal() and caret != "0" else None)
    if name == "merge":
        return steps.merge(cues, at)
    return steps.remove(cues, at) if name == "remove" else cues


def _as_cue(number: int, row: Row) -> Cue:
    try:
        return Cue(parse_clock(row.start), parse_clock(row.end), row.text)
    except BadCues as error:
        raise BadCues(f"Line {number}: {error}") from None


def _place(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


def _seconds(text: str) -> float:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        raise BadCues(
            f"“{text[:20]}” is no number of seconds. Write one such as 0.5 or -1."
        ) from None
