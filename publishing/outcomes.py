"""What an answer proves, and what follows from it: the table of `reliability.md` §5. Pure.

`decide` judges the irreversible call: what does not prove “not accepted” is unknown.
`decide_unsent` judges the steps before it, after which nothing can have been posted.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from platforms.adapters.types import PostState, PublishResult
from platforms.exceptions import (
    AdapterMissing,
    Duplicate,
    NotSent,
    PersonNeeded,
    PlatformError,
    RateLimited,
    ReconnectNeeded,
    Rejected,
    StepFailed,
    Unsupported,
)
from publishing import backoff
from publishing.models import PublishAttempt
from scheduling.models import PostingSchedule

Outcome = PublishAttempt.Outcome
Status = PostingSchedule.Status
Reason = PostingSchedule.FailureReason

Answer = PublishResult | Exception


@dataclass(frozen=True)
class Facts:
    """What the decision depends on besides the answer."""

    now: datetime
    scheduled_at: datetime
    tries: int  # how many tries there were, this one included
    retries: int  # how many of the three retries are used up
    seed: str  # of the jitter: the try's key
    settle: timedelta
    can_look_up: bool
    earlier_unknown: bool = False  # an earlier try of this post may have landed


@dataclass(frozen=True)
class Decision:
    """What to write: the try's outcome, the post's status, when to look again, and why."""

    outcome: str
    status: str
    delay: timedelta | None = None  # from now to `due_at`; None for a status that is final
    sentence: str = ""
    failure_reason: str = ""
    counts_as_retry: bool = False
    reconnect: bool = False
    needs_person: bool = False
    post_id: str = ""
    url: str = ""
    handle: str = ""


def decide(answer: Answer, facts: Facts) -> Decision:
    """Judge the answer, or the error, of the irreversible call."""
    match answer:
        case PublishResult():
            return _decide_result(answer, facts)
        case Duplicate() if facts.earlier_unknown:
            return _adopt(answer, facts)
        case StepFailed():  # beside the one call: it does not say whether that was made
            return unknown(sentence_of(answer), facts)
        case NotSent() | RateLimited() | ReconnectNeeded() | Rejected():
            return decide_unsent(answer, facts)
        case Unsupported() | AdapterMissing():
            return _refused(answer)
        case PersonNeeded():
            return _hand_over(answer)
    return unknown(sentence_of(answer), facts)


def decide_unsent(error: Exception, facts: Facts) -> Decision:
    """Judge an error after which it is certain that nothing was posted."""
    match error:
        case ReconnectNeeded():
            waiting = _put_back(Outcome.REJECTED, backoff.RETRY_EVERY, error)
            return replace(waiting, reconnect=True)
        case Rejected() | Unsupported() | AdapterMissing():
            return _refused(error)
        case RateLimited(retry_at=None):
            return _retry(Outcome.REJECTED, error, facts)
        case RateLimited(retry_at=datetime() as retry_at):
            return _wait_until(retry_at, error, facts)
        case NotSent():
            delay = backoff.soon_delay(facts.tries - 1, facts.seed)
            return _unless_too_late(_put_back(Outcome.NOT_SENT, delay, error), facts)
    return _retry(Outcome.NOT_SENT, error, facts)


def decide_poll(answer: Answer, facts: Facts, *, sent_at: datetime, polls: int) -> Decision:
    """Judge the answer about a post that the platform took and works on."""
    match answer:
        case PublishResult(state=PostState.LIVE):
            return _decide_result(answer, facts)
        case Rejected():
            return _refused(answer)
        case Unsupported():
            return unknown(sentence_of(answer), facts)
    if facts.now - sent_at >= backoff.POLL_FOR:
        return unknown("The platform has been working on this post for too long.", facts)
    return Decision(Outcome.PROCESSING, Status.PUBLISHING, delay=backoff.poll_delay(polls))


def unknown(sentence: str, facts: Facts) -> Decision:
    """Nothing is proved: look it up, or ask a person where that is not possible."""
    if facts.can_look_up:
        return Decision(Outcome.UNKNOWN, Status.UNCONFIRMED, facts.settle, sentence)
    why = f"{sentence} This network cannot be asked: please check the account yourself."
    return Decision(
        Outcome.UNKNOWN, Status.UNCONFIRMED, backoff.PERSON_AFTER, why, needs_person=True
    )


def _hand_over(error: PersonNeeded) -> Decision:
    """A person has it now: whether it is up is unknown until they say so."""
    return Decision(
        Outcome.UNKNOWN,
        Status.UNCONFIRMED,
        backoff.PERSON_AFTER,
        error.user_sentence,
        needs_person=True,
    )


def sentence_of(error: Exception) -> str:
    """One sentence for a person. An error that is not a platform's keeps its text for the log."""
    if isinstance(error, PlatformError):
        return error.user_sentence
    return "The platform's answer could not be understood."


def error_as_json(error: Exception) -> dict:
    """What the platform really said, for the row of the call; no tokens (the adapter's promise)."""
    kind = {"type": type(error).__name__}
    if isinstance(error, PlatformError):
        said = {"sentence": error.user_sentence, "detail": error.detail, "raw": error.raw}
        return {**kind, **said}
    return kind


def _decide_result(result: PublishResult, facts: Facts) -> Decision:
    if result.state == PostState.LIVE and result.post_id:
        return Decision(Outcome.ACCEPTED, Status.POSTED, post_id=result.post_id, url=result.url)
    if result.state == PostState.PROCESSING and result.handle:
        delay = backoff.poll_delay(0)
        return Decision(Outcome.PROCESSING, Status.PUBLISHING, delay, handle=result.handle)
    return unknown("The platform took the post but did not say which one it is.", facts)


def _adopt(error: Duplicate, facts: Facts) -> Decision:
    if error.post_id:
        return Decision(Outcome.ACCEPTED, Status.POSTED, post_id=error.post_id, url=error.url)
    return unknown(error.user_sentence, facts)


def _refused(error: Exception) -> Decision:
    return Decision(
        Outcome.REJECTED,
        Status.FAILED,
        sentence=sentence_of(error),
        failure_reason=Reason.REFUSED,
    )


def _wait_until(retry_at: datetime, error: Exception, facts: Facts) -> Decision:
    """The platform said when: a little later than that, never earlier."""
    asked = max(retry_at - facts.now, timedelta(0))
    late = backoff.spread(backoff.SOON, facts.seed)
    return _unless_too_late(_put_back(Outcome.REJECTED, asked + late, error), facts)


def _retry(outcome: str, error: Exception, facts: Facts) -> Decision:
    delay = backoff.retry_delay(facts.retries, facts.seed)
    if delay is None:
        return _given_up(outcome, sentence_of(error))
    return replace(_put_back(outcome, delay, error), counts_as_retry=True)


def _put_back(outcome: str, delay: timedelta, error: Exception) -> Decision:
    return Decision(outcome, Status.PENDING, delay, sentence_of(error))


def _unless_too_late(decision: Decision, facts: Facts) -> Decision:
    if facts.now - facts.scheduled_at < backoff.GIVE_UP_AFTER:
        return decision
    return _given_up(decision.outcome, decision.sentence)


def _given_up(outcome: str, sentence: str) -> Decision:
    return Decision(outcome, Status.FAILED, sentence=sentence, failure_reason=Reason.RETRIES)
