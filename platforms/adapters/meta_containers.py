"""Containers: what Instagram and Threads make of a post before it is published.

Both name their states alike (“Instagram: content publishing”, “Threads: troubleshooting”), and
both keep a container for 24 hours.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from platforms.adapters.meta import GraphClient
from platforms.exceptions import Duplicate, RateLimited, StepFailed

WAITS: tuple[float, ...] = (1, 2, 3, 4, 5, 5)  # seconds between two looks at a container
QUOTA_PAUSE = timedelta(hours=1)  # the quota is a rolling day: some of it is free soon


def require_quota(graph: GraphClient, path: str) -> None:
    """Ask for the account's posts of the last 24 hours. Raises RateLimited when they are all out.

    The endpoint's total is the valid one; pages of the documentation disagree about it.
    """
    answer = graph.get(path, {"fields": "quota_usage,config"})
    try:
        quota = answer["data"][0]
        used, total = int(quota["quota_usage"]), int(quota["config"]["quota_total"])
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise StepFailed(f"{graph.label} did not say how much may be posted.") from error
    if used >= total:
        raise RateLimited(
            f"{graph.label} takes {total} posts in 24 hours, and {used} are out.",
            retry_at=datetime.now(UTC) + QUOTA_PAUSE,
        )


def becomes_ready(
    label: str, look: Callable[[], dict], *, state_field: str, refuse: Callable[[dict], None]
) -> bool:
    """Wait for a container; False when it is spoilt and a new one may do better.

    `refuse` raises Rejected for a failure that a repeat cannot cure. Raises StepFailed while the
    platform still works on it, Duplicate when it is live.
    """
    for _ in rounds():
        answer = look()
        match answer.get(state_field):
            case "FINISHED":
                return True
            case "PUBLISHED":
                raise Duplicate(f"This post is on {label} already.", raw=answer)
            case "EXPIRED":
                return False
            case "ERROR":
                refuse(answer)
                return False
    raise StepFailed(f"{label} is still working on the file. The next try goes on with it.")


def rounds() -> Iterator[int]:
    """Looks at something in work, with pauses between them; ends after about 20 seconds."""
    yield 0
    for number, seconds in enumerate(WAITS, start=1):
        time.sleep(seconds)
        yield number
