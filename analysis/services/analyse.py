"""Analyse an asset: claimed by lease, measured in a process of its own, written all or nothing.

The job's row is the queue. A worker that dies leaves a job whose lease runs out; the next one
takes it over, and after three tries the job and its asset fail with a sentence.
"""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from functools import cache, partial
from pathlib import Path

import structlog
from django.db import IntegrityError, transaction

from ai.account import charged_to
from analysis.engine.errors import AnalysisFailed
from analysis.engine.isolated import analyse_isolated
from analysis.models import MediaAnalysis
from analysis.services.steps import (
    SCAN,
    SCORE,
    SPEECH,
    VISION,
    WORDS,
    Scanned,
    Steps,
    earlier_scan,
    earlier_seeing,
    earlier_speech,
    speech_version,
    unfinished_scan,
    vision_version,
)
from analysis.services.storing import (
    finish_analysis,
    repeat_local_report,
    store_local_report,
    store_seeing,
    store_speech,
)
from analysis.services.transcript import Transcription, transcribe
from analysis.services.versions import kept_words
from analysis.services.voices import voice_of
from analysis.words import suggest_words
from analysis.words.seeing import Seeing, look_at_best, pictures_key
from media_assets.decoding.facts import MediaFacts
from media_assets.exceptions import FfmpegMissing, MediaRejected, StoredFileMissing
from media_assets.models import MediaAsset, ProcessingJob
from media_assets.services.holding import LEASE, HeldJob, JobLost, Watch
from media_assets.services.identify import identify
from media_assets.services.jobs import (
    claim_job,
    fail_job,
    queue_analysis,
    release_job,
)
from media_assets.services.storage import local_copy
from media_assets.tasks import nudge_analysis
from media_assets.transitions import move_asset
from platforms.specs import SPECS, PostMedia, media_problems
from teams.models import User
from teams.services.events import record_event

WORKER = "analysis"
ASKED_FOR = 10  # priority: a person is waiting
OTHERS = 10  # jobs that other workers may take between our look and our claim
FILE_GONE = "The stored file is missing. Add the file again."
BROKE = "Something went wrong in the analysis; the log of the worker has the details."
TO_BEGIN = (MediaAsset.Status.INGESTED, MediaAsset.Status.FAILED)

log = structlog.get_logger(__name__)


def analyse_due(now: datetime, *, limit: int = 1, owner: str = WORKER) -> int:
    """Analyse up to `limit` assets that are due; how many were taken, however they ended."""
    due = ProcessingJob.objects.due(now).filter(job_type=ProcessingJob.JobType.ANALYZE)
    taken = 0
    for job in due.select_related("team")[: limit + OTHERS]:
        if taken >= limit:
            break
        if claim_job(job, owner=owner, now=now, lease=LEASE):
            taken += 1
            run_claimed(job, now=now)
    return taken


def analyse_now(
    asset: MediaAsset,
    *,
    now: datetime,
    owner: str = WORKER,
    watch: Watch | None = None,
    afresh: bool = False,
) -> ProcessingJob:
    """Analyse one asset here and now, again if need be; its job, which says how it ended.

    A job that another worker holds is given back as it is.
    """
    job = request_reanalysis(asset, now=now, afresh=afresh)
    waiting = ProcessingJob.objects.filter(pk=job.pk, status=ProcessingJob.Status.QUEUED)
    waiting.update(due_at=now)  # it need not wait out the pause after a failed try
    job.refresh_from_db()
    if claim_job(job, owner=owner, now=now, lease=LEASE):
        run_claimed(job, now=now, watch=watch)
    job.refresh_from_db()
    return job


def run_claimed(
    job: ProcessingJob, *, now: datetime, watch: Watch | None = None
) -> MediaAnalysis | None:
    """Analyse for a claimed job and settle it, whatever happens; None when there is no result."""
    held = HeldJob(job, now=now, watch=watch)
    try:
        return _analyse(held)
    except JobLost:
        log.info("analysis_lost_its_job", job=str(job.pk))
        _leave_canceled(job)
    except StoredFileMissing:
        give_up(held, FILE_GONE, again=False)
    except MediaRejected as error:
        give_up(held, error.sentence, again=False)
    except FfmpegMissing as error:
        give_up(held, error.sentence, again=True)
    except AnalysisFailed as error:
        give_up(held, str(error), again=error.retry)
    except Exception:
        log.exception("analysis_broke", job=str(job.pk))
        give_up(held, BROKE, again=True)
    return None


def give_up(held: HeldJob, sentence: str, *, again: bool) -> None:
    """End the try with a sentence; `again` leaves it for a later one, up to three in all."""
    if again:
        release_job(held.job, now=held.now, reason=sentence)
    else:
        fail_job(held.job, sentence, now=held.now)


def _leave_canceled(job: ProcessingJob) -> None:
    """A person canceled the job just before the asset was marked as being analysed."""
    job.refresh_from_db()
    asset = MediaAsset.objects.get(pk=job.media_asset_id)
    is_waiting = asset.status == MediaAsset.Status.ANALYZING
    if job.status == ProcessingJob.Status.CANCELED and is_waiting:
        move_asset(asset, MediaAsset.Status.INGESTED, reason="The analysis was canceled")


def analyse_asset(job: ProcessingJob, *, now: datetime) -> MediaAnalysis:
    """Analyse for a claimed job. Raises AnalysisFailed, JobLost, StoredFileMissing, MediaRejected.

    The caller settles the job when this raises; `run_claimed` does.
    """
    return _analyse(HeldJob(job, now=now))


def _analyse(held: HeldJob) -> MediaAnalysis:
    """The steps in order; those that are done already, in this version, are taken over."""
    asset = MediaAsset.objects.select_related("team").get(pk=held.job.media_asset_id)
    if asset.status in TO_BEGIN:
        move_asset(asset, MediaAsset.Status.ANALYZING, error_message="")
    afresh = is_afresh(held.job)
    with charged_to(asset.team, purpose="analysis", asset_id=asset.pk, afresh=afresh):
        return _study(held, asset)


def _study(held: HeldJob, asset: MediaAsset) -> MediaAnalysis:
    """Measure, hear and describe; every provider's call is charged to the asset's team."""
    steps = Steps(held)
    with ExitStack() as stack:
        file = cache(lambda: stack.enter_context(local_copy(asset.storage_path)))
        scanned = _scan(asset, steps, file)
        spoken = _hear(asset, steps, file, scanned)
    seeing = _look(asset, steps, scanned)
    steps.begin(WORDS)
    words = suggest_words(
        scanned.report,
        spoken.transcript,
        asset=asset,
        platforms=platforms_for(asset),
        seeing=seeing,
        voice=voice_of(asset.team),
    )
    steps.end(WORDS)
    steps.begin(SCORE)
    return finish_analysis(held, scanned.analysis, scanned.report, spoken, words)


def _scan(asset: MediaAsset, steps: Steps, file: Callable[[], Path]) -> Scanned:
    """Measure the file, or take over what this engine measured before."""
    job = steps.held.job
    is_fresh_start = is_afresh(job) and job.attempts <= 1
    if not is_fresh_start and (left := unfinished_scan(asset)):
        steps.end(SCAN, is_kept=True)
        return left
    if not is_afresh(job) and (earlier := earlier_scan(asset)):
        steps.end(SCAN, is_kept=True)
        return Scanned(
            repeat_local_report(steps.held, earlier.analysis, earlier.report), earlier.report
        )
    steps.begin(SCAN)
    path = file()
    report = analyse_isolated(path, facts_of(asset, path), on_progress=partial(steps.follow, SCAN))
    analysis = store_local_report(steps.held, asset, report)
    steps.end(SCAN)
    return Scanned(analysis, report)


def _hear(
    asset: MediaAsset, steps: Steps, file: Callable[[], Path], scanned: Scanned
) -> Transcription:
    """Transcribe, or take over a person's words or what the same model heard before."""
    spoken = kept_words(asset) or earlier_speech(_known(asset, steps, scanned))
    if spoken is None:
        steps.begin(SPEECH)
        path, by = file(), speech_version()
        spoken = transcribe(
            path,
            facts_of(asset, path),
            scanned.report.sound,
            on_progress=lambda share: steps.follow(SPEECH, int(share * 100)),
        )
        store_speech(steps.held, scanned.analysis, spoken, by)
        steps.end(SPEECH)
    else:
        store_speech(steps.held, scanned.analysis, spoken, speech_version())
        steps.end(SPEECH, is_kept=True)
    return spoken


def _look(asset: MediaAsset, steps: Steps, scanned: Scanned) -> Seeing:
    """Show the best frames to a model, or take over what it saw on the same pictures before."""
    by, pictures = vision_version(), pictures_key(scanned.report)
    seeing = earlier_seeing(_known(asset, steps, scanned), scanned.report)
    is_kept = seeing is not None
    if seeing is None:
        steps.begin(VISION)
        seeing = look_at_best(scanned.report)
    store_seeing(steps.held, scanned.analysis, seeing, by=by, pictures=pictures)
    steps.end(VISION, is_kept=is_kept)
    return seeing


def _known(asset: MediaAsset, steps: Steps, scanned: Scanned) -> list[MediaAnalysis]:
    """The analyses whose finished steps may be taken over, the present one first."""
    if is_afresh(steps.held.job):
        return [scanned.analysis]
    return [scanned.analysis, *asset.analyses.current().exclude(pk=scanned.analysis.pk)]


def is_afresh(job: ProcessingJob) -> bool:
    """Whether a person asked for everything to be done again."""
    return bool(job.input_params.get("afresh"))


def facts_of(asset: MediaAsset, path: Path) -> MediaFacts:
    """What the ingest found out about the file; looked up again for older assets."""
    kept = asset.metadata.get("facts")
    return MediaFacts(**kept) if kept else identify(path)


def platforms_for(asset: MediaAsset) -> list[str]:
    """The platforms that take this file, in the order of the specs."""
    media = PostMedia(
        asset.media_type,
        asset.mime_type,
        asset.file_size_bytes,
        asset.width,
        asset.height,
        asset.duration_sec,
    )
    return [name for name, spec in SPECS.items() if not media_problems(spec, media)]


def request_reanalysis(
    asset: MediaAsset, *, now: datetime, by: User | None = None, afresh: bool = False
) -> ProcessingJob:
    """Queue another analysis; the open job when one is waiting or running already.

    Only steps whose version has changed since are repeated; all of them with `afresh`.
    """
    open_jobs = asset.jobs.filter(
        job_type=ProcessingJob.JobType.ANALYZE,
        status__in=(ProcessingJob.Status.QUEUED, ProcessingJob.Status.PROCESSING),
    )
    if waiting := open_jobs.first():
        return waiting
    try:
        with transaction.atomic():
            return _queue(asset, now, by, afresh=afresh)
    except IntegrityError:  # another request was first
        return open_jobs.get()


def _queue(asset: MediaAsset, now: datetime, by: User | None, *, afresh: bool) -> ProcessingJob:
    params = {"afresh": True} if afresh else {}
    job = queue_analysis(asset, now=now, priority=ASKED_FOR, input_params=params)
    record_event(asset.team, "reanalysis_requested", asset, by=by, job=str(job.pk))
    nudge_analysis(asset)
    return job
