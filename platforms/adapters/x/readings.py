"""What X reports: counters of one's own posts, replies of the last seven days, the account.

Each object that is read costs money (prices: `docs/platforms/x.md`).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from platforms.adapters.http import PlatformClient
from platforms.adapters.types import AccountReading, CommentReading, MetricsReading
from platforms.exceptions import Rejected, StepFailed

READ_SECONDS = 20.0
PRIVATE_FOR = timedelta(days=29)  # X refuses non-public counters of posts older than 30 days
MAX_COMMENTS = 500
FIRST_SNOWFLAKE_MS = 1_288_834_974_657


def made_at(post_id: str) -> datetime:
    """When a post was made (UTC); X's ids hold it. `post_id` is digits."""
    return datetime.fromtimestamp(((int(post_id) >> 22) + FIRST_SNOWFLAKE_MS) / 1000, UTC)


@dataclass(frozen=True)
class Readings:
    """Reads for one account."""

    client: PlatformClient

    def metrics(self, post_id: str, *, now: datetime) -> MetricsReading:
        """A post's counters; clicks only while it is younger than 30 days."""
        private = ",non_public_metrics" if now - made_at(post_id) < PRIVATE_FOR else ""
        answer = self._get(
            "/2/tweets",
            {
                "ids": post_id,
                "tweet.fields": f"public_metrics,attachments{private}",
                "expansions": "attachments.media_keys",
                "media.fields": "public_metrics",
            },
        )
        post = _only(answer)
        public, own = _part(post, "public_metrics"), post.get("non_public_metrics") or {}
        counters: dict[str, Any] = {
            "impressions": _count(public.get("impression_count")),
            "likes": _count(public.get("like_count")),
            "comments_count": _count(public.get("reply_count")),
            "shares": _sum(public.get("retweet_count"), public.get("quote_count")),
            "saves": _count(public.get("bookmark_count")),
            "clicks": _count(own.get("url_link_clicks")),
            "profile_visits": _count(own.get("user_profile_clicks")),
            "views": _views(answer),
        }
        return MetricsReading(read_at=datetime.now(UTC), raw=answer, **counters)

    def comments(self, post_id: str) -> list[CommentReading]:
        """Replies of the last seven days, up to 500, the newest first."""
        params = {
            "query": f"conversation_id:{post_id}",
            "max_results": "100",
            "tweet.fields": "author_id,created_at,public_metrics",
            "expansions": "author_id",
        }
        found: list[CommentReading] = []
        while len(found) < MAX_COMMENTS:
            answer = self._get("/2/tweets/search/recent", params)
            found += [item for item in _comments(answer) if item.comment_id != post_id]
            token = _part(answer, "meta").get("next_token")
            if not token:
                break
            params = {**params, "next_token": str(token)}
        return sorted(found, key=lambda item: item.posted_at or made_at(post_id), reverse=True)[
            :MAX_COMMENTS
        ]

    def account(self) -> AccountReading:
        """Who the token belongs to."""
        me = _part(self._get("/2/users/me", {"user.fields": "public_metrics"}), "data")
        return AccountReading(
            account_id=str(me["id"]) if "id" in me else "",
            handle=str(me.get("username") or ""),
            name=str(me.get("name") or ""),
            followers_count=_count((me.get("public_metrics") or {}).get("followers_count")),
        )

    def _get(self, path: str, params: dict[str, str]) -> dict:
        return self.client.call("GET", path, timeout_seconds=READ_SECONDS, params=params)


def _only(answer: dict) -> dict:
    """The one post that was asked for. X answers 200 with `errors` when it has none."""
    posts = answer.get("data")
    if isinstance(posts, list) and len(posts) == 1 and isinstance(posts[0], dict):
        return posts[0]
    if answer.get("errors"):
        raise Rejected("X does not have this post any more.", raw=answer)
    raise StepFailed("X sent figures in an unknown shape.", raw=answer)


def _part(said: dict, name: str) -> dict:
    part = said.get(name)
    if not isinstance(part, dict):
        raise StepFailed(f"X answered without “{name}”.")
    return part


def _views(answer: dict) -> int | None:
    """Plays of the post's videos; None for a post without one."""
    media = (answer.get("includes") or {}).get("media") or []
    return _sum(*((item.get("public_metrics") or {}).get("view_count") for item in media))


def _comments(answer: dict) -> list[CommentReading]:
    try:
        people = {
            user["id"]: user["username"] for user in answer.get("includes", {}).get("users", [])
        }
        return [
            CommentReading(
                comment_id=str(item["id"]),
                author_handle=str(people.get(item["author_id"], item["author_id"])),
                text=str(item["text"]),
                like_count=_count((item.get("public_metrics") or {}).get("like_count")),
                posted_at=datetime.fromisoformat(item["created_at"]),
                author_id=str(item["author_id"]),
            )
            for item in answer.get("data", [])
        ]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StepFailed("X sent replies in an unknown shape.") from error


def _sum(*values: object) -> int | None:
    counts = [count for value in values if (count := _count(value)) is not None]
    return sum(counts) if counts else None


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
