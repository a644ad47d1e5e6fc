"""Media in the admin: the list with pictures, the upload, what was done with each file."""

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from unfold.decorators import display

from analysis.admin import AnalysisInline
from analysis.services.analyse import request_reanalysis
from coaching.admin import InsightInline
from media_assets.admin import JobInline, VariantInline
from media_assets.exceptions import MediaRejected
from media_assets.forms import UploadForm
from media_assets.models import MediaAsset
from media_assets.services.archive import CannotArchive, archive_asset, restore_asset
from media_assets.services.uploads import ingest_upload
from scheduling.admin import ScheduleInline
from scheduling.services.plan import plan_team
from teams.admin_base import BAD, BUSY, GOOD, WAITS, TeamModelAdmin, TeamRelatedFilter, picture
from teams.transitions import IllegalMove

STATES = {
    "ingested": WAITS,
    "analyzing": BUSY,
    "analyzed": GOOD,
    "scheduled": BUSY,
    "posted": GOOD,
    "failed": BAD,
}


@admin.register(MediaAsset)
class MediaAssetAdmin(TeamModelAdmin):
    """Every file of the team. “Add” takes several files at once."""

    list_display = ("thumbnail", "filename", "media_type", "resolution", "state", "created_at")
    list_display_links = ("filename",)
    list_filter = ("status", "media_type", "source_type", ("folder", TeamRelatedFilter))
    search_fields = ("filename", "sha256", "source_id")
    date_hierarchy = "created_at"
    fields = (
        "thumbnail",
        "filename",
        "folder",
        ("platform_hint", "is_evergreen"),
        "metadata",
        ("status", "processing_status", "error_message"),
        ("media_type", "type", "mime_type"),
        ("resolution", "duration_sec", "file_size_bytes"),
        ("source_type", "source_id", "original_url"),
        ("sha256", "phash"),
        ("owner", "created_at", "updated_at"),
    )
    editable = ("filename", "folder", "platform_hint", "is_evergreen", "metadata")
    exclude = None
    inlines = (AnalysisInline, JobInline, VariantInline, ScheduleInline, InsightInline)
    actions = ("analyse_again", "archive", "restore", "plan")

    def get_readonly_fields(self, request, obj=None):
        return [name for name in flatten(self.fields) if name not in self.editable]

    @display(description="Picture")
    def thumbnail(self, asset: MediaAsset):
        has_one = bool(asset.thumbnail_url)
        url = reverse("media_assets:asset-thumbnail", args=[asset.pk]) if has_one else ""
        return picture(url, width=asset.width, height=asset.height)

    @display(description="Status", ordering="status", label=STATES)
    def state(self, asset: MediaAsset) -> tuple[str, str]:
        return asset.status, asset.get_status_display()

    def add_view(self, request, form_url="", extra_context=None):
        """Upload: each file is ingested as from any other door, and reported by itself."""
        if not self.has_add_permission(request):
            return redirect("admin:media_assets_mediaasset_changelist")
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            for upload in form.cleaned_data["files"]:
                self._ingest(request, upload)
            return redirect("admin:media_assets_mediaasset_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": "Upload media",
            "opts": self.opts,
            "form": form,
        }
        return render(request, "admin/media_assets/mediaasset/upload.html", context)

    def _ingest(self, request, upload) -> None:
        try:
            result = ingest_upload(request.team, upload, by=request.user, now=timezone.now())
        except MediaRejected as refusal:
            self.message_user(request, f"{upload.name}: {refusal}", messages.ERROR)
            return
        outcome = "taken in" if result.created else "is in the library already"
        level = messages.SUCCESS if result.created else messages.INFO
        self.message_user(request, f"{upload.name}: {outcome}.", level)

    @admin.action(description="Analyse again", permissions=["edit"])
    def analyse_again(self, request, assets) -> None:
        now = timezone.now()
        self.for_each(
            request,
            assets,
            lambda asset: request_reanalysis(asset, now=now, by=request.user),
            done="queued for analysis",
            refusals=(IllegalMove,),
        )

    @admin.action(description="Archive", permissions=["edit"])
    def archive(self, request, assets) -> None:
        self.for_each(
            request,
            assets,
            lambda asset: archive_asset(asset, by=request.user),
            done="archived",
            refusals=(CannotArchive,),
        )

    @admin.action(description="Take out of the archive", permissions=["edit"])
    def restore(self, request, assets) -> None:
        now = timezone.now()
        self.for_each(
            request,
            assets,
            lambda asset: restore_asset(asset, now=now, by=request.user),
            done="restored",
            refusals=(CannotArchive,),
        )

    @admin.action(description="Plan posts for everything that is not planned", permissions=["edit"])
    def plan(self, request, assets) -> None:
        result = plan_team(request.team, now=timezone.now())
        self.message_user(request, f"{result.created} posts planned.", messages.SUCCESS)
        for reason in sorted({str(skip) for skip in result.skipped})[:10]:
            self.message_user(request, reason, messages.WARNING)
