"""What the coach says."""

from django.contrib import admin
from unfold.decorators import display

from coaching.models import AICoachInsight
from teams.admin_base import BUSY, MachineAdmin, TeamInline


@admin.register(AICoachInsight)
class AICoachInsightAdmin(MachineAdmin):
    """Readings of posts by the coach, with the figures they rest on."""

    list_display = ("media", "checkpoint", "short_summary", "written_by", "origin", "created_at")
    list_filter = ("checkpoint", "is_simulated", "written_by")
    list_select_related = ("media",)
    search_fields = ("summary", "what_worked", "what_to_change")
    date_hierarchy = "created_at"

    @display(description="Summary")
    def short_summary(self, insight: AICoachInsight) -> str:
        return str(insight)

    @display(description="Figures", ordering="is_simulated", label={"Simulation": BUSY})
    def origin(self, insight: AICoachInsight) -> str:
        return "Simulation" if insight.is_simulated else "Network"


class InsightInline(TeamInline):
    """What the coach says about one post or asset."""

    model = AICoachInsight
    fields = ("checkpoint", "summary", "written_by", "created_at")
