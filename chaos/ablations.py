"""Safeguards that can be taken away in a child of the harness, to see that the judge notices.

They live here: the product has no such switches.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from platforms.exceptions import NotSent, OutcomeUnknown, RateLimited
from publishing import guards
from publishing.outcomes import Decision, Outcome, Status
from publishing.services import comments, facts, reconciliation, sweep
from publishing.services import publish as publish_module
from publishing.verdicts import Judgement, Verdict


def no_intent_row() -> None:
    publish_module.write_intent = lambda *args, **kwargs: None


def no_intent_line() -> None:
    publish_module.note_intent = lambda *args, **kwargs: None


def no_intent() -> None:
    no_intent_row()
    no_intent_line()


def unknown_is_refused() -> None:
    """An error of the platform, or a lost answer, is taken for a refusal."""
    decide = publish_module.decide

    def hasty(answer, known):
        lost = isinstance(answer, OutcomeUnknown)
        return decide(RateLimited("try again") if lost else answer, known)

    publish_module.decide = hasty


def timeout_is_not_sent() -> None:
    call = publish_module.call

    def hasty(*args):
        answer = call(*args)
        return NotSent("no answer") if isinstance(answer, OutcomeUnknown) else answer

    publish_module.call = hasty


def no_comment_intent() -> None:
    """The comment is sent while its row still says that it waits."""
    comments.write_intent = lambda *args, **kwargs: None
    comments.append = lambda line: None


def unknown_comment_is_refused() -> None:
    decide = comments.outcomes.decide

    def hasty(answer, known):
        lost = isinstance(answer, OutcomeUnknown)
        return decide(RateLimited("try again") if lost else answer, known)

    comments.outcomes.decide = hasty


def no_settle() -> None:
    """The first listing that lacks the post is proof enough, however early."""
    facts.settle_time = lambda *args, **kwargs: timedelta(0)
    judge = reconciliation.judge

    def hasty(reading, doubt, now: datetime) -> Judgement:
        verdict = judge(reading, doubt, now)
        if verdict.first_absent_at == now:
            return Judgement(Verdict.ABSENT, first_absent_at=now)
        return verdict

    reconciliation.judge = hasty


def no_gap_guard() -> None:
    guards.doubt_due_posts = lambda since, now: 0


def naive() -> None:
    """Claim, send, mark; try again on any error, and after a worker that died."""
    no_intent_line()
    timeout_is_not_sent()
    guards.replay_journal = lambda now: 0

    def again(schedule, attempt, now):
        return Decision(Outcome.NOT_SENT, Status.PENDING, timedelta(0), "Try again.")

    sweep._unknown = again


ABLATIONS: dict[str, Callable[[], None]] = {
    "no intent row": no_intent_row,
    "no intent line": no_intent_line,
    "no intent": no_intent,
    "unknown is refused": unknown_is_refused,
    "time-out is not sent": timeout_is_not_sent,
    "comments: no intent": no_comment_intent,
    "comments: unknown is refused": unknown_comment_is_refused,
    "no settle": no_settle,
    "no gap guard": no_gap_guard,
    "naive": naive,
}
