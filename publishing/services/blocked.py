"""What becomes of a claimed post that cannot go out: nothing was sent, and the row says why."""

from datetime import datetime

from django.db import transaction

from publishing.catch_up import LOOK_AGAIN
from publishing.exceptions import AccountNotReady, Blocked, LeaseLost, NotApproved
from publishing.models import PublishAttempt
from publishing.outcomes import Decision, Outcome, Reason, Status
from publishing.services.attempts import close_attempt
from scheduling.models import PostingSchedule
from scheduling.transitions import move


def put_back(
    schedule: PostingSchedule,
    blocked: Blocked,
    *,
    now: datetime,
    attempt: PublishAttempt | None = None,
) -> str:
    """Let it wait for its account, ask for approval again, or fail it; returns the new status.

    Raises LeaseLost when somebody moved the post first.
    """
    decision = _decide(blocked)
    values = {
        "lease_owner": "",
        "error_message": blocked.sentence,
        "failure_reason": decision.failure_reason,
        "due_at": now + decision.delay if decision.delay else None,
        **_review_values(blocked),
    }
    with transaction.atomic():
        if attempt is not None:
            close_attempt(attempt, decision, now=now)
        if not move(schedule, decision.status, reason=blocked.sentence, **values):
            raise LeaseLost(str(schedule.pk))
    return decision.status


def _decide(blocked: Blocked) -> Decision:
    if isinstance(blocked, AccountNotReady | NotApproved):
        return Decision(Outcome.NOT_SENT, Status.PENDING, LOOK_AGAIN)
    return Decision(Outcome.NOT_SENT, Status.FAILED, failure_reason=Reason.PREFLIGHT)


def _review_values(blocked: Blocked) -> dict:
    if not isinstance(blocked, NotApproved):
        return {}
    return {
        "review_status": PostingSchedule.ReviewStatus.AWAITING,
        "payload_hash": "",
        "approved_by": None,
        "approved_at": None,
    }
