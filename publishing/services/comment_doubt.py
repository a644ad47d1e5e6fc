"""First comments of unknown outcome: looked up until it is proved, or a person is asked."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction

from platforms.adapters.base import PlatformAdapter
from platforms.adapters.types import Absent, CommentOperation, Found, Lookup, Unknown
from platforms.exceptions import PlatformError
from publishing.backoff import LONGEST_WAIT, PERSON_AFTER, RETRIES
from publishing.clocks import is_frozen
from publishing.comment_moves import S, hold_comment, move_comment
from publishing.comment_outcomes import GIVEN_UP, NO_ORACLE, Decision, unknown
from publishing.crash_points import reached
from publishing.exceptions import LeaseLost
from publishing.lease import lease
from publishing.models import FirstComment
from publishing.services.comment_rows import (
    NOT_WATCHED,
    PARTS,
    adapter_or_none,
    comments_due,
    facts_of,
    request_of,
    settle_of,
)
from publishing.services.comments import note_absent, posted_values
from publishing.verdicts import GIVEN_UP as POST_GIVEN_UP
from publishing.verdicts import Doubt, Judgement, Verdict, judge
from teams.services.events import record_event

log = structlog.get_logger(__name__)

MAY_BE_OUT = (
    "The worker stopped while it was sending the first comment; whether it is out is being "
    "looked up."
)
SWALLOWED = (
    "It was sent several times and never appeared. Please look below the post, and write the first "
    "comment yourself."
)
NOT_THERE = "It was looked up twice and is not there, so it is sent again."
TOO_FAR = "Its time lay too far ahead, as after a clock that was wrong; it is looked at sooner."
WHENEVER = timedelta.max  # a list of comments reaches back to the post


def sweep_comments(now: datetime, *, limit: int = 100) -> int:
    """Bring first comments in doubt whose worker died over the call; how many.

    Whoever died before it held the row as `waiting`: it is simply due again. After the wall clock
    was moved no lease is taken for ended until the workers that hold one must be through.
    """
    if is_frozen():
        return 0
    return sum(_sweep(comment, now) for comment in list(comments_due(now, S.SENDING)[:limit]))


def _sweep(comment: FirstComment, now: datetime) -> bool:
    decision = unknown(MAY_BE_OUT, facts_of(comment, adapter_or_none(comment), now=now))
    with transaction.atomic():
        moved = move_comment(
            comment,
            decision.status,
            reason=decision.sentence,
            due_at=now + (decision.delay or timedelta(0)),
        )
        reached("in_comment_sweep")
    if moved:
        log.warning("lease of a first comment ended", schedule=str(comment.schedule_id))
    return moved


def clamp_comments(now: datetime, *, limit: int = 100) -> int:
    """Pull in what lies too far ahead; how many."""
    far = FirstComment.objects.filter(
        status__in=FirstComment.OPEN, due_at__gt=now + LONGEST_WAIT
    ).select_related(*PARTS)
    return sum(_clamp(comment, now) for comment in list(far.order_by("pk")[:limit]))


def _clamp(comment: FirstComment, now: datetime) -> bool:
    with transaction.atomic():
        if not hold_comment(comment, now + LONGEST_WAIT):
            return False
        record_event(comment.team, "first_comment_clamped", comment.schedule, TOO_FAR)
    return True


def doubt_waiting_comments(since: datetime, now: datetime) -> int:
    """What was to go out while nobody watched may be out: looked up before it is sent; how many."""
    return sum(_bring_in_doubt(one, since, now) for one in list(comments_due(now, S.WAITING)))


def _bring_in_doubt(comment: FirstComment, since: datetime, now: datetime) -> bool:
    return move_comment(
        comment,
        S.UNCONFIRMED,
        reason=NOT_WATCHED,
        due_at=now,
        sent_at=since,
        lookups=0,
        first_absent_at=None,
    )


def look_up_comments_due(now: datetime, *, owner: str, limit: int = 20) -> int:
    """Look up to `limit` first comments of unknown outcome up; returns how many."""
    rows = list(comments_due(now, *FirstComment.IN_DOUBT)[:limit])
    return sum(_look_up(comment, now, owner) for comment in rows)


def _look_up(comment: FirstComment, now: datetime, owner: str) -> bool:
    if not hold_comment(comment, now + lease(), lease_owner=owner):
        return False
    adapter = adapter_or_none(comment)
    try:
        if not comment.schedule.external_post_id:
            _ask_person(comment, now, comment.reason)
        elif adapter is not None and not adapter.finds_comments:
            _ask_person(comment, now, NO_ORACLE)
        else:
            reading = _read(comment, adapter, now)
            reached("in_comment_lookup")
            _conclude(comment, adapter, reading, now)
    except LeaseLost:
        log.warning("lease lost while looking up", schedule=str(comment.schedule_id))
    return True


def _read(comment: FirstComment, adapter: PlatformAdapter | None, now: datetime) -> Lookup:
    """One look-up; whatever goes wrong with it proves nothing."""
    if adapter is None:
        return Unknown("The account has to be connected again first.")
    operation = CommentOperation(
        request=request_of(comment, number=comment.tries),
        handles=comment.handles,
        sent_at=comment.sent_at or comment.created_at,
    )
    try:
        reading = adapter.find_comment(operation, now=now)
    except PlatformError as error:
        return Unknown(error.user_sentence)
    except Exception as error:  # a look-up that fails proves nothing
        log.exception("look-up of a comment failed", schedule=str(comment.schedule_id))
        return Unknown(type(error).__name__)
    if isinstance(reading, Absent) and is_frozen(settle_of(adapter)):
        return Unknown("The clock was moved: how long ago the call was made is not certain.")
    return reading


def _conclude(
    comment: FirstComment, adapter: PlatformAdapter | None, reading: Lookup, now: datetime
) -> None:
    sent_at = comment.sent_at or comment.created_at
    settle = settle_of(adapter) if adapter else lease()
    doubt = Doubt(sent_at, comment.lookups, comment.first_absent_at, settle, WHENEVER)
    judgement = judge(reading, doubt, now)
    if isinstance(reading, Found):
        found = Decision(S.POSTED, comment_id=reading.post_id, url=reading.url)
        _move(comment, S.POSTED, **{**posted_values(found, now), "posted_at": sent_at})
    elif judgement.verdict == Verdict.ABSENT:
        note_absent(comment, now=now)
        _send_again(comment, now)
    else:
        _remember(comment, judgement, now)


def _send_again(comment: FirstComment, now: datetime) -> None:
    """It is proved not to be there; a network that swallows it again and again is left alone."""
    if comment.retries >= RETRIES:
        _move(comment, S.FAILED, reason=SWALLOWED, due_at=None)
        return
    again = {"due_at": now, "wanted_at": now, "retries": comment.retries + 1}
    _move(comment, S.WAITING, reason=NOT_THERE, **again)


def _remember(comment: FirstComment, judgement: Judgement, now: datetime) -> None:
    """Nothing is proved yet: note the reading and look again."""
    seen = {"lookups": comment.lookups + 1, "first_absent_at": judgement.first_absent_at}
    if judgement.needs_person:
        sentence = GIVEN_UP if judgement.sentence == POST_GIVEN_UP else judgement.sentence
        _ask_person(comment, now, sentence, **seen)
    elif not hold_comment(comment, now + judgement.delay, lease_owner="", **seen):
        raise LeaseLost(str(comment.pk))


def _ask_person(comment: FirstComment, now: datetime, sentence: str, **seen) -> None:
    """Ask once; who was asked already is not asked again, but it goes on being looked up."""
    until = now + PERSON_AFTER
    if comment.status == S.NEEDS_PERSON:
        if not hold_comment(comment, until, lease_owner="", **seen):
            raise LeaseLost(str(comment.pk))
        return
    _move(comment, S.NEEDS_PERSON, reason=sentence, due_at=until, **seen)


def _move(comment: FirstComment, to: str, *, reason: str = "", **changes) -> None:
    with transaction.atomic():
        if not move_comment(comment, to, reason=reason, **changes):
            raise LeaseLost(str(comment.pk))
        reached("in_comment_verdict")
