"""A better plan for what is still open, shown before it is applied.

Open are pending posts and drafts that nobody approved, locked or placed by hand, that do not
hang on the time of a group, and that are not about to go out. Nothing else is touched.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from platforms.models import Connection
from scheduling.assignment import Piece
from scheduling.best_times import PlannedTime, as_planned, place_times
from scheduling.exceptions import PostProblem
from scheduling.models import CrossPostGroup, PostingSchedule
from scheduling.planner import HORIZON
from scheduling.replan import Proposal, propose, worth
from scheduling.rights import require_editor
from scheduling.services.campaigns_of_media import Bounds, campaign_bounds
from scheduling.services.candidates import main_topics, open_connections
from scheduling.services.changes import change_post
from scheduling.services.plan_account import standing_posts
from scheduling.services.slots import times_by_account
from scheduling.services.timetables import rules_of, timetables_of
from scheduling.timetable import Timetable
from teams.models import Team, User
from teams.services.events import record_event

ABOUT_TO_GO = timedelta(minutes=30)
WORTH_IT = 1.02  # new times are proposed when they gain at least 2 % over the old ones
CHANGED = "Some of these posts were changed meanwhile. Look at the new proposal."
AWAY = timedelta(days=36_500)  # where posts wait while others take their places
Status = PostingSchedule.Status
Review = PostingSchedule.ReviewStatus


@dataclass(frozen=True)
class Change:
    """One post that would move: from when to when, and why."""

    post: PostingSchedule
    after: datetime
    why: str

    @property
    def before(self) -> datetime:
        return self.post.scheduled_at


@dataclass(frozen=True)
class Replan:
    """What would change, soonest first; `gain_pct` is how much better the plan is as a whole."""

    changes: tuple[Change, ...]
    open_posts: int
    before: float
    after: float

    @property
    def gain_pct(self) -> float:
        return round(100 * (self.after / self.before - 1), 1) if self.before else 0.0


@dataclass(frozen=True)
class Step:
    """One accepted change: which post, as it was seen, and its new time."""

    pk: UUID
    fence: int
    after: datetime
    why: str


def open_posts(team: Team, now: datetime) -> list[PostingSchedule]:
    """The posts that a new plan may move, soonest first."""
    fixed = Q(cross_post_group__isnull=False) & ~Q(
        cross_post_group__timing_strategy=CrossPostGroup.TimingStrategy.OPTIMIZED
    )
    rows = (
        PostingSchedule.objects.in_team(team)
        .filter(status__in=(Status.DRAFT, Status.PENDING), scheduled_at__gt=now + ABOUT_TO_GO)
        .filter(placed_by_person=False, is_locked=False)
        .exclude(review_status=Review.APPROVED)
        .exclude(fixed)
    )
    return list(
        rows.select_related("media", "analysis", "connection", "team").order_by(
            "scheduled_at", "pk"
        )
    )


def propose_replan(team: Team, *, now: datetime) -> Replan:
    """The best order of the team's open posts, account by account; nothing is stored."""
    accounts = {account.pk: account for account in open_connections(team)}
    posts = [post for post in open_posts(team, now) if post.connection_id in accounts]
    moving: dict[UUID, list[PostingSchedule]] = defaultdict(list)
    for post in posts:
        moving[post.connection_id].append(post)
    calendar = _read_calendar(team, [accounts[pk] for pk in moving], posts, now)
    changes: list[Change] = []
    before = after = 0.0
    for pk, rows in moving.items():
        proposal, value = _propose_account(calendar, pk, rows)
        changes += _changes(rows, proposal)
        before, after = before + value, after + max(proposal.value, value)
    changes.sort(key=lambda change: (change.after, change.post.pk))
    return Replan(tuple(changes), len(posts), before, after)


@dataclass(frozen=True)
class _Calendar:
    """What stands around the open posts of every account."""

    now: datetime
    twins_apart: timedelta
    rotate: bool
    taken: dict[UUID, list[datetime]]
    standing: dict
    timetables: dict[UUID, Timetable]
    bounds: dict[UUID, Bounds]


def _read_calendar(
    team: Team, accounts: Sequence[Connection], posts: Sequence[PostingSchedule], now: datetime
) -> _Calendar:
    rules = rules_of(team)
    moving = [post.pk for post in posts]
    since = now - timedelta(days=rules.twins_apart_days)
    return _Calendar(
        now=now,
        twins_apart=timedelta(days=rules.twins_apart_days),
        rotate=rules.rotate_topics,
        taken=times_by_account(accounts, now=now, without=moving),
        standing=standing_posts(accounts, since=since, without=moving),
        timetables=timetables_of(team, accounts, rules=rules, first=now, last=now + HORIZON),
        bounds=campaign_bounds(team),
    )


def _propose_account(
    calendar: _Calendar, account: UUID, posts: Sequence[PostingSchedule]
) -> tuple[Proposal, float]:
    """(the best plan of one account, what its present plan is worth).

    The present times in another order are preferred to new times, unless those gain something.
    """
    timetable, now = calendar.timetables[account], calendar.now
    pieces = [_piece(calendar, post) for post in posts]
    stands_at = [post.scheduled_at for post in posts]
    present = [as_planned(at, timetable) for at in stands_at]
    better = partial(
        propose,
        pieces,
        stands_at=stands_at,
        now=now,
        twins_apart=calendar.twins_apart,
        standing=calendar.standing[account],
    )
    fresh_times = place_times(
        len(posts), now=now + ABOUT_TO_GO, taken=calendar.taken[account], timetable=timetable
    )
    value = sum(worth(p, t, now) for p, t in zip(pieces, present, strict=True))
    fresh = better(fresh_times)
    if any(timetable.why_closed(at) for at in stands_at):
        return fresh, value  # the present times break the rules of today
    swapped = better(present)
    return (fresh if fresh.value > WORTH_IT * swapped.value else swapped), value


def _piece(calendar: _Calendar, post: PostingSchedule) -> Piece:
    analysis, bounds = post.analysis, calendar.bounds.get(post.media_id)
    topics = main_topics(analysis.topics) if analysis and calendar.rotate else ()
    return Piece(
        pk=post.pk,
        score=(analysis.pre_social_score or 0.0) if analysis else 0.0,
        topics=frozenset(topics),
        phash=post.media.phash if post.repeat == 1 else "",
        not_before=bounds.first if bounds else None,
        not_after=bounds.last if bounds else None,
    )


def _changes(posts: Iterable[PostingSchedule], proposal: Proposal) -> list[Change]:
    rows = {post.pk: post for post in posts}
    return [
        Change(rows[pairing.piece.pk], pairing.time.at, _why(rows[pairing.piece.pk], pairing.time))
        for pairing in proposal.pairings
        if rows[pairing.piece.pk].scheduled_at != pairing.time.at
    ]


def _why(post: PostingSchedule, time: PlannedTime) -> str:
    score = post.analysis.pre_social_score if post.analysis else None
    scored = "no score" if score is None else f"score {score:.0f}"
    reason = time.why or "A better place among the times that were planned."
    return f"{reason} Planned anew with {scored}."[:300]


def apply_replan(team: Team, steps: Sequence[Step], *, by: User | None, now: datetime) -> int:
    """Move the posts of an accepted proposal, all or none; returns how many.

    Raises PostProblem when one of them was changed, approved or taken since it was shown.
    """
    require_editor(team, by)
    if not steps:
        return 0
    try:
        with transaction.atomic():
            moved = _move_all(team, steps, by=by, now=now)
            message = f"{moved} open posts planned anew."
            record_event(team, "plan_replanned", team, message, by=by, posts=moved)
    except IntegrityError as error:  # somebody took one of the new times
        raise PostProblem(CHANGED) from error
    return moved


def _move_all(team: Team, steps: Sequence[Step], *, by: User | None, now: datetime) -> int:
    """First all away from their times, then to the new ones: two posts may change places."""
    open_now = {post.pk: post for post in open_posts(team, now)}
    for step in steps:
        post = open_now.get(step.pk)
        if post is None or post.fence != step.fence or step.after <= now:
            raise PostProblem(CHANGED)
        PostingSchedule.objects.filter(pk=step.pk, fence=step.fence).update(
            scheduled_at=post.scheduled_at + AWAY
        )
    for step in steps:
        post = open_now[step.pk]
        change_post(
            post,
            "post_moved",
            by=by,
            message=f"Moved to {step.after:%Y-%m-%d %H:%M} UTC by a new plan.",
            meta={"before": post.scheduled_at.isoformat(), "after": step.after.isoformat()},
            scheduled_at=step.after,
            due_at=step.after if post.status == Status.PENDING else post.due_at,
            slot_reason=step.why,
        )
    return len(steps)
