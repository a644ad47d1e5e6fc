"""What changed in a post's words since the suggestion, and since it was approved last; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from scheduling.word_diff import Kind, Piece, list_diff, word_diff

COMPARED = ("title", "body", "hashtags", "link_url", "first_comment")
LABELS = {
    "title": "Title",
    "body": "Caption",
    "hashtags": "Hashtags",
    "link_url": "Link",
    "first_comment": "First comment",
}


@dataclass(frozen=True)
class FieldChange:
    """One field and its pieces; `spaced` where each piece is a word of its own (hashtags)."""

    label: str
    pieces: list[Piece]
    spaced: bool = False


@dataclass(frozen=True)
class Edit:
    """One edit of the past: when, and the values that stood there before it."""

    at: datetime
    before: Mapping[str, object]


def words_at(now_words: Mapping[str, object], edits: Iterable[Edit], at: datetime) -> dict:
    """The words as they were at `at`: every later edit is taken back, the newest first."""
    words = dict(now_words)
    for edit in sorted(edits, key=lambda one: one.at, reverse=True):
        if edit.at > at:
            words.update({name: edit.before[name] for name in words if name in edit.before})
    return words


def changes_between(before: Mapping, after: Mapping) -> list[FieldChange]:
    """The fields that differ, with what went and what came."""
    found = [_change(name, before.get(name), after.get(name)) for name in COMPARED]
    return [one for one in found if any(piece.kind != Kind.SAME for piece in one.pieces)]


def _change(name: str, old: object, new: object) -> FieldChange:
    if isinstance(new, Sequence) and not isinstance(new, str):
        was = list(old) if isinstance(old, Sequence) else []
        return FieldChange(LABELS[name], list_diff(was, list(new)), spaced=True)
    return FieldChange(LABELS[name], word_diff(str(old or ""), str(new or "")))
