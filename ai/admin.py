"""The ledger of AI calls and the kept answers, to look at."""

from django.contrib import admin
from unfold.decorators import display

from ai.models import AIAnswer, AIUsage
from teams.admin_base import BAD, BUSY, GOOD, WAITS, MachineAdmin

TONES = {"Answered": GOOD, "Under way": BUSY, "Failed": BAD, "Not usable": BAD}


@admin.register(AIUsage)
class AIUsageAdmin(MachineAdmin):
    """What was asked of AI providers, and what it cost."""

    list_display = ("created_at", "kind", "purpose", "model", "asset", "result", "cost_usd")
    list_filter = ("kind", "outcome", "cached", "provider")
    list_select_related = ("asset",)
    search_fields = ("model", "purpose", "asset__filename", "error")
    date_hierarchy = "created_at"

    @display(description="Outcome", ordering="outcome", label={**TONES, "Nobody knows": WAITS})
    def result(self, usage: AIUsage) -> str:
        return usage.get_outcome_display()


@admin.register(AIAnswer)
class AIAnswerAdmin(MachineAdmin):
    """Answers that are kept for 90 days, so that nothing is paid for twice."""

    list_display = ("created_at", "kind", "model")
    list_filter = ("kind",)
    search_fields = ("model",)
