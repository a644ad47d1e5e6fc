"""What to make next."""

from django.contrib import admin
from unfold.decorators import display

from briefs.models import CreativeBrief, DerivativeMediaPlan
from teams.admin_base import BUSY, GOOD, WAITS, TeamInline, TeamModelAdmin

PLAN_STATES = {"Planned": WAITS, "In Production": BUSY, "Completed": GOOD}


class PlanInline(TeamInline):
    """The plans of one brief."""

    model = DerivativeMediaPlan
    fields = ("format_type", "target_platform", "status", "estimated_length_sec")


@admin.register(CreativeBrief)
class CreativeBriefAdmin(TeamModelAdmin):
    """Angles worth filming."""

    list_display = ("angle", "source_type", "ready_for_use", "origin", "created_at")
    list_filter = ("source_type", "ready_for_use", "is_simulated")
    search_fields = ("angle_name", "target_audience", "core_promise")
    date_hierarchy = "created_at"
    readonly_fields = ("source_schedule", "written_by", "is_simulated", "created_at")
    inlines = (PlanInline,)

    @display(description="Angle", ordering="angle_name")
    def angle(self, brief: CreativeBrief) -> str:
        return str(brief)

    @display(description="Figures", ordering="is_simulated", label={"Simulation": BUSY})
    def origin(self, brief: CreativeBrief) -> str:
        return "Simulation" if brief.is_simulated else "Network"

    def has_delete_permission(self, request, obj=None) -> bool:
        return self.has_manage_permission(request)


@admin.register(DerivativeMediaPlan)
class DerivativeMediaPlanAdmin(TeamModelAdmin):
    """Plans to make another piece out of what is there."""

    list_display = ("format_type", "source_media", "brief", "target_platform", "state",
                    "created_at")  # fmt: skip
    list_filter = ("status", "format_type", "target_platform")
    list_select_related = ("source_media", "brief")
    search_fields = ("instructions", "reason")
    date_hierarchy = "created_at"
    readonly_fields = ("reason", "created_at")
    autocomplete_fields = ("source_media", "brief")

    @display(description="Status", ordering="status", label=PLAN_STATES)
    def state(self, plan: DerivativeMediaPlan) -> str:
        return plan.get_status_display()

    def has_delete_permission(self, request, obj=None) -> bool:
        return self.has_manage_permission(request)
