"""Blotato's lists: posts that went out, posts that wait, accounts, figures."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from platforms.adapters.counters import counter_of
from platforms.adapters.http import PlatformClient
from platforms.adapters.readings import moment
from platforms.adapters.types import MetricsReading
from platforms.exceptions import StepFailed

CALL_SECONDS = 20.0
MAX_PAGES = 40
AROUND = timedelta(hours=1)
CLOCKS_DIFFER = timedelta(minutes=2)
PUBLISHED, FAILED = "published", "failed"
# ours → Blotato's, the first that is there
COUNTERS = {
    "views": ("viewsCount", "playsCount"),
    "impressions": ("impressionsCount",),
    "reach": ("reachCount",),
    "likes": ("likesCount",),
    "comments_count": ("commentsCount", "repliesCount"),
    "shares": ("sharesCount",),
    "saves": ("savesCount",),
    "clicks": ("clicksCount",),
    "profile_visits": ("profileVisitsCount",),
    "followers_gained": ("followsCount",),
}


def posts_between(client: PlatformClient, since: datetime, until: datetime) -> list[dict]:
    """All posts of a time; the list was read to its end.

    Raises PlatformError, KeyError or TypeError for a list that cannot be read.
    """
    params = {"since": _iso(since), "until": _iso(until), "limit": "250"}
    return list(_paged(client, "/posts", params))


def with_files(posts: Iterable[dict], urls: Iterable[str]) -> list[dict]:
    """Those of the posts that carry one of these files. Raises KeyError or TypeError."""
    wanted = set(urls)
    return [post for post in posts if wanted & set(post["mediaUrls"])]


def has_words(posts: Iterable[dict], text: str, platform: str, *, since: datetime) -> bool:
    """Whether a post of the same words went to the network since, with whatever file.

    Raises KeyError or TypeError.
    """
    return any(
        post["text"].strip() == text.strip()
        and post["platform"] == platform
        and post["state"]["type"] != FAILED
        and (moment(post["postTime"]) or since) >= since - CLOCKS_DIFFER
        for post in posts
    )


def is_waiting(client: PlatformClient, urls: Iterable[str]) -> bool:
    """Whether a post with one of these files waits in Blotato's own schedule.

    Raises PlatformError, KeyError or TypeError for a list that cannot be read.
    """
    wanted = set(urls)
    return any(
        wanted & set(item["draft"]["content"]["mediaUrls"])
        for item in _paged(client, "/schedules", {"limit": "50"})
    )


def comments_of(client: PlatformClient, post_id: str) -> Iterator[dict]:
    """The comments below a post that Blotato collected (45 days), page by page."""
    return _paged(client, "/comments", {"postId": post_id, "limit": "100"})


def _paged(client: PlatformClient, path: str, params: dict[str, str]) -> Iterator[dict]:
    for _ in range(MAX_PAGES):
        page = client.call("GET", path, timeout_seconds=CALL_SECONDS, params=params)
        yield from page["items"]
        if not page.get("cursor"):
            return
        params = {**params, "cursor": str(page["cursor"])}
    raise StepFailed("Blotato’s list has too many pages.")


def _iso(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def account(client: PlatformClient, account_id: str, platform: str) -> dict:
    """The account as Blotato has it. Raises StepFailed when it is not connected there."""
    params = {"platform": platform}
    answer = client.call("GET", "/users/me/accounts", timeout_seconds=CALL_SECONDS, params=params)
    try:
        for item in answer["items"]:
            if str(item["id"]) == account_id:
                return item
    except (KeyError, TypeError) as error:
        raise StepFailed("Blotato sent accounts in an unknown shape.", raw=answer) from error
    raise StepFailed("This account is not connected in Blotato. Connect it there first.")


def metrics(answer: dict) -> MetricsReading:
    """The last figures that Blotato collected, with the time at which it did.

    Raises StepFailed when there are none yet.
    """
    found = answer.get("metrics")
    if found is None:
        raise StepFailed("Blotato has not collected figures of this post yet.", raw=answer)
    try:
        counters: dict = {ours: _first(found, names) for ours, names in COUNTERS.items()}
        watched = counter_of(found.get("viewTimeMsSum"))
    except (ValueError, AttributeError) as error:
        raise StepFailed("Blotato sent figures in an unknown shape.", raw=answer) from error
    return MetricsReading(
        read_at=moment(answer.get("lastFetchedAt")) or datetime.now(UTC),
        watch_time_sec=None if watched is None else watched // 1000,
        raw=answer,
        **counters,
    )


def _first(found: dict, names: Iterable[str]) -> int | None:
    return next((counter_of(found[name]) for name in names if found.get(name) is not None), None)
