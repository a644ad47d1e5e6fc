"""What must be quiet before anything is sent: instance, gap and clock (`reliability.md` §6).

*Instance*: a copied database publishes nothing on another host until a person adopts it.
*Gap*: nobody was alive for a minute, or the database went back in time: what is due may be out.
*Clock*: the wall clock was moved: for a while no lease ends and no absence is proved.
"""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db.models import F

from publishing.clocks import Clocks, read_clocks, wall_step
from publishing.instance import first_instance, read_instance
from publishing.models import PublisherState
from publishing.services.comment_doubt import doubt_waiting_comments
from publishing.services.gap import doubt_due_posts
from publishing.services.replay import read_again, replay_journal

log = structlog.get_logger(__name__)

GAP = timedelta(seconds=60)

FOREIGN = (
    "This database belongs to another installation (or REELAY_VAR was lost), so nothing is "
    "published. When the other one is off for good, run `manage.py adopt_instance`."
)

# {instance: the beats that this process saw last}: none yet means that it has just started
_seen: dict[UUID, int] = {}
_one_at_a_time = threading.Lock()  # two threads share the place in the journal, and `_seen`


@dataclass(frozen=True)
class Watch:
    """What the guards found. With a `problem` (a sentence) nothing may be sent."""

    problem: str = ""
    replayed: int = 0  # posts that the journal put right
    doubted: int = 0  # posts that are looked up because nobody watched


def stand_guard(now: datetime) -> Watch:
    """Look at every guard and repair what they find, and say that this process is alive.

    Called each second by the clock and before each round of the publisher.
    """
    with _one_at_a_time:
        return _stand_guard(now)


def _stand_guard(now: datetime) -> Watch:
    state = own_state()
    if read_instance() != state.instance_id:
        return Watch(FOREIGN)
    clocks = read_clocks()
    since = unwatched_since(state, _seen.get(state.instance_id), now, clocks)
    if since is not None:
        log.warning("the publisher was not alive, or the database went back", since=str(since))
        read_again()
    replayed = replay_journal(now)  # first: what it knows need not be looked up
    doubted = doubt_all(since, now) if since is not None else 0
    _keep_alive(state, now, clocks)
    return Watch(replayed=replayed, doubted=doubted)


def doubt_all(since: datetime, now: datetime) -> int:
    """Nobody watched since then: posts and first comments that were due may be out; how many.

    The end of the gap is noted first: what was sent before it may have left more than is known.
    """
    PublisherState.objects.filter(pk=PublisherState.ONLY).update(gap_ended_at=now)
    return doubt_due_posts(since, now) + doubt_waiting_comments(since, now)


def own_state() -> PublisherState:
    """The one row; a database that has none belongs to this installation from now on."""
    state = PublisherState.objects.first()
    if state is None:
        values = {"instance_id": first_instance()}
        state, _ = PublisherState.objects.get_or_create(pk=PublisherState.ONLY, defaults=values)
    return state


def unwatched_since(
    state: PublisherState, seen: int | None, now: datetime, clocks: Clocks
) -> datetime | None:
    """Since when this database may lack what was sent; None when it lacks nothing. Pure.

    `seen` are the beats that the process saw last. A process that goes on compares those, since
    an older copy has fewer; one that has just started can only go by the time.
    """
    if state.alive_at is None:
        return None
    if seen is not None:
        return state.alive_at if state.beats < seen else None
    since = last_alive(state.alive_at, wall_step(state, clocks), now)
    return since if now - since > GAP else None


def last_alive(alive_at: datetime, moved: float, now: datetime) -> datetime:
    """When somebody was alive last, by a wall clock that has been `moved` (s) since. Pure.

    A clock that is put forward is no gap, one that is put back hides none. What lies well ahead of
    `now` was noted after the move: then nothing is added.
    """
    since = alive_at + timedelta(seconds=moved)
    return since if since - now <= GAP else alive_at


def _keep_alive(state: PublisherState, now: datetime, clocks: Clocks) -> None:
    values: dict = {"alive_at": now, "beats": F("beats") + 1, "boot_id": clocks.boot_id}
    if clocks.offset is not None:
        values["wall_offset"] = clocks.offset
    if state.boot_id != clocks.boot_id:
        values["stepped_at"] = None
    if moved := wall_step(state, clocks):
        values["stepped_at"] = clocks.boot
        log.warning("the wall clock was moved", seconds=moved)
    PublisherState.objects.filter(pk=state.pk).update(**values)
    _seen[state.instance_id] = state.beats + 1


def forget() -> None:
    """Be as a process that has just started. For tests."""
    _seen.clear()
    read_again()
