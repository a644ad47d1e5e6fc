"""A team's week in figures, and in sentences. Says what is not known instead of showing zero."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.timezone import localtime

from metrics.models import PostingMetrics
from scheduling.models import PostingSchedule
from teams.models import Team

S = PostingSchedule.Status
WEEK = timedelta(days=7)
SHOWN = 5


@dataclass(frozen=True)
class Week:
    """What went out from `start` to `end`, what failed, what comes in the seven days after."""

    start: datetime
    end: datetime
    posted: int
    simulated: int
    measured: int
    failed: list[PostingSchedule]
    failures: int
    need_person: int
    coming: list[PostingSchedule]
    planned: int
    awaiting: int
    best: PostingMetrics | None

    @property
    def is_empty(self) -> bool:
        return not (self.posted or self.failures or self.need_person or self.planned)


def read_week(team: Team, end: datetime) -> Week:
    """The seven days up to `end`, in a constant number of queries."""
    start = end - WEEK
    posts = PostingSchedule.objects.in_team(team)
    out = Q(status=S.POSTED, published_at__gte=start, published_at__lt=end)
    failed = Q(status=S.FAILED, scheduled_at__gte=start, scheduled_at__lt=end)
    next_days = Q(scheduled_at__gte=end, scheduled_at__lt=end + WEEK)
    planned = next_days & Q(status__in=[S.PENDING, S.PUBLISHING])
    counts = posts.aggregate(
        posted=Count("pk", filter=out),
        simulated=Count("pk", filter=out & Q(connection__route="sandbox")),
        failures=Count("pk", filter=failed),
        need_person=Count("pk", filter=Q(status=S.UNCONFIRMED, needs_person=True)),
        planned=Count("pk", filter=planned),
        awaiting=Count("pk", filter=planned & Q(review_status="awaiting")),
    )
    shown = posts.select_related("connection")
    readings = PostingMetrics.objects.in_team(team).filter(
        schedule__status=S.POSTED,
        schedule__published_at__gte=start,
        schedule__published_at__lt=end,
        check_time__lte=end,
    )
    return Week(
        start=start,
        end=end,
        measured=readings.order_by().values("schedule").distinct().count(),
        failed=list(shown.filter(failed).order_by("-scheduled_at", "pk")[:SHOWN]),
        coming=list(shown.filter(planned).order_by("scheduled_at", "pk")[:SHOWN]),
        best=_best(readings),
        **counts,
    )


def _best(readings) -> PostingMetrics | None:
    """The reading with the best score against the account's own posts; without scores, views."""
    rows = readings.select_related("schedule__connection")
    scored = rows.exclude(post_social_score=None).order_by("-post_social_score", "-views", "pk")
    seen = rows.exclude(views=None).order_by("-views", "pk")
    return scored.first() or seen.first()


def sentences_of(week: Week) -> list[str]:
    """The mail's text, a paragraph each. Times are of the zone that is active."""
    parts = [_posted(week), _best_sentence(week), _failed(week)]
    if week.need_person:
        parts.append(f"{many(week.need_person, 'post')} may be out, and only you can find out.")
    parts.append(_coming(week))
    return [part for part in parts if part]


def _posted(week: Week) -> str:
    if not week.posted:
        return "Nothing went out this week."
    said = f"{many(week.posted, 'post')} went out."
    if week.simulated:
        share = "All of them" if week.simulated == week.posted else str(week.simulated)
        said += f" {share} went to the Sandbox, a simulation: nobody real saw them."
    if week.measured < week.posted:
        said += f" {week.posted - week.measured} could not be measured yet."
    return said


def _best_sentence(week: Week) -> str:
    if week.best is None:
        return "There are no figures yet, so there is no best post." if week.posted else ""
    reading = week.best
    figures = [
        f"{value:,} {name}"
        for name, value in (
            ("views", reading.views),
            ("likes", reading.likes),
            ("comments", reading.comments_count),
            ("shares", reading.shares),
        )
        if value is not None
    ]
    if reading.post_social_score is not None:
        figures.append(f"{reading.post_social_score:.0f} of 100 against your own posts")
    simulated = " (simulation)" if reading.is_simulated else ""
    return (
        f"Best: {reading.schedule.notice_label}{simulated}: {', '.join(figures) or 'no counters'}, "
        f"as of {moment(reading.check_time)}."
    )


def _failed(week: Week) -> str:
    if not week.failures:
        return "Nothing failed." if week.posted else ""
    lines = [f"{many(week.failures, 'post')} failed:"]
    lines += [f"– {post.notice_label}: {post.error_message or 'no reason is known'}"
              for post in week.failed]  # fmt: skip
    return "\n".join(lines + _rest(week.failures))


def _coming(week: Week) -> str:
    if not week.planned:
        return "Nothing is planned for the next seven days."
    lines = [f"{many(week.planned, 'post')} planned for the next seven days"]
    lines[0] += f", {week.awaiting} of them wait for approval:" if week.awaiting else ":"
    lines += [f"– {moment(post.scheduled_at)}: {post.notice_label}" for post in week.coming]
    return "\n".join(lines + _rest(week.planned))


def _rest(total: int) -> list[str]:
    return [f"– and {total - SHOWN} more"] if total > SHOWN else []


def moment(at: datetime) -> str:
    return date_format(localtime(at), "D j M, H:i")


def many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
