"""Variants: asked for, rendered by the media workers, and cleaned up.

A variant is one recipe of one asset, so whoever asks again gets the one that is there. Its file
lies in a folder of its own beside the original and is never written over.
"""

from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Count, Sum

from media_assets.decoding.facts import MediaFacts
from media_assets.exceptions import (
    FfmpegError,
    FfmpegMissing,
    MediaRejected,
    RenderFailed,
    StoredFileMissing,
)
from media_assets.models import MediaAsset, MediaVariant, ProcessingJob
from media_assets.rendering.recipe import Recipe
from media_assets.rendering.render import render
from media_assets.services.holding import LEASE, HeldJob, JobLost
from media_assets.services.identify import identify
from media_assets.services.ingest import sha256_of
from media_assets.services.jobs import claim_job, fail_job, finish_job, release_job
from media_assets.services.storage import (
    asset_folder,
    delete_stored,
    local_copy,
    store_file,
    stored_size,
)
from media_assets.services.variant_rows import settle_variant
from media_assets.tasks import nudge_rendering
from teams.models import Team

Status = MediaVariant.Status
RENDER = ProcessingJob.JobType.RENDER
WORKER = "rendering"
OTHERS = 10  # jobs that other workers may take between our look and our claim
FILE_GONE = "The original is missing in storage. Add the file again."
FILE_CHANGED = "The original in storage is not the one that was taken in. Add the file again."
BROKE = "Something went wrong while the file was prepared; the log of the worker has the details."

log = structlog.get_logger(__name__)


def variants_folder(variant: MediaVariant) -> str:
    """The prefix of the files of one variant."""
    return f"{asset_folder(variant.team_id, variant.media_asset_id)}variants/{variant.pk}/"


def request_variant(
    asset: MediaAsset, recipe: Recipe, *, description: str, now: datetime
) -> MediaVariant:
    """The variant of this recipe, queued when it is not there yet or its file was lost.

    One that failed is tried again.
    """
    found = MediaVariant.objects.filter(media_asset=asset, recipe_hash=recipe.hash)
    variant = found.select_related("team", "job").first()
    if variant is None:
        try:
            with transaction.atomic():
                return _new_variant(asset, recipe, description, now)
        except IntegrityError:  # another request was first
            return found.select_related("team", "job").get()
    if variant.status == Status.FAILED or (
        variant.status == Status.READY and not has_file(variant)
    ):
        with transaction.atomic():
            settle_variant(variant, Status.PREPARING, reason="Prepared again", error="")
            _queue(variant, now)
    return variant


def has_file(variant: MediaVariant) -> bool:
    """Whether the storage still has as many bytes as were rendered."""
    try:
        return stored_size(variant.storage_path) == variant.file_size_bytes
    except StoredFileMissing:
        return False


def _new_variant(
    asset: MediaAsset, recipe: Recipe, description: str, now: datetime
) -> MediaVariant:
    variant = MediaVariant.objects.create(
        team=asset.team,
        media_asset=asset,
        recipe=recipe.as_json(),
        recipe_hash=recipe.hash,
        description=description[:500],
    )
    _queue(variant, now)
    return variant


def _queue(variant: MediaVariant, now: datetime) -> None:
    """A fresh job for the variant. Its key holds two requests at once to one job."""
    number = ProcessingJob.objects.filter(input_params__variant=str(variant.pk)).count() + 1
    variant.job = ProcessingJob.objects.create(
        team=variant.team,
        media_asset_id=variant.media_asset_id,
        job_type=RENDER,
        due_at=now,
        input_params={"variant": str(variant.pk), "recipe": variant.recipe},
        idempotency_key=f"render-{variant.pk}-{number}",
    )
    MediaVariant.objects.filter(pk=variant.pk).update(job=variant.job)
    nudge_rendering(variant.media_asset_id)


def render_due(now: datetime, *, limit: int = 1, owner: str = WORKER) -> int:
    """Render up to `limit` variants that are due; how many were taken, however they ended."""
    due = ProcessingJob.objects.due(now).filter(job_type=RENDER)
    taken = 0
    for job in due.select_related("team")[: limit + OTHERS]:
        if taken >= limit:
            break
        if claim_job(job, owner=owner, now=now, lease=LEASE):
            taken += 1
            run_claimed(job, now=now)
    return taken


def run_claimed(job: ProcessingJob, *, now: datetime) -> None:
    """Render for a claimed job and settle it, whatever happens."""
    held = HeldJob(job, now=now)
    try:
        _render(held)
    except JobLost:
        log.info("rendering_lost_its_job", job=str(job.pk))
    except StoredFileMissing:
        fail_job(job, FILE_GONE, now=held.now)
    except (RenderFailed, MediaRejected) as error:
        fail_job(job, error.sentence, now=held.now)
    except FfmpegMissing as error:
        release_job(job, now=held.now, reason=error.sentence)
    except FfmpegError as error:
        log.warning("rendering_failed", job=str(job.pk), detail=error.detail)
        release_job(job, now=held.now, reason=error.sentence)
    except Exception:
        log.exception("rendering_broke", job=str(job.pk))
        release_job(job, now=held.now, reason=BROKE)


def _render(held: HeldJob) -> None:
    variant = MediaVariant.objects.select_related("team", "media_asset").get(job=held.job)
    asset, recipe = variant.media_asset, Recipe.from_json(variant.recipe)
    with (
        local_copy(asset.storage_path) as source,
        TemporaryDirectory(prefix="render-") as scratch,
    ):
        if sha256_of(source) != asset.sha256:
            raise RenderFailed(FILE_CHANGED)
        facts = facts_of(asset, source)
        path, result = render(recipe, source, facts, Path(scratch), held.follow)
        held.report(97)
        _store(held, variant, path, result)


def facts_of(asset: MediaAsset, path: Path) -> MediaFacts:
    """What the ingest found out about the file; looked up again for older assets."""
    kept = asset.metadata.get("facts")
    return MediaFacts(**kept) if kept else identify(path)


def _store(held: HeldJob, variant: MediaVariant, path: Path, facts: MediaFacts) -> None:
    """Keep the file and make the variant ready: all or nothing. Raises JobLost."""
    sha256, size = sha256_of(path), path.stat().st_size
    stored = store_file(path, f"{variants_folder(variant)}{sha256[:16]}{path.suffix}")
    values = {
        "storage_path": stored,
        "sha256": sha256,
        "file_size_bytes": size,
        "mime_type": facts.mime_type,
        "duration_sec": facts.duration_sec,
        "width": facts.width,
        "height": facts.height,
        "facts": asdict(facts),
        "error": "",
    }
    try:
        with transaction.atomic():
            output = {"variant": str(variant.pk), "storage_path": stored, "bytes": size}
            if not finish_job(held.job, now=held.now, output_data=output):
                raise JobLost
            if not settle_variant(variant, Status.READY, reason=variant.description, **values):
                raise JobLost
            transaction.on_commit(partial(sweep_files, variant), robust=True)
    except BaseException:
        delete_stored(stored)
        raise


def sweep_files(variant: MediaVariant) -> int:
    """Delete files of a variant that its row does not name: what workers left that died."""
    folder = variants_folder(variant)
    try:
        names = default_storage.listdir(folder)[1]
    except FileNotFoundError:
        return 0
    left_over = {f"{folder}{name}" for name in names} - {variant.storage_path}
    delete_stored(*left_over)
    return len(left_over)


def forget_stored(sender, instance: MediaVariant, **kwargs) -> None:
    """The file goes with its row, also when the asset or the team is deleted."""
    transaction.on_commit(partial(delete_stored, instance.storage_path), robust=True)


def disk_use(team: Team, asset: MediaAsset | None = None) -> dict[str, int]:
    """`files` and `bytes` of the team's variants, or of one asset's."""
    rows = MediaVariant.objects.in_team(team).filter(status=Status.READY)
    if asset is not None:
        rows = rows.filter(media_asset=asset)
    found = rows.aggregate(files=Count("pk"), bytes=Sum("file_size_bytes"))
    return {"files": found["files"], "bytes": found["bytes"] or 0}
