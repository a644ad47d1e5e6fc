"""Translate what is said into other languages: a job per asset, each language stored when done.

A worker that dies leaves the languages it finished; the next one goes on with the rest. What a
person has edited is left alone unless they ask for it to be replaced.
"""

from datetime import datetime

import structlog
from django.db import IntegrityError, transaction

from ai.account import charged_to
from ai.protocols import ProviderError
from ai.providers import get_text_model
from analysis.models import TranscriptVersion
from analysis.services.versions import current_in, current_original, keep_translation
from analysis.speech.cues import cues_from_json
from analysis.speech.languages import language_name
from analysis.speech.translate import translate_cues
from media_assets.models import MediaAsset, ProcessingJob
from media_assets.services.holding import LEASE, HeldJob, JobLost
from media_assets.services.jobs import claim_job, fail_job, finish_job, release_job
from media_assets.tasks import nudge_analysis
from teams.models import User
from teams.services.events import record_event

WORKER = "translation"
NOTHING_SAID = "There is no transcript to translate. Transcribe the file, or write one, first."
ALREADY = "A translation of this file is under way. Wait for it, or cancel it."
SAME_LANGUAGE = "It is spoken in {} already."
EDITED = "{} was edited by a person and is left as it is."
BROKE = "Something went wrong in the translation; the log of the worker has the details."
Origin = TranscriptVersion.Origin

log = structlog.get_logger(__name__)


class CannotTranslate(Exception):
    """It cannot be asked for now; the message says why."""


def request_translation(
    asset: MediaAsset,
    languages: list[str],
    *,
    now: datetime,
    by: User | None = None,
    replace_edited: bool = False,
) -> ProcessingJob:
    """Queue a translation into `languages` (codes). Raises CannotTranslate, ProviderUnavailable."""
    source = current_original(asset)
    if source is None or not source.cues:
        raise CannotTranslate(NOTHING_SAID)
    if languages == [source.language]:
        raise CannotTranslate(SAME_LANGUAGE.format(language_name(source.language)))
    get_text_model()  # without one there is no use in waiting
    wanted = [code for code in languages if code != source.language]
    try:
        with transaction.atomic():
            job = ProcessingJob.objects.create(
                team=asset.team,
                media_asset=asset,
                job_type=ProcessingJob.JobType.TRANSLATE,
                due_at=now,
                input_params={"languages": wanted, "replace_edited": replace_edited},
            )
            record_event(asset.team, "translation_requested", asset, ", ".join(wanted), by=by)
            nudge_analysis(asset)
    except IntegrityError:
        raise CannotTranslate(ALREADY) from None
    return job


def translate_due(now: datetime, *, limit: int = 1, owner: str = WORKER) -> int:
    """Work on up to `limit` due translations; how many were taken, however they ended."""
    due = ProcessingJob.objects.due(now).filter(job_type=ProcessingJob.JobType.TRANSLATE)
    taken = 0
    for job in due.select_related("team")[:limit]:
        if claim_job(job, owner=owner, now=now, lease=LEASE):
            taken += 1
            run_translation(job, now=now)
    return taken


def run_translation(job: ProcessingJob, *, now: datetime) -> None:
    """Translate for a claimed job and settle it, whatever happens."""
    held = HeldJob(job, now=now)
    try:
        notes = _translate_all(held)
        finish_job(job, now=held.now, output_data={"notes": notes})
    except JobLost:
        log.info("translation_lost_its_job", job=str(job.pk))
    except CannotTranslate as error:
        fail_job(job, str(error), now=held.now)
    except ProviderError as error:
        settle = release_job if error.retry else _fail
        settle(job, now=held.now, reason=str(error))
    except Exception:
        log.exception("translation_broke", job=str(job.pk))
        release_job(job, now=held.now, reason=BROKE)


def _fail(job: ProcessingJob, *, now: datetime, reason: str) -> bool:
    return fail_job(job, reason, now=now)


def _translate_all(held: HeldJob) -> list[str]:
    """Every language that is asked for; sentences about those that were left alone."""
    asset = MediaAsset.objects.select_related("team").get(pk=held.job.media_asset_id)
    source = current_original(asset)
    if source is None:
        raise CannotTranslate(NOTHING_SAID)
    asked = held.job.input_params
    languages, notes = asked.get("languages", []), []
    for number, language in enumerate(languages):
        known = current_in(asset, language)
        if known and known.origin == Origin.EDITED and not asked.get("replace_edited"):
            notes.append(EDITED.format(language_name(language)))
        elif known is None or known.source_id != source.pk or known.origin == Origin.EDITED:
            _translate_one(held, source, language, share=(number, len(languages)))
        held.report(100 * (number + 1) // max(len(languages), 1))
    return notes


def _translate_one(
    held: HeldJob, source: TranscriptVersion, language: str, *, share: tuple[int, int]
) -> None:
    """One language: asked for outside of any transaction, then stored under the job's lock."""
    number, count = share

    def tell(done: float) -> None:
        held.report(int(100 * (number + done) / count))

    with charged_to(source.team, purpose="translation", asset_id=source.media_id):
        cues, model = translate_cues(
            cues_from_json(source.cues),
            get_text_model(),
            language=language,
            name=language_name(language),
            tell=tell,
        )
    with transaction.atomic():
        held.report(int(100 * (number + 1) / count))  # locks our job's row
        keep_translation(source, language, cues, model=model)
