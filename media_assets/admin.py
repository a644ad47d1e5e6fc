"""Folders and jobs. The assets themselves are in `config/admin/assets.py`."""

from django.contrib import admin
from django.utils import timezone
from unfold.decorators import display

from media_assets.models import MediaFolder, MediaVariant, ProcessingJob
from media_assets.services.jobs import cancel_job, requeue_job
from teams.admin_base import (
    BAD,
    BUSY,
    GOOD,
    WAITS,
    MachineAdmin,
    TeamInline,
    TeamModelAdmin,
    TeamRelatedFilter,
)
from teams.transitions import IllegalMove

JOB_LABELS = {
    "Queued": WAITS,
    "Processing": BUSY,
    "Completed": GOOD,
    "Failed": BAD,
}

VARIANT_LABELS = {"preparing": BUSY, "ready": GOOD, "failed": BAD}


@admin.register(MediaFolder)
class MediaFolderAdmin(TeamModelAdmin):
    """Folders of the library."""

    list_display = ("name", "parent", "created_at")
    list_filter = (("parent", TeamRelatedFilter),)
    list_select_related = ("parent",)
    search_fields = ("name",)

    def has_delete_permission(self, request, obj=None) -> bool:
        return self.has_manage_permission(request)


@admin.register(ProcessingJob)
class ProcessingJobAdmin(MachineAdmin):
    """Work on media: what waits, what runs, what failed and why."""

    list_display = ("media_asset", "job_type", "state", "progress_pct", "attempts", "created_at")
    list_filter = ("status", "job_type")
    list_select_related = ("media_asset",)
    search_fields = ("media_asset__filename", "external_job_id", "error")
    date_hierarchy = "created_at"
    exclude = ("team", "fence", "lease_owner", "idempotency_key")
    actions = ("requeue", "cancel")

    @display(description="Status", ordering="status", label=JOB_LABELS)
    def state(self, job: ProcessingJob) -> str:
        return job.get_status_display()

    @admin.action(description="Try again", permissions=["edit"])
    def requeue(self, request, jobs) -> None:
        now = timezone.now()
        self.for_each(
            request,
            jobs,
            lambda job: requeue_job(job, now=now, by=request.user),
            done="queued again",
            refusals=(IllegalMove,),
        )

    @admin.action(description="Cancel", permissions=["edit"])
    def cancel(self, request, jobs) -> None:
        now = timezone.now()
        self.for_each(
            request,
            jobs,
            lambda job: cancel_job(job, now=now, by=request.user),
            done="canceled",
            refusals=(IllegalMove,),
        )


@admin.register(MediaVariant)
class MediaVariantAdmin(MachineAdmin):
    """Rendered copies: what was changed, how large they are, what failed and why."""

    list_display = ("media_asset", "description", "state", "summary", "created_at")
    list_filter = ("status",)
    list_select_related = ("media_asset",)
    search_fields = ("media_asset__filename", "description", "sha256")
    date_hierarchy = "created_at"
    exclude = ("team", "recipe_hash")

    @display(description="Status", ordering="status", label=VARIANT_LABELS)
    def state(self, variant: MediaVariant) -> tuple[str, str]:
        return variant.status, variant.get_status_display()

    @display(description="File")
    def summary(self, variant: MediaVariant) -> str:
        return variant.summary


class VariantInline(TeamInline):
    """The rendered copies of one asset."""

    model = MediaVariant
    fields = ("description", "status", "mime_type", "file_size_bytes", "error", "created_at")


class JobInline(TeamInline):
    """The work on one asset."""

    model = ProcessingJob
    fields = ("job_type", "status", "progress_pct", "attempts", "error", "created_at")
