"""Telling people: one row per person and piece of news, written with the event it is about.

`record_event` calls `notify`; nothing else decides who hears of an event. Mail goes out later, by
`notice_mail.py`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import models, transaction
from django.utils import timezone

from teams.models import (
    EventLog,
    Notification,
    NotificationPreferences,
    Team,
    TeamMember,
)
from teams.notices import RULES, SETTLED_BY, Channel, Rule, channel_of, choose_people, holds
from teams.quiet_hours import after_quiet

log = structlog.get_logger(__name__)

News = tuple[EventLog, models.Model]
Mail = Notification.MailStatus
BUNDLE = timedelta(minutes=1)  # what comes in a burst goes out in one mail
MAX_TITLE = 300
_held: ContextVar[list[News] | None] = ContextVar("news that is held", default=None)
SETTLED = "It was settled, or read in the app, before the mail went out."


def notify(news: Sequence[News]) -> int:
    """Tell people about events (with the rows they are about); how many notices were written.

    To be called in the transaction of the events. Of several events of one kind that come
    together, such as a plan of sixty posts, a person gets one notice. A failure is logged and
    never takes the change itself back.
    """
    relevant = [item for item in news if item[0].team_id and is_news(item[0])]
    if not relevant:
        return 0
    if (held := _held.get()) is not None:
        held.extend(relevant)
        return 0
    try:
        with transaction.atomic():
            return sum(_tell_team(batch) for batch in _by_team(relevant))
    except Exception:  # a post that is out must not be taken back because nobody could be told
        log.exception("people could not be told", kind=relevant[0][0].event_type)
        return 0


@contextmanager
def told_together() -> Iterator[None]:
    """Hold the news of a step that changes many rows, and tell them as one when it is done.

    Nothing is told when the step fails. To be put around the step's transaction, or, where it has
    several, around them all.
    """
    if _held.get() is not None:  # a larger step holds them already
        yield
        return
    news: list[News] = []
    token = _held.set(news)
    try:
        yield
    finally:
        _held.reset(token)
    notify(news)


def is_news(event: EventLog) -> bool:
    return event.event_type in RULES or event.event_type in SETTLED_BY


def _by_team(news: Iterable[News]) -> list[list[News]]:
    teams: dict[UUID, list[News]] = defaultdict(list)
    for item in news:
        teams[item[0].team_id].append(item)  # type: ignore[index]
    return list(teams.values())


def _tell_team(news: list[News]) -> int:
    for event, _ in news:
        settle(event)
    wanted: dict[str, tuple[Rule, list[News]]] = {}
    for event, row in news:
        rule = RULES.get(event.event_type)
        if rule and holds(rule, event.meta_json, row):
            wanted.setdefault(rule.type, (rule, []))[1].append((event, row))
    return sum(
        _tell(rule, batch)
        for rule, items in wanted.values()
        for batch in ([items] if rule.many else [[item] for item in items])
    )


def settle(event: EventLog) -> None:
    """What was told about the row is read, and unsent mail about it is not sent."""
    types = SETTLED_BY.get(event.event_type)
    if types:
        read(
            Notification.objects.filter(
                subject_type=event.subject_type,
                subject_id=event.subject_id,
                team=event.team_id,
                type__in=types,
            ),
            now=event.created_at,
        )


def read(rows: models.QuerySet[Notification], *, now: datetime) -> int:
    """Mark notices as read; mail that waits is not needed any more. How many were unread."""
    with transaction.atomic(savepoint=False):
        unread = rows.filter(is_read=False)
        unread.filter(mail_status=Mail.WAITING).update(
            mail_status=Mail.SKIPPED, mail_due_at=None, mail_error=SETTLED
        )
        return unread.update(is_read=True, read_at=now)


def _tell(rule: Rule, news: list[News]) -> int:
    event, row = news[0]
    team: Team = event.team  # type: ignore[assignment]
    people = choose_people(
        rule, list_members(team), team, actor=event.user_id, worked_on_it=_authors(rule, news)
    )
    several = len(news) > 1
    subject = {
        "event": event,
        "subject_type": event.subject_type,
        "subject_id": "" if several else event.subject_id,
    }
    title = rule.many.format(count=len(news)) if several else rule.title.format(label=label(row))
    return tell(
        team,
        people,
        rule.type,
        key=f"event:{event.pk}",
        title=title,
        text="" if several or rule.when.get("review_status") else event.message,
        now=event.created_at,
        payload={"count": len(news)},
        **subject,
    )


def _authors(rule: Rule, news: list[News]) -> set[UUID]:
    """Who did something with the rows before, as the event log knows."""
    event = news[0][0]
    if len(news) > 1:
        return set()
    users = EventLog.objects.filter(
        subject_type=event.subject_type, subject_id=event.subject_id, team=event.team_id
    ).exclude(user=None)
    return set(users.values_list("user_id", flat=True).order_by())


def label(row: models.Model) -> str:
    """How a notice calls a row: in its own words, when it has some for this."""
    return getattr(row, "notice_label", None) or str(row)


def list_members(team: Team) -> list[TeamMember]:
    """Everybody of the team who can sign in."""
    rows = TeamMember.objects.filter(team=team, user__is_active=True)
    return list(rows.select_related("user").order_by("created_at", "pk"))


def tell(
    team: Team,
    people: Sequence[TeamMember],
    type_: str,
    *,
    key: str,
    title: str,
    text: str,
    now: datetime,
    payload: dict | None = None,
    **subject,
) -> int:
    """One notice for each of `people` who wants to hear of `type_` and was not told yet.

    `key` names the news: asked again with the same key, nothing happens. Somebody who has not
    yet read a notice of this type about the same row gets no second one.
    """
    users = _untold({member.user_id for member in people}, team, type_, key, subject)
    wishes = preferences_of(team, users)
    notices = []
    for member in people:
        channel = channel_of(wishes.get(member.user_id), type_)
        if member.user_id not in users or channel == Channel.OFF:
            continue
        notice = Notification(
            team=team,
            user=member.user,
            type=type_,
            key=key,
            title=" ".join(title.split())[:MAX_TITLE],
            text=text,
            payload_json=payload or {},
            **subject,
        )
        if channel == Channel.EMAIL:
            notice.mail_status = Mail.WAITING
            notice.mail_due_at = mail_time(team, wishes.get(member.user_id), now)
        notices.append(notice)
    return len(Notification.objects.bulk_create(notices, ignore_conflicts=True))


def _untold(users: set[UUID], team: Team, type_: str, key: str, subject: dict) -> set[UUID]:
    told = models.Q(key=key)
    if subject.get("subject_id"):
        told |= models.Q(
            type=type_,
            is_read=False,
            subject_type=subject["subject_type"],
            subject_id=subject["subject_id"],
        )
    rows = Notification.objects.filter(told, team=team, user__in=users)
    return users - set(rows.values_list("user_id", flat=True))


def preferences_of(team: Team, users: Iterable[UUID]) -> dict[UUID, NotificationPreferences]:
    rows = NotificationPreferences.objects.in_team(team).filter(user__in=users)
    return {row.user_id: row for row in rows}


def mail_time(team: Team, preferences: NotificationPreferences | None, now: datetime) -> datetime:
    """When a mail may go out: soon, but not in the person's quiet hours."""
    at = now + BUNDLE
    if preferences is None:
        return at
    return after_quiet(at, team.zone, preferences.quiet_from, preferences.quiet_until)


def mark_read(rows: models.QuerySet[Notification]) -> int:
    """A person has seen these notices of theirs."""
    return read(rows, now=timezone.now())
