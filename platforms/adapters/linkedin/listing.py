"""Finding a Page's post again in the list of what the Page has posted.

`GET /rest/posts?q=author`, newest change first. A post cannot have been changed before it was
made, so once the list is older than the try, everything behind is older too.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from platforms.adapters.http import PlatformClient
from platforms.adapters.linkedin.client import in_path
from platforms.adapters.linkedin.errors import POST_URL
from platforms.adapters.linkedin.little_text import from_little_text
from platforms.adapters.types import Absent, Found, Lookup, Operation, Unknown
from platforms.exceptions import PlatformError, StepFailed

PAGE_SIZE = 50
MAX_PAGES = 40
CLOCKS_DIFFER = timedelta(minutes=5)
READ_SECONDS = 20.0


def look_up(client: PlatformClient, author: str, operation: Operation) -> Lookup:
    """Whether the author's list has the post of this try."""
    since = operation.sent_at - CLOCKS_DIFFER
    try:
        for post in _listed(client, author, since=since):
            if _is_ours(post, operation, since=since):
                urn = str(post["id"])
                return Found(urn, POST_URL.format(urn=urn), raw=post)
    except (PlatformError, KeyError, TypeError, ValueError, AttributeError) as error:
        return Unknown(f"The list of posts could not be read: {error}")
    return Absent()


def _listed(client: PlatformClient, author: str, *, since: datetime) -> Iterator[dict]:
    for page in range(MAX_PAGES):
        answer = client.call(
            "GET",
            f"/rest/posts?q=author&author={in_path(author)}&sortBy=LAST_MODIFIED"
            f"&start={page * PAGE_SIZE}&count={PAGE_SIZE}",
            timeout_seconds=READ_SECONDS,
            headers={"X-RestLi-Method": "FINDER"},
        )
        posts = answer["elements"]
        yield from posts
        if not posts or min(_time(post["lastModifiedAt"]) for post in posts) < since:
            return
    raise StepFailed("The list of posts does not reach back far enough.")


def _is_ours(post: dict, operation: Operation, *, since: datetime) -> bool:
    """By the file, which we alone may post; else by the words, of a post no older than the try.

    Raises StepFailed when there is nothing to tell two posts apart by.
    """
    if set(operation.handles.get("media", {}).values()) & _media_of(post.get("content") or {}):
        return True
    words = from_little_text(post.get("commentary") or "")
    same = words == operation.request.text and _time(post["createdAt"]) >= since
    if same and not words:
        raise StepFailed("Another post without words is there: it may be this one.")
    return same


def _media_of(content: dict) -> set[str]:
    several = (content.get("multiImage") or {}).get("images", [])
    single = content.get("media")
    return {str(item["id"]) for item in [*several, *([single] if single else [])]}


def _time(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
