"""Sending one first comment, in the order of a publication: nothing twice, nothing lost.

hold → checks → reversible steps → intent → journal → gate → the one call → result
"""

from datetime import datetime, timedelta

import structlog
from django.db import transaction

from platforms.adapters import get_adapter
from platforms.adapters.base import PlatformAdapter
from platforms.adapters.types import CommentRequest, CommentResult
from platforms.exceptions import NotSent, Rejected
from platforms.specs import get_spec
from platforms.specs.comments import check_comment
from publishing import comment_outcomes as outcomes
from publishing.catch_up import LOOK_AGAIN
from publishing.comment_moves import S, hold_comment, move_comment
from publishing.comment_outcomes import Answer, Decision
from publishing.crash_points import reached
from publishing.exceptions import LeaseLost
from publishing.journal import COMMENT, Event, Line, append
from publishing.lease import LeaseClock, call_deadline, lease
from publishing.models import FirstComment
from publishing.outcomes import error_as_json
from publishing.services.breakers import rest_of
from publishing.services.comment_replay import settle_line_of
from publishing.services.comment_rows import comments_due, facts_of, op_key_of, request_of
from publishing.services.preflight import account_problem

log = structlog.get_logger(__name__)

ALWAYS = timedelta.max
MISSED = (
    "The first comment was due more than {hours} hours before the machine could look at it. Send "
    "it now, or leave it out."
)
# What the journal says about a call that was made; an outcome that proves nothing says nothing.
EVENTS = {S.POSTED: Event.ACCEPTED, S.WAITING: Event.REJECTED, S.FAILED: Event.REJECTED}


def send_comments_due(
    now: datetime, *, owner: str, limit: int = 20, within: timedelta = ALWAYS
) -> int:
    """Send up to `limit` first comments that are due; returns how many were taken in hand.

    No further one is begun when `within` has gone by. The guards are the caller's (`tick`).
    """
    clock = LeaseClock(now)
    rows = list(comments_due(clock.now(), S.WAITING)[:limit])
    taken = 0
    for comment in rows:
        if clock.elapsed() > within:
            break
        taken += _take(comment, LeaseClock(clock.now()), owner)
    return taken


def _take(comment: FirstComment, clock: LeaseClock, owner: str) -> bool:
    now = clock.now()
    if settle_line_of(comment, now):  # the journal knows of a call that this database lost
        return False
    late = now - comment.due_at if comment.due_at else timedelta(0)
    if not hold_comment(comment, now + lease(), lease_owner=owner):
        return False
    reached("comment_held")
    try:
        if late > timedelta(hours=comment.team.catch_up_hours):
            sentence = MISSED.format(hours=comment.team.catch_up_hours)
            write(comment, Decision(S.FAILED, sentence=sentence), now=now)
        else:
            _send(comment, clock)
    except LeaseLost:
        log.warning("lease of a first comment lost", schedule=str(comment.schedule_id))
    return True


def _send(comment: FirstComment, clock: LeaseClock) -> None:
    if wait := _obstacle(comment, clock.now()):
        write(comment, wait, now=clock.now())
        return
    request = request_of(comment, number=comment.tries + 1)
    try:
        adapter = get_adapter(comment.schedule.connection)
        handles = _prepare(adapter, comment, request)
    except Exception as error:  # noqa: BLE001 - nothing was sent yet: the row decides
        log.info("comment not sent", op_key=request.op_key, error=type(error).__name__)
        decision = outcomes.decide_unsent(error, facts_of(comment, None, now=clock.now()))
        write(comment, decision, now=clock.now(), answer=error)
        return
    write_intent(comment, now=clock.now())
    reached("after_comment_intent")
    answer: Answer = _last_obstacle(comment, clock) or call(adapter, request, handles)
    reached("after_comment_call")
    decision = outcomes.decide(answer, facts_of(comment, adapter, now=clock.now()))
    note_result(comment, decision, now=clock.now())
    reached("after_comment_result_line")
    write(comment, decision, now=clock.now(), answer=answer)
    reached("after_comment_result")


def _obstacle(comment: FirstComment, now: datetime) -> Decision | None:
    """Why nothing may be sent on this account right now."""
    facts = facts_of(comment, None, now=now)
    if problem := account_problem(comment.schedule):
        return outcomes.put_off(LOOK_AGAIN, problem, facts)
    if rest := rest_of(comment.schedule.connection, now):
        return outcomes.put_off(max(rest.until - now, LOOK_AGAIN), rest.sentence, facts)
    return None


def _prepare(adapter: PlatformAdapter, comment: FirstComment, request: CommentRequest) -> dict:
    """Checks and reversible steps; their handles are on the row when this returns."""
    if not adapter.takes_first_comment(request.platform):
        raise Rejected(f"{adapter.name} takes no comments from us.")
    if problems := check_comment(get_spec(request.platform), request.text):
        raise Rejected(" ".join(problems))
    handles = dict(comment.handles)
    try:
        handles = adapter.prepare_comment(request, handles)
    finally:  # what the steps before a failed one made is good for the next try
        if handles != comment.handles:
            FirstComment.objects.filter(pk=comment.pk).update(handles=handles)
    reached("comment_prepared")
    return handles


def write_intent(comment: FirstComment, *, now: datetime) -> None:
    """From here on the platform may have the comment. Raises LeaseLost."""
    with transaction.atomic():
        owner, number = comment.lease_owner, comment.tries + 1
        values: dict = {
            "sent_at": now,
            "tries": number,
            "lookups": 0,
            "first_absent_at": None,
        }
        if not move_comment(comment, S.SENDING, lease_owner=owner, **values):
            raise LeaseLost(str(comment.pk))
        reached("in_comment_intent")


def _last_obstacle(comment: FirstComment, clock: LeaseClock) -> NotSent | None:
    """The journal's line, and the gate: what they find wrong is wrong before a byte has left."""
    try:
        append(line_of(Event.INTENT, comment, clock.now()))
    except OSError as error:
        log.exception("no line in the journal: not sent", schedule=str(comment.schedule_id))
        return NotSent("The disk takes no more data, so it was not sent.", detail=str(error))
    reached("after_comment_line")
    if not clock.may_send():
        return NotSent("Getting ready took too long; it is sent with the next try.")
    return None


def call(
    adapter: PlatformAdapter, request: CommentRequest, handles: dict
) -> CommentResult | Exception:
    """The one irreversible call, made once; an error comes back as a value."""
    deadline = call_deadline().total_seconds()
    try:
        return adapter.add_comment(request, handles, timeout_seconds=deadline)
    except Exception as error:  # noqa: BLE001 - whatever escapes may hide a comment that is out
        log.warning("comment call failed", op_key=request.op_key, error=type(error).__name__)
        return error


def line_of(event: Event, comment: FirstComment, now: datetime, **more: str) -> Line:
    """The journal's line about the last try of a comment."""
    op_key = op_key_of(comment, comment.tries)
    schedule_id = str(comment.schedule_id)
    return Line(event, op_key, comment.tries, schedule_id, now, kind=COMMENT, **more)


def note_result(comment: FirstComment, decision: Decision, *, now: datetime) -> None:
    """The journal's line about a call that was made; a full disk must not lose the answer."""
    event = EVENTS.get(S(decision.status))
    if event is None or comment.status != S.SENDING:
        return
    try:
        append(line_of(event, comment, now, external_id=decision.comment_id))
    except OSError:
        log.exception("the journal could not be written", schedule=str(comment.schedule_id))


def note_absent(comment: FirstComment, *, now: datetime) -> None:
    """The journal's line about a try that was proved not to have landed."""
    if not comment.tries:
        return
    try:
        append(line_of(Event.ABSENT, comment, now))
    except OSError:
        log.exception("the journal could not be written", schedule=str(comment.schedule_id))


def write(
    comment: FirstComment, decision: Decision, *, now: datetime, answer: Answer | None = None
) -> None:
    """Write a decision about a row that is held or being sent. Raises LeaseLost."""
    due_at = now + decision.delay if decision.delay is not None else None
    values: dict = {"due_at": due_at, **_said(answer)}
    if decision.counts_as_retry:
        values["retries"] = comment.retries + 1
    if decision.status == S.POSTED:
        values |= posted_values(decision, now)
    with transaction.atomic():
        if decision.status == comment.status:  # put off before anything was sent
            done = hold_comment(
                comment, due_at or now, lease_owner="", reason=decision.sentence, **_more(values)
            )
        else:
            done = move_comment(comment, decision.status, reason=decision.sentence, **values)
        if not done:
            raise LeaseLost(str(comment.pk))
        reached("in_comment_result")


def _more(values: dict) -> dict:
    return {name: value for name, value in values.items() if name != "due_at"}


def posted_values(decision: Decision, now: datetime) -> dict:
    return {
        "external_id": decision.comment_id,
        "external_url": decision.url,
        "posted_at": now,
        "due_at": None,
    }


def _said(answer: Answer | None) -> dict:
    """What the platform really said; no tokens (the adapter's promise)."""
    match answer:
        case CommentResult():
            return {"raw_json": answer.raw}
        case Exception():
            return {"raw_json": error_as_json(answer)}
    return {}
