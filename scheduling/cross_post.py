"""Posts of one asset on several networks: when each goes out, and how the group stands. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from scheduling.models import CrossPostGroup, PostingSchedule
from scheduling.planner import first_free

Strategy = CrossPostGroup.TimingStrategy
Post = PostingSchedule.Status

DEFAULT_STAGGER = timedelta(minutes=15)
WAITING = {Post.DRAFT, Post.PENDING, Post.PUBLISHING, Post.UNCONFIRMED}
BEGUN = {Post.PUBLISHING, Post.UNCONFIRMED, Post.POSTED, Post.FAILED}


def group_times(
    strategy: str,
    taken: Sequence[Sequence[datetime]],
    *,
    at: datetime,
    stagger: timedelta = DEFAULT_STAGGER,
) -> list[datetime]:
    """When each account posts, in the order of `taken` (each account's times that are taken).

    Simultaneous: all at `at`. Staggered: one after the other, `stagger` apart. Optimized: each
    at its own first free time from `at` on.
    """
    if strategy == Strategy.OPTIMIZED:
        return [first_free(at, times) for times in taken]
    step = stagger if strategy == Strategy.STAGGERED else timedelta(0)
    return [at + number * step for number in range(len(taken))]


def status_of(statuses: Sequence[str]) -> CrossPostGroup.Status:
    """How a group stands. Canceled posts do not count; one network's failure holds up no other."""
    counted = {status for status in statuses if status != Post.CANCELED}
    if counted & WAITING:
        begun = counted & BEGUN
        return CrossPostGroup.Status.IN_PROGRESS if begun else CrossPostGroup.Status.PENDING
    if Post.FAILED in counted:
        return CrossPostGroup.Status.PARTIAL
    return CrossPostGroup.Status.COMPLETED if counted else CrossPostGroup.Status.PENDING
