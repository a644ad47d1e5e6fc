"""Counters, comments and the channel, as YouTube tells them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from platforms.adapters.counters import counter_of
from platforms.adapters.http import PlatformClient
from platforms.adapters.types import AccountReading, CommentReading, MetricsReading
from platforms.adapters.youtube.errors import CommentsOff
from platforms.exceptions import PlatformError, StepFailed

CALL_SECONDS = 20.0
MAX_COMMENTS = 500
FIRST_DAY = "2005-02-14"  # nothing on YouTube is older
# Analytics' names → ours; minutes are turned into seconds
ANALYTICS = {
    "shares": "shares",
    "estimatedMinutesWatched": "watch_time_sec",
    "subscribersGained": "followers_gained",
    "subscribersLost": "followers_lost",
}
STRANGE = "YouTube sent {} in an unknown shape."


def metrics(data: PlatformClient, analytics: PlatformClient, video_id: str) -> MetricsReading:
    """The video's counters. What is hidden, or not counted yet, is None."""
    answer = data.call(
        "GET",
        "/videos:batchGetStats",
        timeout_seconds=CALL_SECONDS,
        params={"part": "statistics", "id": video_id},
    )
    try:
        item = next(item for item in answer["items"] if item["id"] == video_id)
        counted = item["statistics"]
        counters: dict = {
            "views": counter_of(counted.get("viewCount")),
            "likes": counter_of(counted.get("likeCount")),
            "comments_count": counter_of(counted.get("commentCount")),
        }
    except StopIteration:
        raise StepFailed("YouTube has no figures of this video.", raw=answer) from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StepFailed(STRANGE.format("figures"), raw=answer) from error
    slow, said = _analytics(analytics, video_id)
    raw = {"statistics": item, "analytics": said}
    return MetricsReading(read_at=datetime.now(UTC), raw=raw, **counters, **slow)


def _analytics(client: PlatformClient, video_id: str) -> tuple[dict, object]:
    """What Analytics knows, and what it said: without its scope there is only a sentence."""
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    try:
        answer = client.call(
            "GET",
            "/reports",
            timeout_seconds=CALL_SECONDS,
            params={
                "ids": "channel==MINE",
                "startDate": FIRST_DAY,
                "endDate": f"{tomorrow:%Y-%m-%d}",
                "metrics": ",".join(ANALYTICS),
                "filters": f"video=={video_id}",
            },
        )
        return _report(answer), answer
    except PlatformError as error:
        return {}, error.user_sentence


def _report(answer: dict) -> dict:
    rows = answer.get("rows") or []  # absent while nothing is counted
    try:
        names = [header["name"] for header in answer["columnHeaders"]] if rows else []
        found = dict(zip(names, rows[0], strict=True)) if rows else {}
        values = {ours: counter_of(found.get(theirs)) for theirs, ours in ANALYTICS.items()}
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise StepFailed(STRANGE.format("a report"), raw=answer) from error
    if values["watch_time_sec"] is not None:
        values["watch_time_sec"] *= 60
    return {name: value for name, value in values.items() if value is not None}


def comments(client: PlatformClient, video_id: str) -> list[CommentReading]:
    """Comments and replies, newest first; none when they are switched off."""
    found: list[CommentReading] = []
    try:
        for thread in _threads(client, video_id):
            found += _comments_of(thread)
            if len(found) >= MAX_COMMENTS:
                break
    except CommentsOff:
        return []
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StepFailed(STRANGE.format("comments")) from error
    found.sort(key=lambda comment: comment.posted_at or datetime.min.replace(tzinfo=UTC))
    return found[::-1][:MAX_COMMENTS]


def _threads(client: PlatformClient, video_id: str) -> Iterator[dict]:
    params = {
        "part": "snippet,replies",
        "videoId": video_id,
        "order": "time",
        "maxResults": "100",
        "textFormat": "plainText",
    }
    while True:
        page = client.call("GET", "/commentThreads", timeout_seconds=CALL_SECONDS, params=params)
        yield from page["items"]
        if not page.get("nextPageToken"):
            return
        params = {**params, "pageToken": str(page["nextPageToken"])}


def _comments_of(thread: dict) -> Iterator[CommentReading]:
    """The comment that opens a thread, and those of its replies that came with it."""
    replies = (thread.get("replies") or {}).get("comments", [])
    for item in [thread["snippet"]["topLevelComment"], *replies]:
        snippet = item["snippet"]
        yield CommentReading(
            comment_id=str(item["id"]),
            author_handle=str(snippet["authorDisplayName"]),
            text=str(snippet["textDisplay"]),
            like_count=counter_of(snippet.get("likeCount")),
            posted_at=datetime.fromisoformat(snippet["publishedAt"]),
            author_id=str((snippet.get("authorChannelId") or {}).get("value") or ""),
        )


def account(client: PlatformClient) -> AccountReading:
    """The channel that the token speaks for."""
    params = {"part": "snippet,statistics", "mine": "true"}
    answer = client.call("GET", "/channels", timeout_seconds=CALL_SECONDS, params=params)
    try:
        channel = answer["items"][0]
        snippet, counted = channel["snippet"], channel["statistics"]
        hidden = counted.get("hiddenSubscriberCount", False)
        return AccountReading(
            account_id=str(channel["id"]),
            handle=str(snippet.get("customUrl") or snippet["title"]),
            name=str(snippet["title"]),
            followers_count=None if hidden else counter_of(counted.get("subscriberCount")),
        )
    except (KeyError, TypeError, IndexError, ValueError, AttributeError) as error:
        raise StepFailed(STRANGE.format("the channel"), raw=answer) from error
