"""The same step on many posts: what cannot be done to one stops none of the others."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from scheduling.exceptions import PostProblem
from scheduling.models import PostingSchedule
from scheduling.services.moves import move_post
from scheduling.services.posts import approve, cancel
from scheduling.wall_clock import Moment, moment_of
from teams.models import User

CHANGED = "It was changed after this page was loaded. Look at it again, then approve it."


@dataclass(frozen=True)
class Seen:
    """A post, with the version and the fence of what the person looked at."""

    post: PostingSchedule
    version: int
    fence: int


@dataclass(frozen=True)
class Outcome:
    """How many it was done to, and a sentence for each of the others."""

    done: int
    problems: list[str]


def each(posts: Iterable[Seen], step: Callable[[Seen], object]) -> Outcome:
    """Do `step` to every post."""
    done, problems = 0, []
    for seen in posts:
        try:
            step(seen)
            done += 1
        except PostProblem as problem:
            problems.append(f"{name_of(seen.post)}: {problem.sentence}")
    return Outcome(done, problems)


def name_of(post: PostingSchedule) -> str:
    """Which post a sentence is about."""
    at = timezone.localtime(post.scheduled_at, post.team.zone)
    return f"{post.connection}, {at:%a %d %b, %H:%M}"


def shift_posts(
    posts: Sequence[Seen], *, days: int, hours: int, by: User | None, now: datetime
) -> Outcome:
    """Move every post by days (the hour on the wall stays) and hours.

    The one that goes furthest ahead moves first, so that they do not stand in each other's way.
    """
    forward = (days, hours) > (0, 0)
    ordered = sorted(posts, key=lambda seen: seen.post.scheduled_at, reverse=forward)
    waiting = {seen.post.pk for seen in ordered}

    def step(seen: Seen) -> None:
        waiting.discard(seen.post.pk)
        to = shifted(seen.post, days=days, hours=hours)
        without = frozenset(waiting)
        move_post(seen.post, to, seen=seen.fence, by=by, now=now, without=without)

    return each(ordered, step)


def shifted(post: PostingSchedule, *, days: int, hours: int) -> Moment:
    """Where a post goes when it is moved by so much."""
    zone = post.team.zone
    local = post.scheduled_at.astimezone(zone)
    if not days:
        return Moment(post.scheduled_at + timedelta(hours=hours))
    moment = moment_of(local.date() + timedelta(days=days), local.time(), zone)
    return Moment(moment.at + timedelta(hours=hours), moment.note)


def cancel_posts(posts: Sequence[Seen], *, by: User | None) -> Outcome:
    """Take every post off the calendar."""
    return each(posts, lambda seen: cancel(seen.post, by=by))


def approve_posts(posts: Sequence[Seen], *, by: User, now: datetime) -> Outcome:
    """Approve every post whose words are those that the person saw."""

    def step(seen: Seen) -> None:
        if seen.version != seen.post.version:
            raise PostProblem(CHANGED)
        approve(seen.post, by=by, now=now)

    return each(posts, step)
