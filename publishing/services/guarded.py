"""Finding out by a repeat: at a network that refuses doubles, names the first, and lists nothing.

LinkedIn lets a member's token write and not read. The same post once more is then answered with
201 (the first had not landed) or with 422 and the first one's id (`reliability.md` §5). How long
LinkedIn remembers is not documented, so the repeat is made once, soon, and of the same words.
"""

from datetime import datetime, timedelta

import structlog

from platforms.adapters.base import PlatformAdapter
from platforms.adapters.types import Found, Idempotency, Lookup, PostState, PublishResult, Unknown
from platforms.exceptions import Duplicate
from publishing.exceptions import Blocked
from publishing.lease import LeaseClock, call_deadline
from publishing.models import PublishAttempt
from publishing.outcomes import sentence_of
from publishing.request import build_request
from publishing.services.breakers import rest_of
from publishing.services.preflight import account_problem, check_file
from scheduling.models import PostingSchedule
from scheduling.payload import payload_hash

log = structlog.get_logger(__name__)

# The settle time of a video (15 min) and an hour of somebody's outage; no longer, since a memory
# that has faded would let the post out twice.
REPEAT_WITHIN = timedelta(hours=1)
ASK_PERSON = "{why} Please check the account: paste the post's link here, or say it is not there."
REPEATED = "It was sent once more to find out, which proved nothing."


def is_guarded(adapter: PlatformAdapter) -> bool:
    """Whether a repeat is the way to find out: nothing can be read, and doubles are refused."""
    return adapter.idempotency is Idempotency.GUARD and "lookup" not in adapter.capabilities


def ask_by_repeating(
    schedule: PostingSchedule, attempt: PublishAttempt, adapter: PlatformAdapter, now: datetime
) -> Lookup:
    """Send the same post once more and read what that says about the first time.

    The repeat is noted before it is made: a process that dies over it leaves the question to a
    person. Nothing but an id proves anything.
    """
    if rest := rest_of(schedule.connection, now):
        return Unknown(rest.sentence)  # a little later, if that is soon enough
    clock = LeaseClock(now)
    if why := _obstacle(schedule, attempt, now) or _claim_repeat(attempt, now):
        return Unknown(ASK_PERSON.format(why=why), asks_person=True)
    if not clock.may_send():  # frozen meanwhile: the memory of the network may have faded
        return Unknown(ASK_PERSON.format(why=REPEATED), asks_person=True)
    return _read(_repeat(schedule, attempt, adapter))


def _obstacle(schedule: PostingSchedule, attempt: PublishAttempt, now: datetime) -> str:
    """Why the repeat would not be harmless, or could not be made; empty when it may be."""
    sent_at = attempt.sent_at or attempt.created_at
    if not timedelta(0) <= now - sent_at <= REPEAT_WITHIN:
        return "Too long ago to find out by sending it once more."
    if payload_hash(schedule) != attempt.request_hash:
        return "The post was changed since."
    try:
        check_file(schedule)
    except Blocked as blocked:
        return blocked.sentence
    return account_problem(schedule)


def _claim_repeat(attempt: PublishAttempt, now: datetime) -> str:
    """Note the one repeat; a sentence when somebody noted it before."""
    mine = PublishAttempt.objects.filter(
        pk=attempt.pk, outcome__in=PublishAttempt.OPEN, repeated_at=None
    )
    return "" if mine.update(repeated_at=now) else REPEATED


def _repeat(
    schedule: PostingSchedule, attempt: PublishAttempt, adapter: PlatformAdapter
) -> PublishResult | Exception:
    """The same call with the same handles: another upload would make it another post."""
    try:
        request = build_request(schedule, attempt.op_key)
        deadline = call_deadline().total_seconds()
        return adapter.publish(request, attempt.handles, timeout_seconds=deadline)
    except Exception as error:  # noqa: BLE001 - whatever it is, it proves nothing
        log.info("the repeat failed", op_key=attempt.op_key, error=type(error).__name__)
        return error


def _read(answer: PublishResult | Exception) -> Lookup:
    match answer:
        case PublishResult(state=PostState.LIVE, post_id=str(post_id)) if post_id:
            return Found(post_id, answer.url, raw=answer.raw)
        case Duplicate(post_id=str(post_id)) if post_id:
            return Found(post_id, answer.url, raw=answer.raw)
    said = sentence_of(answer) if isinstance(answer, Exception) else "No id came back."
    return Unknown(ASK_PERSON.format(why=f"{said} {REPEATED}"), asks_person=True)
