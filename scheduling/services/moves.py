"""Moving posts on the calendar: what `posts.reschedule` does, and the rules of the account.

A person at the calendar is told when a time is too near another post or over the account's
limits; the posts page still lets them insist. Quiet hours and closed days are for machines.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core import signing

from platforms.models import Connection
from scheduling.calendar.free import next_free, why_no_room
from scheduling.exceptions import PostProblem, StaleMove
from scheduling.models import PostingSchedule
from scheduling.planner import HORIZON
from scheduling.rights import require_editor
from scheduling.services.changes import change_post, require_status, slot_taken_is_said
from scheduling.services.posts import reschedule
from scheduling.services.timetables import rules_of, timetables_of
from scheduling.timetable import Timetable
from scheduling.wall_clock import Moment, moment_of
from teams.models import User

DAY = timedelta(days=1)
SALT, UNDO_SECONDS = "scheduling.moves", 3600
Status = PostingSchedule.Status


@dataclass(frozen=True)
class Moved:
    """A move that was made; `note` says what a change of the clocks or a closed day means."""

    before: datetime
    after: datetime
    note: str
    undo: str


def on_day(schedule: PostingSchedule, day: date) -> Moment:
    """The same time of the clock on another day, in the team's zone."""
    clock = schedule.scheduled_at.astimezone(schedule.team.zone).time()
    return moment_of(day, clock.replace(second=0, microsecond=0), schedule.team.zone)


def move_post(
    schedule: PostingSchedule,
    to: Moment,
    *,
    seen: int,
    by: User | None,
    now: datetime,
    without: frozenset[UUID] = frozenset(),
) -> Moved:
    """Move one post; `seen` is the fence of what the person looked at.

    Raises StaleMove when it stands at another time since, PostProblem with the reason when it
    may not move or has no room there. Posts in `without` are about to move too.
    """
    require_movable(schedule)
    if schedule.fence != seen:
        raise StaleMove(theirs=schedule.scheduled_at, mine=to.at, fence=schedule.fence)
    before, kept = schedule.scheduled_at, keepsake(schedule)
    timetable = timetable_at(schedule.connection, to.at)
    if to.at >= now:  # else `reschedule` says that it has passed
        require_room(schedule.connection, to.at, timetable, without=without | {schedule.pk})
    reschedule(schedule, at=to.at, by=by, now=now)
    notes = [to.note, timetable.why_closed(to.at)]
    undo = signing.dumps({**kept, "fence": schedule.fence}, salt=SALT)
    return Moved(before, to.at, " ".join(filter(None, notes)), undo)


def require_movable(schedule: PostingSchedule) -> None:
    """Refuse with the reason that a person should read first."""
    require_status(schedule, Status.DRAFT, Status.PENDING)
    if schedule.is_locked:
        raise PostProblem("This post is locked to its time. Unlock it first.")


def require_room(
    connection: Connection, at: datetime, timetable: Timetable, *, without: frozenset[UUID]
) -> None:
    """Refuse a time that is too near another post or over the limits; names the next free one."""
    taken = times_near(connection, at - DAY, at + DAY, without=without)
    if reason := why_no_room(at, taken, timetable):
        free = free_time(connection, after=at, without=without)
        raise PostProblem(reason + _hint(free, timetable))


def _hint(free: datetime | None, timetable: Timetable) -> str:
    if free is None:
        return ""
    return f" The next free time is {free.astimezone(timetable.zone):%a %d %b, %H:%M}."


def times_near(
    connection: Connection, first: datetime, last: datetime, *, without: frozenset[UUID]
) -> list[datetime]:
    """The times of the account's live posts between two moments, sorted."""
    rows = (
        PostingSchedule.objects.live()
        .filter(connection=connection, scheduled_at__gte=first, scheduled_at__lte=last)
        .exclude(pk__in=without)
    )
    return list(rows.order_by("scheduled_at").values_list("scheduled_at", flat=True))


def timetable_at(connection: Connection, at: datetime, until: datetime | None = None) -> Timetable:
    """The account's rules around a moment."""
    team = connection.team
    tables = timetables_of(
        team, [connection], rules=rules_of(team), first=at - DAY, last=until or at + DAY
    )
    return tables[connection.pk]


def free_time(
    connection: Connection,
    *,
    after: datetime,
    without: frozenset[UUID] = frozenset(),
) -> datetime | None:
    """The account's next free time later than `after`, within 60 days."""
    until = after + HORIZON
    table = timetable_at(connection, after, until)
    return next_free(
        after, times_near(connection, after - DAY, until + DAY, without=without), table
    )


def move_to_next_free(
    schedule: PostingSchedule, *, seen: int, by: User | None, now: datetime
) -> Moved:
    """Move a post to the next free time of its account, later than where it stands."""
    require_movable(schedule)
    after = max(now, schedule.scheduled_at)
    without = frozenset({schedule.pk})
    free = free_time(schedule.connection, after=after, without=without)
    if free is None:
        raise PostProblem("This account has no free time in the next 60 days.")
    return move_post(schedule, Moment(free), seen=seen, by=by, now=now)


def keepsake(schedule: PostingSchedule) -> dict:
    """What taking a move back must restore."""
    return {
        "pk": str(schedule.pk),
        "at": schedule.scheduled_at.isoformat(),
        "placed_by_person": schedule.placed_by_person,
        "slot_reason": schedule.slot_reason,
    }


def read_undo(sealed: str) -> dict:
    """What an undo of ours says; PostProblem for an altered or old one."""
    try:
        return signing.loads(sealed, salt=SALT, max_age=UNDO_SECONDS)
    except signing.BadSignature as error:  # also when it is too old
        raise PostProblem("That can no longer be undone. Move the post by hand.") from error


def undo_move(schedule: PostingSchedule, said: dict, *, by: User | None, now: datetime) -> None:
    """Put a post back where it was, as it was, unless it was changed since."""
    require_editor(schedule.team, by)
    require_movable(schedule)
    at = datetime.fromisoformat(said["at"])
    if said["pk"] != str(schedule.pk) or said["fence"] != schedule.fence:
        raise StaleMove(theirs=schedule.scheduled_at, mine=at, fence=schedule.fence)
    if at < now:
        raise PostProblem("Its old time has passed meanwhile. Pick a later one.")
    with slot_taken_is_said():
        change_post(
            schedule,
            "post_moved",
            by=by,
            message=f"Moved back to {at:%Y-%m-%d %H:%M} UTC.",
            meta={"before": schedule.scheduled_at.isoformat(), "after": at.isoformat()},
            scheduled_at=at,
            due_at=at,
            placed_by_person=said["placed_by_person"],
            slot_reason=said["slot_reason"],
        )
