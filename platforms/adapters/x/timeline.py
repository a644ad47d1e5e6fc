"""Finding a post again in the account's own timeline (`GET /2/users/{id}/tweets`).

The list is asked for from the time of the try on, so a list that was read to its end is complete.
X changes the words: links become t.co, media add a link at the end, `&` becomes `&amp;`. Compared
are therefore the words without links; or the files, when both sides name them.
"""

import html
import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta

from platforms.adapters.http import PlatformClient
from platforms.adapters.types import Absent, Found, Lookup, Operation, Unknown
from platforms.exceptions import PlatformError, StepFailed
from platforms.specs.counting import LINK

CLOCKS_DIFFER = timedelta(minutes=5)
PAGE_SIZE = 100
MAX_PAGES = 32  # X lists an account's newest 3,200 posts
READ_SECONDS = 20.0


def look_up(client: PlatformClient, user_id: str, username: str, operation: Operation) -> Lookup:
    """Whether the account's timeline has the post of this try."""
    try:
        for post in _listed(client, user_id, since=operation.sent_at - CLOCKS_DIFFER):
            if _is_ours(post, operation):
                return Found(str(post["id"]), url_of(username, str(post["id"])), raw=post)
    except (PlatformError, KeyError, TypeError, ValueError, AttributeError) as error:
        return Unknown(f"The timeline could not be read: {error}")
    return Absent()


def _is_ours(post: dict, operation: Operation) -> bool:
    """Raises StepFailed when there is nothing to tell two posts apart by."""
    uploaded = operation.handles.get("media", {}).values()
    ours = {handle["media_key"] for handle in uploaded if handle["media_key"]}
    if ours & set(post.get("attachments", {}).get("media_keys", [])):
        return True
    words = words_of(operation.request.text)
    same = words_of(html.unescape(post["text"])) == words
    if same and not words:
        raise StepFailed("Another post without words is there: it may be this one.")
    return same


def words_of(text: str) -> str:
    """The words without links and with single spaces, so that X's changes do not matter."""
    return " ".join(LINK.sub(" ", unicodedata.normalize("NFC", text)).split())


def url_of(username: str, post_id: str) -> str:
    """A post's address; X finds it without the name as well."""
    return f"https://x.com/{username or 'i'}/status/{post_id}"


def _listed(client: PlatformClient, user_id: str, *, since: datetime) -> Iterator[dict]:
    params = {
        "max_results": str(PAGE_SIZE),
        "start_time": since.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "tweet.fields": "created_at,attachments",
    }
    for _ in range(MAX_PAGES):
        answer = client.call(
            "GET", f"/2/users/{user_id}/tweets", timeout_seconds=READ_SECONDS, params=params
        )
        posts, meta = answer.get("data", []), answer["meta"]
        if answer.get("errors") or len(posts) != meta["result_count"]:
            raise StepFailed("X left some posts out.")
        yield from posts
        if not meta.get("next_token"):
            return
        params = {**params, "pagination_token": meta["next_token"]}
    raise StepFailed("The timeline does not reach back far enough.")
