"""Analyses and the frames that were looked at."""

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.decorators import display

from ai.protocols import ProviderError
from analysis import trend_admin  # noqa: F401  (registers its tables)
from analysis.models import FrameSample, MediaAnalysis, TranscriptVersion
from analysis.services.analyse import request_reanalysis
from analysis.services.translation import CannotTranslate, request_translation
from analysis.services.versions import TranscriptConflict, current_in, save_edit
from analysis.speech.cues import BadCues, cues_from_json, text_of
from teams.admin_base import GOOD, MachineAdmin, TeamInline, picture
from teams.transitions import IllegalMove


def stored_picture(path: str, *, width: int | None, height: int | None) -> SafeString | str:
    """A stored picture, fetched from the address that the admin itself was opened at."""
    url = reverse("media_assets:stored-file", args=[path]) if path else ""
    return picture(url, width=width, height=height)


class FrameInline(TeamInline):
    """The frames of one analysis, best first."""

    model = FrameSample
    team_lookup = "analysis__team"
    fields = ("image", "time_sec", "score", "faces")
    ordering = ("-score",)

    @display(description="Frame")
    def image(self, frame: FrameSample):
        asset = frame.analysis.media
        return stored_picture(frame.image_path, width=asset.width, height=asset.height)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("analysis__media")


@admin.register(MediaAnalysis)
class MediaAnalysisAdmin(MachineAdmin):
    """Every run of the analysis; the newest of an asset is current."""

    list_display = ("best_frame", "media", "score", "state", "transcript_language", "created_at")
    list_filter = ("is_current", "transcript_language", "is_partial", "scorer_version")
    list_select_related = ("media",)
    list_display_links = ("media",)
    search_fields = ("media__filename", "transcript", "pre_social_explanation")
    date_hierarchy = "created_at"
    inlines = (FrameInline,)
    actions = ("analyse_again",)

    @display(description="Best frame")
    def best_frame(self, analysis: MediaAnalysis):
        return stored_picture(
            analysis.best_frame_url, width=analysis.media.width, height=analysis.media.height
        )

    @display(description="Score", ordering="pre_social_score")
    def score(self, analysis: MediaAnalysis) -> str:
        value = analysis.pre_social_score
        return "–" if value is None else f"{value:.0f} of 100"

    @display(description="Run", ordering="is_current", label={"Current": GOOD})
    def state(self, analysis: MediaAnalysis) -> str:
        return "Current" if analysis.is_current else "Earlier"

    @admin.action(description="Analyse the media again", permissions=["edit"])
    def analyse_again(self, request, analyses) -> None:
        now = timezone.now()
        self.for_each(
            request,
            analyses.select_related("media__team"),
            lambda analysis: request_reanalysis(analysis.media, now=now, by=request.user),
            done="queued for analysis",
            refusals=(IllegalMove,),
        )


@admin.register(FrameSample)
class FrameSampleAdmin(MachineAdmin):
    """Every frame that was looked at."""

    team_lookup = "analysis__team"
    exclude = None
    list_display = ("image", "file", "time_sec", "goodness")
    list_display_links = ("file",)
    list_select_related = ("analysis__media",)
    search_fields = ("analysis__media__filename",)

    @display(description="Frame")
    def image(self, frame: FrameSample):
        asset = frame.analysis.media
        return stored_picture(frame.image_path, width=asset.width, height=asset.height)

    @display(description="Media", ordering="analysis__media__filename")
    def file(self, frame: FrameSample) -> str:
        return frame.analysis.media.filename

    @display(description="Score", ordering="score")
    def goodness(self, frame: FrameSample) -> str:
        return "–" if frame.score is None else f"{frame.score:.2f}"


@admin.register(TranscriptVersion)
class TranscriptVersionAdmin(MachineAdmin):
    """Every version of what is said, by language. The asset's transcript page edits them."""

    list_display = ("media", "language", "version", "state", "origin", "made_by", "created_at")
    list_filter = ("is_current", "is_original", "origin", "language")
    list_select_related = ("media",)
    search_fields = ("media__filename", "language", "made_by", "cues")
    date_hierarchy = "created_at"
    actions = ("make_current", "translate_again")
    readonly_fields = ("said",)

    @display(description="Version", ordering="is_current", label={"Current": GOOD})
    def state(self, row: TranscriptVersion) -> str:
        return "Current" if row.is_current else "Earlier"

    @display(description="Text")
    def said(self, row: TranscriptVersion) -> str:
        return text_of(cues_from_json(row.cues)) or "–"

    @admin.action(description="Save as the newest version", permissions=["edit"])
    def make_current(self, request, rows) -> None:
        def restore(row: TranscriptVersion) -> None:
            current = current_in(row.media, row.language)
            version = current.version if current else 0
            cues = cues_from_json(row.cues)
            save_edit(row.media, row.language, cues, version=version, by=request.user)

        self.for_each(
            request,
            rows.select_related("media__team"),
            restore,
            done="saved as the newest version",
            refusals=(TranscriptConflict, BadCues),
        )

    @admin.action(description="Translate into this language again", permissions=["edit"])
    def translate_again(self, request, rows) -> None:
        now = timezone.now()
        self.for_each(
            request,
            rows.select_related("media__team"),
            lambda row: request_translation(row.media, [row.language], now=now, by=request.user),
            done="queued for translation",
            refusals=(CannotTranslate, ProviderError),
        )


class AnalysisInline(TeamInline):
    """The analyses of one asset."""

    model = MediaAnalysis
    fields = ("is_current", "pre_social_score", "transcript_language", "created_at")
