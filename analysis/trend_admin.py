"""Trends, feeds and exemplars in the admin."""

from django.contrib import admin
from django.utils import timezone

from analysis.models import ExemplarPattern, TrendSignal, TrendSource
from analysis.services.trends import collect_source
from platforms.exceptions import PlatformError
from teams.admin_base import MachineAdmin


@admin.register(TrendSource)
class TrendSourceAdmin(MachineAdmin):
    """Feeds; added and switched on the Trends page."""

    list_display = ("name", "kind", "is_active", "last_collected_at", "last_count", "last_error")
    list_filter = ("kind", "is_active")
    search_fields = ("name", "url")
    actions = ("read_now",)

    @admin.action(description="Read the feed now", permissions=["edit"])
    def read_now(self, request, sources) -> None:
        now = timezone.now()
        self.for_each(
            request,
            sources.select_related("team"),
            lambda source: collect_source(source, now),
            done="read",
            refusals=(PlatformError,),
        )


@admin.register(TrendSignal)
class TrendSignalAdmin(MachineAdmin):
    """Topics."""

    list_display = ("topic", "source", "platform_hint", "score", "times_seen", "collected_at")
    list_filter = ("source", "platform_hint")
    search_fields = ("topic",)
    date_hierarchy = "collected_at"


@admin.register(ExemplarPattern)
class ExemplarPatternAdmin(MachineAdmin):
    """Top performers, imported."""

    list_display = ("hook", "product", "duration_sec", "revenue", "currency", "views")
    list_filter = ("currency", "format")
    search_fields = ("hook", "title", "product", "angle")
