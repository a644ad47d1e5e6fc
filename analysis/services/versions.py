"""Versions of what is said: heard by a model, edited by a person, translated.

One current version per asset and language. A person's save names the version that it began from;
when another one is current by now, nothing is lost: the conflict carries both.
"""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from ai.protocols import Segment, Transcript
from analysis.models import MediaAnalysis, TranscriptVersion
from analysis.services.transcript import Transcription
from analysis.speech.cues import (
    Cue,
    checked,
    cues_from_json,
    cues_of,
    cues_to_json,
    text_of,
    with_words,
)
from media_assets.models import MediaAsset
from teams.models import User
from teams.services.events import record_event

UNKNOWN = "unknown"
EDITED = "Edited by {}."
KEPT = "Edited by a person, so it was not transcribed again."
SOMEBODY = "a person"
Origin = TranscriptVersion.Origin


class TranscriptConflict(Exception):
    """Somebody saved another version meanwhile. `theirs` is stored, `mine` is not."""

    def __init__(self, theirs: TranscriptVersion | None, mine: list[Cue]) -> None:
        super().__init__("Somebody saved this transcript while you were editing it.")
        self.theirs, self.mine = theirs, mine

    @property
    def version(self) -> int:
        """The number to name when saving over it."""
        return self.theirs.version if self.theirs else 0


def current_original(asset: MediaAsset) -> TranscriptVersion | None:
    """What is said, as it stands; None when nothing was transcribed or written."""
    return TranscriptVersion.objects.current().filter(media=asset, is_original=True).first()


def current_in(asset: MediaAsset, language: str) -> TranscriptVersion | None:
    """The current version in one language."""
    return TranscriptVersion.objects.current().filter(media=asset, language=language).first()


def keep_heard(asset: MediaAsset, heard: Transcript) -> TranscriptVersion:
    """Store what a model heard, in the caller's transaction.

    It becomes current unless a person has edited what is said: their words stay.
    """
    segments = heard.segments or _as_one_segment(asset, heard)
    edited = TranscriptVersion.objects.current().filter(
        media=asset, is_original=True, origin=Origin.EDITED
    )
    return _add(
        asset,
        (heard.language or UNKNOWN)[:16],
        cues_of(segments),
        is_original=True,
        is_current=not edited.exists(),
        origin=Origin.HEARD,
        made_by=heard.model[:255],
    )


def save_edit(
    asset: MediaAsset, language: str, cues: Sequence[Cue], *, version: int, by: User
) -> TranscriptVersion:
    """Store a person's words as the new current version of a language.

    `version`: the one that the person began from; 0 where there was none, which writes what is
    said by hand. Raises TranscriptConflict, BadCues.
    """
    kept = checked(cues)
    before = current_in(asset, language)
    if (before.version if before else 0) != version:
        raise TranscriptConflict(before, kept)
    kept = with_words(kept, cues_from_json(before.cues) if before else [])
    original = before.is_original if before else current_original(asset) is None
    try:
        with transaction.atomic():
            saved = _save(asset, language, kept, before, is_original=original, by=by)
    except (IntegrityError, _Overtaken):
        raise TranscriptConflict(current_in(asset, language), kept) from None
    return saved


def keep_translation(
    source: TranscriptVersion, language: str, cues: Sequence[Cue], *, model: str
) -> TranscriptVersion:
    """Store a translation as the current version of its language, in the caller's transaction."""
    return _add(
        source.media,
        language,
        cues,
        is_original=False,
        is_current=True,
        origin=Origin.TRANSLATED,
        made_by=model[:255],
        source=source,
    )


def kept_words(asset: MediaAsset) -> Transcription | None:
    """A person's edit, which an analysis takes instead of transcribing; None without one."""
    row = current_original(asset)
    if row is None or row.origin != Origin.EDITED:
        return None
    return Transcription(as_transcript(row), KEPT, is_new=False)


def transcript_from(analysis: MediaAnalysis) -> Transcript | None:
    """What an analysis holds of what is said; None when nothing was transcribed."""
    if not analysis.transcript:
        return None
    cues = cues_from_json(analysis.transcript_segments)
    segments = tuple(Segment(cue.start, cue.end, cue.text, cue.words) for cue in cues)
    model = analysis.models_used.get("transcript", "")
    return Transcript(analysis.transcript, analysis.transcript_language, segments, model)


def as_transcript(row: TranscriptVersion) -> Transcript:
    """A stored version as the rest of the analysis takes it."""
    cues = cues_from_json(row.cues)
    segments = tuple(Segment(cue.start, cue.end, cue.text, cue.words) for cue in cues)
    return Transcript(text_of(cues), row.language, segments, row.made_by or SOMEBODY)


class _Overtaken(Exception):
    """Another save was a moment faster."""


def _save(
    asset: MediaAsset,
    language: str,
    cues: Sequence[Cue],
    before: TranscriptVersion | None,
    *,
    is_original: bool,
    by: User,
) -> TranscriptVersion:
    rows = TranscriptVersion.objects.filter(media=asset, language=language)
    if before and not rows.filter(pk=before.pk, is_current=True).update(is_current=False):
        raise _Overtaken
    saved = _create(
        asset,
        language,
        cues,
        is_original=is_original,
        origin=Origin.EDITED,
        made_by=str(by)[:255],
        edited_by=by,
        source=before.source if before else None,
    )
    if is_original:
        _show_in_analysis(saved)
    said = f"{language}, version {saved.version}"
    record_event(asset.team, "transcript_edited", asset, said, by=by, transcript=str(saved.pk))
    return saved


def _add(
    asset: MediaAsset, language: str, cues: Sequence[Cue], *, is_current: bool, **values
) -> TranscriptVersion:
    """A new version by a machine; it takes the place of the current one, if it is to."""
    if is_current:
        rows = TranscriptVersion.objects.filter(media=asset)
        rows.filter(language=language).update(is_current=False)
        if values["is_original"]:  # what is said may have been taken for another language before
            rows.filter(is_original=True).update(is_current=False)
    return _create(asset, language, cues, is_current=is_current, **values)


def _create(asset: MediaAsset, language: str, cues: Sequence[Cue], **values) -> TranscriptVersion:
    rows = TranscriptVersion.objects.filter(media=asset, language=language)
    last = rows.order_by("-version").values_list("version", flat=True).first() or 0
    return TranscriptVersion.objects.create(
        team=asset.team,
        media=asset,
        language=language,
        version=last + 1,
        cues=cues_to_json(cues),
        **values,
    )


def _show_in_analysis(saved: TranscriptVersion) -> None:
    """The current analysis, its page and its search show a person's words at once."""
    MediaAnalysis.objects.current().filter(media_id=saved.media_id).update(
        transcript=text_of(cues_from_json(saved.cues)),
        transcript_segments=saved.cues,
        transcript_language=saved.language,
        transcript_status=EDITED.format(saved.made_by or SOMEBODY)[:255],
    )


def _as_one_segment(asset: MediaAsset, heard: Transcript) -> tuple[Segment, ...]:
    """Text without any time is one line as long as the file."""
    if not heard.text.strip():
        return ()
    length = asset.duration_sec or heard.seconds or 1.0
    return (Segment(0.0, length, heard.text[:1000]),)
