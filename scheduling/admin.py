"""Groups of posts. The posts themselves are in `config/admin/posts.py`."""

from django.contrib import admin

from scheduling.models import CrossPostGroup, PostingSchedule
from teams.admin_base import TeamInline, TeamModelAdmin


class ScheduleInline(TeamInline):
    """The posts of one asset or group."""

    model = PostingSchedule
    fields = ("platform", "connection", "scheduled_at", "status", "review_status")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("connection")


@admin.register(CrossPostGroup)
class CrossPostGroupAdmin(TeamModelAdmin):
    """Posts of one asset that belong together across networks."""

    list_display = ("__str__", "timing_strategy", "status", "created_at")
    list_filter = ("status", "timing_strategy")
    search_fields = ("name",)
    readonly_fields = ("status",)
    autocomplete_fields = ("source_content",)
    inlines = (ScheduleInline,)
