"""Background work on media: the nudge that wakes it."""

from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task

from media_assets.models import MediaAsset
from media_assets.services.orphans import sweep_orphans

ANALYSE = "analysis.tasks.analyse_due_assets_task"  # a name: analysis is a floor above
RENDER = "media_assets.render_tasks.render_due_variants_task"  # a name: services call this module


def nudge_analysis(asset: MediaAsset) -> None:
    """Wake the media workers once this transaction is through.

    Only a nudge: the periodic task finds the job anyway, so a failure here loses nothing.
    """
    transaction.on_commit(
        lambda: async_task(ANALYSE, cluster="media", group=str(asset.pk)), robust=True
    )


def nudge_rendering(asset_id) -> None:
    """Wake the media workers for a rendering; likewise only a nudge."""
    transaction.on_commit(
        lambda: async_task(RENDER, cluster="media", group=str(asset_id)), robust=True
    )


def sweep_orphans_task() -> int:
    """Remove stored files that no asset names; how many folders went."""
    return sweep_orphans(timezone.now())
