"""Which posts failed, why, and what to do about it (seed 001, “Failed Distributions”)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from metrics.reports.filters import Filters
from publishing.models import PublishAttempt
from scheduling.models import PostingSchedule
from teams.models import Team

DAYS = 30
PAGE_SIZE = 20
R = PostingSchedule.FailureReason
ADVICE = {
    R.MISSED: "Send it again: it goes out now. Or give it another time first.",
    R.PREFLIGHT: "Mend what is named here, then send it again.",
    R.REFUSED: "The network will say the same again. Change what it names, then send it again.",
    R.RETRIES: "The network was not well. Look at the account, then send it again.",
    R.PERSON: "Somebody gave it up. Send it again if that was wrong.",
}
MAY_BE_OUT = "An earlier try may have landed. Say on its page whether it is on the account."
NO_REASON = "No reason is known. Its tries are on its page."


@dataclass(frozen=True)
class Failure:
    """One failed post, in words."""

    post: PostingSchedule
    may_be_out: bool

    @property
    def id(self) -> UUID:
        return self.post.pk

    @property
    def title(self) -> str:
        return (self.post.title or self.post.body or self.post.media.filename)[:120]

    @property
    def error_message(self) -> str:
        return self.post.error_message or NO_REASON

    @property
    def reason(self) -> str:
        return self.post.get_failure_reason_display()

    @property
    def advice(self) -> str:
        return MAY_BE_OUT if self.may_be_out else ADVICE[R(self.post.failure_reason)]

    @property
    def can_retry(self) -> bool:
        """Whether the button is offered. `publishing.services.resend` decides again."""
        return not self.may_be_out

    @property
    def scheduled_for(self) -> datetime:
        return self.post.scheduled_at


def list_failures(team: Team, filters: Filters) -> QuerySet[PostingSchedule]:
    """Failed posts planned for the period, the latest first."""
    unknown = PublishAttempt.objects.filter(
        schedule=OuterRef("pk"), outcome__in=PublishAttempt.OPEN
    )
    rows = PostingSchedule.objects.in_team(team).filter(
        filters.on("scheduled_at"), status=PostingSchedule.Status.FAILED
    )
    rows = rows.select_related("connection", "media").annotate(may_be_out=Exists(unknown))
    return rows.order_by("-scheduled_at", "pk")


def as_failures(posts) -> list[Failure]:
    return [Failure(post, post.may_be_out) for post in posts]
