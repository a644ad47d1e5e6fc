"""Every try to publish."""

from django.contrib import admin
from django.utils import timezone
from unfold.decorators import action, display

from publishing.models import (
    Breaker,
    FirstComment,
    PresenceCheck,
    PublishAttempt,
    PublisherState,
    RemoteAudit,
)
from publishing.services import comment_answers
from scheduling.exceptions import PostProblem
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


COMMENT_STATES = {
    "waiting": BUSY,
    "sending": BUSY,
    "unconfirmed": WAITS,
    "needs_person": WAITS,
    "posted": GOOD,
    "failed": BAD,
}


@admin.register(FirstComment)
class FirstCommentAdmin(MachineAdmin):
    """First comments: each goes out once, right after its post."""

    list_display = ("schedule", "state", "tries", "due_at", "posted_at", "reason")
    list_filter = ("status",)
    list_select_related = ("schedule",)
    search_fields = ("text", "external_id")
    date_hierarchy = "created_at"
    exclude = ("team", "fence", "handles")
    actions = ("send_again", "confirm", "leave_out")

    @display(description="State", ordering="status", label=COMMENT_STATES)
    def state(self, comment: FirstComment) -> tuple[str, str]:
        return comment.status, comment.get_status_display()

    @action(description="Send again what is not there", permissions=["edit"])
    def send_again(self, request, queryset):
        self._answer(request, queryset, comment_answers.send_comment_again, done="will be sent")

    @action(description="They are there", permissions=["edit"])
    def confirm(self, request, queryset):
        self._answer(request, queryset, comment_answers.confirm_comment, done="confirmed")

    @action(description="Leave them out", permissions=["edit"])
    def leave_out(self, request, queryset):
        self._answer(request, queryset, comment_answers.leave_comment_out, done="left out")

    def _answer(self, request, queryset, answer, *, done: str) -> None:
        rows = queryset.select_related("team", "schedule__connection")

        def work(comment: FirstComment) -> None:
            answer(comment, by=request.user, now=timezone.now())

        self.for_each(request, rows, work, done=done, refusals=(PostProblem,))


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
