"""Every try to publish."""

from django.contrib import admin
from unfold.decorators import display

from publishing.models import PublishAttempt
from teams.admin_base import BAD, BUSY, GOOD, WAITS, MachineAdmin, TeamInline

OUTCOMES = {
    "sending": BUSY,
    "processing": BUSY,
    "unknown": WAITS,
    "accepted": GOOD,
    "rejected": BAD,
}


@admin.register(PublishAttempt)
class PublishAttemptAdmin(MachineAdmin):
    """Written before each call to a network, closed after it."""

    list_display = ("schedule", "number", "result", "sent_at", "closed_at", "external_url")
    list_filter = ("outcome",)
    list_select_related = ("schedule",)
    search_fields = ("external_id", "schedule__body")
    date_hierarchy = "created_at"
    exclude = ("team", "op_key", "fence", "request_hash", "handles")

    @display(description="Outcome", ordering="outcome", label=OUTCOMES)
    def result(self, attempt: PublishAttempt) -> tuple[str, str]:
        return attempt.outcome, attempt.get_outcome_display()


class AttemptInline(TeamInline):
    """The tries of one post."""

    model = PublishAttempt
    fields = ("number", "outcome", "sent_at", "closed_at", "external_url", "error_json")
