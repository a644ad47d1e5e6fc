"""What the answer to a first comment proves, and what follows from it. Pure.

The same table as for posts (`reliability.md` §5), with one difference: the post is out already, so
a refusal, even of the sign-in, ends the comment and leaves the account and the post alone.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from platforms.adapters.types import CommentResult
from platforms.exceptions import (
    AdapterMissing,
    Duplicate,
    NotSent,
    RateLimited,
    ReconnectNeeded,
    Rejected,
    StepFailed,
    Unsupported,
)
from publishing import backoff
from publishing.models import FirstComment
from publishing.outcomes import sentence_of

Status = FirstComment.Status
Answer = CommentResult | Exception

NO_ORACLE = (
    "Whether the first comment is there is not certain, and this network cannot be asked. Please "
    "look below the post."
)
GIVEN_UP = (
    "For a day it could not be found out whether the first comment is there. Please look below "
    "the post."
)


@dataclass(frozen=True)
class Facts:
    """What the decision depends on besides the answer."""

    now: datetime
    wanted_at: datetime
    tries: int
    retries: int
    seed: str  # of the jitter
    settle: timedelta
    can_look_up: bool


@dataclass(frozen=True)
class Decision:
    """The new status, when to look again (None for a final one), and why."""

    status: str
    delay: timedelta | None = None
    sentence: str = ""
    counts_as_retry: bool = False
    comment_id: str = ""
    url: str = ""


def decide(answer: Answer, facts: Facts) -> Decision:
    """Judge the answer, or the error, of the one call."""
    match answer:
        case CommentResult(comment_id=str(comment_id)) if comment_id:
            return Decision(Status.POSTED, comment_id=comment_id, url=answer.url)
        case CommentResult():
            return unknown("The platform took the comment but did not name it.", facts)
        case Duplicate(post_id=str(comment_id)) if comment_id:
            return Decision(Status.POSTED, comment_id=comment_id, url=answer.url)
        case Duplicate() | StepFailed():  # neither says that this call did nothing
            return unknown(sentence_of(answer), facts)
        case NotSent() | RateLimited() | ReconnectNeeded() | Rejected():
            return decide_unsent(answer, facts)
        case Unsupported() | AdapterMissing():
            return refused(answer)
    return unknown(sentence_of(answer), facts)


def decide_unsent(error: Exception, facts: Facts) -> Decision:
    """Judge an error after which it is certain that no comment was written."""
    match error:
        case Duplicate():  # the network knows better: an earlier try landed
            return unknown(sentence_of(error), facts)
        case ReconnectNeeded() | Rejected() | Unsupported() | AdapterMissing():
            return refused(error)
        case RateLimited(retry_at=datetime() as retry_at):
            late = backoff.spread(backoff.SOON, facts.seed)
            delay = max(retry_at - facts.now, timedelta(0)) + late
            return put_off(delay, sentence_of(error), facts)
        case NotSent() if not isinstance(error, StepFailed):
            return put_off(backoff.soon_delay(facts.tries, facts.seed), sentence_of(error), facts)
    delay_or_none = backoff.retry_delay(facts.retries, facts.seed)
    if delay_or_none is None:
        return Decision(Status.FAILED, sentence=sentence_of(error))
    return replace(put_off(delay_or_none, sentence_of(error), facts), counts_as_retry=True)


def put_off(delay: timedelta, sentence: str, facts: Facts) -> Decision:
    """Later; a comment that was wanted a day ago is given up."""
    if facts.now - facts.wanted_at >= backoff.GIVE_UP_AFTER:
        return Decision(Status.FAILED, sentence=sentence)
    return Decision(Status.WAITING, min(delay, backoff.LONGEST_WAIT), sentence)


def refused(error: Exception) -> Decision:
    return Decision(Status.FAILED, sentence=sentence_of(error))


def unknown(sentence: str, facts: Facts) -> Decision:
    """Nothing is proved: look it up, or ask a person where that is not possible."""
    if facts.can_look_up:
        return Decision(Status.UNCONFIRMED, facts.settle, sentence)
    return Decision(Status.NEEDS_PERSON, backoff.PERSON_AFTER, f"{sentence} {NO_ORACLE}")
