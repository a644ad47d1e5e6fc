"""Posts of unknown outcome: looked up until it is proved, or a person says what is there."""

from datetime import datetime, timedelta

import structlog
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from platforms.adapters import get_adapter
from platforms.adapters.base import PlatformAdapter
from platforms.adapters.types import Absent, Found, Lookup, Unknown
from platforms.exceptions import PlatformError
from publishing.backoff import PERSON_AFTER
from publishing.clocks import is_frozen
from publishing.crash_points import reached
from publishing.exceptions import LeaseLost
from publishing.lease import lease
from publishing.models import PublishAttempt
from publishing.outcomes import Decision, Outcome, Reason, Status
from publishing.services.facts import settle_of
from publishing.services.guarded import ask_by_repeating, is_guarded
from publishing.services.lookups import read_lookup
from publishing.services.results import record
from publishing.services.rows import defer, open_attempt_of
from publishing.verdicts import NO_ORACLE, Doubt, Judgement, Verdict, judge
from scheduling.exceptions import PostProblem
from scheduling.models import PostingSchedule
from teams.models import User

log = structlog.get_logger(__name__)

NOT_THERE = "It was looked up twice and is not there, so it is sent again."
MOVED_ON = "This post has moved on meanwhile. Reload the page to see where it stands."
WITH = ("team", "connection", "media")


def reconcile_due(now: datetime, *, owner: str, limit: int = 20) -> int:
    """Look up to `limit` due posts of unknown outcome up; returns how many were looked up."""
    due = PostingSchedule.objects.filter(status=Status.UNCONFIRMED, due_at__lte=now)
    rows = list(due.select_related(*WITH).order_by("due_at", "pk")[:limit])
    return sum(reconcile(schedule, now, owner=owner) for schedule in rows)


def reconcile(schedule: PostingSchedule, now: datetime, *, owner: str) -> bool:
    """Look one post up and write the verdict; False when another worker does it already."""
    if not defer(schedule, now + lease(), lease_owner=owner):
        return False
    try:
        attempt = open_attempt_of(schedule)
        if attempt is None:
            raise LeaseLost(str(schedule.pk))
        _look_up(schedule, attempt, now)
    except LeaseLost:
        log.warning("lease lost while looking up", schedule=str(schedule.pk), owner=owner)
    return True


def _look_up(schedule: PostingSchedule, attempt: PublishAttempt, now: datetime) -> None:
    try:
        adapter = get_adapter(schedule.connection)
    except PlatformError as error:  # no way to ask: that proves nothing either
        sent_at = attempt.sent_at or attempt.created_at
        doubt = Doubt(sent_at, attempt.lookups, attempt.first_absent_at, lease(), timedelta(0))
        _remember(schedule, attempt, judge(Unknown(error.user_sentence), doubt, now), now)
        return
    guarded = is_guarded(adapter)
    if "lookup" not in adapter.capabilities and not guarded:
        # who was asked already keeps the sentence that says what for
        _ask_person(schedule, now, "" if schedule.needs_person else NO_ORACLE)
        return
    if guarded and schedule.needs_person:  # the one repeat is behind us
        _ask_person(schedule, now, "")
        return
    ask = ask_by_repeating if guarded else read_lookup
    reading: Lookup = ask(schedule, attempt, adapter, now)
    if isinstance(reading, Absent) and is_frozen(settle_of(schedule, adapter)):
        reading = Unknown("The clock was moved: how long ago the call was made is not certain.")
    reached("in_lookup")
    judgement = judge(reading, _doubt(schedule, attempt, adapter), now)
    if isinstance(reading, Found):
        _adopt(schedule, attempt, reading, now)
    elif judgement.verdict == Verdict.ABSENT:
        absent = Decision(Outcome.ABSENT, Status.PENDING, timedelta(0), NOT_THERE)
        _write_verdict(schedule, attempt, absent, now)
    else:
        _remember(schedule, attempt, judgement, now)


def _doubt(schedule: PostingSchedule, attempt: PublishAttempt, adapter: PlatformAdapter) -> Doubt:
    return Doubt(
        sent_at=attempt.sent_at or attempt.created_at,
        lookups=attempt.lookups,
        first_absent_at=attempt.first_absent_at,
        settle=settle_of(schedule, adapter),
        lookback=adapter.lookback,
    )


def _adopt(schedule: PostingSchedule, attempt: PublishAttempt, found: Found, now: datetime) -> None:
    decision = Decision(Outcome.ACCEPTED, Status.POSTED, post_id=found.post_id, url=found.url)
    _write_verdict(schedule, attempt, decision, now, published_at=attempt.sent_at or now)


def _write_verdict(
    schedule: PostingSchedule, attempt: PublishAttempt, decision: Decision, now: datetime, **changes
) -> None:
    with transaction.atomic():
        record(schedule, attempt, decision, now=now, **changes)
        reached("in_verdict")


def _remember(
    schedule: PostingSchedule, attempt: PublishAttempt, judgement: Judgement, now: datetime
) -> None:
    """Nothing is proved yet: note the reading and look again."""
    is_first_absence = judgement.first_absent_at == now
    with transaction.atomic():
        PublishAttempt.objects.filter(pk=attempt.pk, outcome__in=PublishAttempt.OPEN).update(
            lookups=attempt.lookups + 1,
            first_absent_at=judgement.first_absent_at,
            absent_readings=attempt.absent_readings + is_first_absence,
        )
        if judgement.needs_person:
            _ask_person(schedule, now, judgement.sentence, delay=judgement.delay)
        elif not defer(schedule, now + judgement.delay, lease_owner=""):
            raise LeaseLost(str(schedule.pk))
        reached("in_verdict")


def _ask_person(
    schedule: PostingSchedule, now: datetime, sentence: str, *, delay: timedelta = PERSON_AFTER
) -> None:
    if not defer(schedule, now + delay, sentence=sentence, needs_person=True, lease_owner=""):
        raise LeaseLost(str(schedule.pk))


def confirm_by_person(
    schedule: PostingSchedule, *, url: str, by: User, now: datetime
) -> PostingSchedule:
    """“It is up”: a person found the post and pastes its link. Raises PostProblem."""
    attempt = _unknown_attempt_of(schedule)
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError as error:
        raise PostProblem("Paste the whole link of the post, starting with https://.") from error
    decision = Decision(Outcome.ACCEPTED, Status.POSTED, url=url)
    evidence = f"{by} found it and gave its link."
    _by_person(
        schedule, attempt, decision, now, published_at=attempt.sent_at or now, evidence=evidence
    )
    return schedule


def declare_absent(schedule: PostingSchedule, *, by: User, now: datetime) -> PostingSchedule:
    """“It is not there”: the post is failed, to be sent again or dropped. Raises PostProblem.

    Refused while the call may still land.
    """
    attempt = _unknown_attempt_of(schedule)
    sure_at = (attempt.sent_at or attempt.created_at) + _settle_or_lease(schedule)
    if now < sure_at:
        raise PostProblem(
            f"It may still appear. Look at the account again after {sure_at:%H:%M} UTC."
        )
    decision = Decision(
        Outcome.ABSENT,
        Status.FAILED,
        sentence=f"{by} looked at the account: the post is not there.",
        failure_reason=Reason.PERSON,
    )
    _by_person(schedule, attempt, decision, now)
    return schedule


def _unknown_attempt_of(schedule: PostingSchedule) -> PublishAttempt:
    attempt = open_attempt_of(schedule) if schedule.status == Status.UNCONFIRMED else None
    if attempt is None:
        raise PostProblem("Whether this post is there is not in question.")
    return attempt


def _settle_or_lease(schedule: PostingSchedule) -> timedelta:
    try:
        return settle_of(schedule, get_adapter(schedule.connection))
    except PlatformError:
        return lease()


def _by_person(
    schedule: PostingSchedule, attempt: PublishAttempt, decision: Decision, now: datetime, **changes
) -> None:
    try:
        record(schedule, attempt, decision, now=now, **changes)
    except LeaseLost as error:
        raise PostProblem(MOVED_ON) from error
