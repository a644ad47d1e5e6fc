"""Every try to publish."""

from django.contrib import admin
from unfold.decorators import display

from publishing.models import Breaker, PresenceCheck, PublishAttempt, PublisherState, RemoteAudit
from teams.admin_base import (
    BAD,
    BUSY,
    GOOD,
    WAITS,
    MachineAdmin,
    ReadOnlySuperuserAdmin,
    TeamInline,
)

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


@admin.register(PresenceCheck)
class PresenceCheckAdmin(MachineAdmin):
    """Looks after publishing, whether the post is really there."""

    list_display = ("schedule", "state", "due_at", "looks", "seen_at")
    list_filter = ("state",)
    list_select_related = ("schedule",)
    exclude = ("team",)


@admin.register(RemoteAudit)
class RemoteAuditAdmin(MachineAdmin):
    """Each night: what is really on the account, against what we think is there."""

    list_display = ("connection", "state", "compared_at", "listed", "ours", "doubles", "missing")
    list_filter = ("state",)
    list_select_related = ("connection",)
    exclude = ("team",)


@admin.register(Breaker)
class BreakerAdmin(ReadOnlySuperuserAdmin):
    """Accounts and networks that are given a rest because they do not answer."""

    list_display = ("key", "state", "failures", "rest_until", "reason")
    list_filter = ("state", "platform", "route")


@admin.register(PublisherState)
class PublisherStateAdmin(ReadOnlySuperuserAdmin):
    """What the publisher knows of itself: which installation it is, when it last stood guard."""

    list_display = ("instance_id", "alive_at", "beats", "stepped_at")
