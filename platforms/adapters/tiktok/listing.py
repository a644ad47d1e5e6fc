"""The Display API: the creator, their public posts, and what these are counted at."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from platforms.adapters.http import PlatformClient
from platforms.adapters.readings import count
from platforms.adapters.tiktok.errors import check
from platforms.adapters.types import AccountReading, MetricsReading, Operation
from platforms.exceptions import StepFailed

CALL_SECONDS = 20.0
PAGE = 20
MAX_PAGES = 10
CLOCKS_DIFFER = timedelta(minutes=2)
COUNTED = "id,view_count,like_count,comment_count,share_count"
LISTED = "id,create_time,title,video_description,share_url"
STRANGE = "TikTok sent {} in an unknown shape."


def find(client: PlatformClient, operation: Operation) -> dict | None:
    """The public post with the words of a try, made since; None when there is none.

    Raises PlatformError, KeyError, TypeError, ValueError for a listing that cannot be read.
    """
    since = operation.sent_at - CLOCKS_DIFFER
    words = {operation.request.text.strip(), operation.request.title.strip()} - {""}
    for post in _listed(client, since):
        if words & {str(post.get(name, "")).strip() for name in ("title", "video_description")}:
            return post
    return None


def _listed(client: PlatformClient, since: datetime) -> Iterator[dict]:
    """Public posts since a moment, newest first."""
    body: dict = {"max_count": PAGE}
    for _ in range(MAX_PAGES):
        page = _ask(client, "POST", "/video/list/", LISTED, body)
        for post in page["videos"]:
            if datetime.fromtimestamp(post["create_time"], UTC) < since:
                return
            yield post
        if not page["has_more"]:
            return
        body["cursor"] = page["cursor"]


def metrics(client: PlatformClient, post_id: str) -> MetricsReading:
    """The counters of one public post."""
    body = {"filters": {"video_ids": [post_id]}}
    data = _ask(client, "POST", "/video/query/", COUNTED, body)
    try:
        post = next(post for post in data["videos"] if str(post["id"]) == post_id)
        return MetricsReading(
            read_at=datetime.now(UTC),
            views=count(post.get("view_count")),
            likes=count(post.get("like_count")),
            comments_count=count(post.get("comment_count")),
            shares=count(post.get("share_count")),
            raw=post,
        )
    except StopIteration:
        raise StepFailed("TikTok has no figures of this post.", raw=data) from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StepFailed(STRANGE.format("figures"), raw=data) from error


def account(client: PlatformClient) -> AccountReading:
    """The creator that the token speaks for."""
    fields = "open_id,display_name,username,follower_count"
    data = _ask(client, "GET", "/user/info/", fields)
    try:
        user = data["user"]
        return AccountReading(
            account_id=str(user["open_id"]),
            handle=str(user.get("username") or user["display_name"]),
            name=str(user["display_name"]),
            followers_count=count(user.get("follower_count")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StepFailed(STRANGE.format("the account"), raw=data) from error


def _ask(
    client: PlatformClient, method: str, path: str, fields: str, body: dict | None = None
) -> dict:
    answer = client.send(
        method, path, timeout_seconds=CALL_SECONDS, params={"fields": fields}, json_body=body
    )
    return check(answer, client.read_object(answer), publishes=False)
