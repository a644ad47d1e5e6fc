"""Transcripts as pages show them."""

from dataclasses import dataclass

from analysis.models import TranscriptVersion
from analysis.selectors import get_current_analysis
from analysis.services.versions import UNKNOWN, current_in, current_original
from analysis.speech.cues import cues_from_json
from analysis.speech.languages import CODE, language_name
from analysis.transcript_forms import TranscriptForm, rows_of
from media_assets.models import MediaAsset, ProcessingJob

MOST_VERSIONS = 30


@dataclass(frozen=True)
class LanguageRow:
    """The current version of one language. is_stale: what is said has changed since."""

    row: TranscriptVersion
    name: str
    is_stale: bool


def list_languages(asset: MediaAsset) -> list[LanguageRow]:
    """What there is, the spoken language first; one query."""
    rows = list(TranscriptVersion.objects.current().filter(media=asset).defer("cues"))
    spoken = next((row.pk for row in rows if row.is_original), None)
    shown = [
        LanguageRow(row, language_name(row.language), row.source_id not in (None, spoken))
        for row in rows
    ]
    return sorted(shown, key=lambda one: (not one.row.is_original, one.name))


def list_versions(asset: MediaAsset, language: str) -> list[TranscriptVersion]:
    """The versions of one language, newest first, without their lines."""
    rows = TranscriptVersion.objects.filter(media=asset, language=language).defer("cues")
    return list(rows.order_by("-version")[:MOST_VERSIONS])


def get_translation_job(asset: MediaAsset) -> ProcessingJob | None:
    """The newest translation of this asset, however it ended."""
    jobs = asset.jobs.filter(job_type=ProcessingJob.JobType.TRANSLATE)
    return jobs.order_by("-created_at").first()


def get_draft(asset: MediaAsset, language: str) -> TranscriptForm:
    """The form for a language, or for what is said; empty lines where there is nothing yet."""
    language = language.lower() if CODE.match(language.lower()) else ""
    row = current_in(asset, language) if language else current_original(asset)
    if row:
        return TranscriptForm(row.language, row.version, rows_of(cues_from_json(row.cues)))
    analysis = None if language else get_current_analysis(asset)
    if analysis is None:
        return TranscriptForm(language or UNKNOWN, 0, [])
    heard = rows_of(cues_from_json(analysis.transcript_segments))  # of before versions were kept
    return TranscriptForm(analysis.transcript_language or UNKNOWN, 0, heard)
