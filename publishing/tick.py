"""Everything that the clock does for publishing, every two seconds. Safe to run many at once."""

from datetime import datetime, timedelta

import structlog

from publishing.guards import stand_guard
from publishing.lease import LeaseClock
from publishing.services.breakers import probe_due
from publishing.services.clamp import clamp_due
from publishing.services.comment_doubt import (
    clamp_comments,
    look_up_comments_due,
    sweep_comments,
)
from publishing.services.comments import send_comments_due
from publishing.services.polling import poll_due
from publishing.services.presence import check_presence_due
from publishing.services.publish import ALWAYS, publish_due
from publishing.services.reconciliation import reconcile_due
from publishing.services.sweep import sweep_due
from publishing.services.waiting import hold_back_due

log = structlog.get_logger(__name__)


def comment_round(now: datetime, *, owner: str, limit: int, within: timedelta) -> int:
    """First comments: lost calls are swept, what is due goes out, what is in doubt is looked up."""
    clock = LeaseClock(now)
    clamp_comments(now)
    sweep_comments(now)
    sent = send_comments_due(now, owner=owner, limit=limit, within=within)
    return sent + look_up_comments_due(clock.now(), owner=owner, limit=limit)


def tick(
    now: datetime, owner: str, *, limit: int = 20, within: timedelta = ALWAYS
) -> dict[str, int]:
    """One round for `owner` (unique per thread); returns how many posts each part looked at.

    New posts go first: a slow look-up must not make them late. None, nor a comment, is begun when
    `within` has gone by. On a database of another installation nothing at all is done.
    """
    clock = LeaseClock(now)
    watch = stand_guard(clock.now())  # before anything is swept or sent
    if watch.problem:
        log.error("nothing is published", reason=watch.problem)
        return {"published": 0}
    return {
        "replayed": watch.replayed,
        "doubted": watch.doubted,
        "clamped": clamp_due(clock.now()),
        "swept": sweep_due(clock.now()),
        "held_back": hold_back_due(clock.now()),
        "probed": probe_due(clock.now()),
        "published": publish_due(clock.now(), owner=owner, limit=limit, within=within),
        # a comment is begun in the same time as a post: both calls may take long
        "commented": comment_round(
            clock.now(), owner=owner, limit=limit, within=within - clock.elapsed()
        ),
        "polled": poll_due(clock.now(), owner=owner, limit=limit),
        "looked_up": reconcile_due(clock.now(), owner=owner, limit=limit),
        "checked": check_presence_due(clock.now(), limit=limit),
    }
