"""What LinkedIn reports: counters of Page posts and of members' posts, comments, accounts.

Page: `organizationalEntityShareStatistics`, `videoAnalytics`. Member: one call of
`memberCreatorPostAnalytics` per counter. A counter that LinkedIn does not give stays None.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from platforms.adapters.http import PlatformClient
from platforms.adapters.linkedin.client import in_path
from platforms.adapters.linkedin.errors import Missing
from platforms.adapters.types import AccountReading, CommentReading, MetricsReading
from platforms.exceptions import ReconnectNeeded, Rejected, StepFailed

READ_SECONDS = 20.0
MAX_COMMENTS = 500
COMMENTS_A_PAGE = 100

MEMBER_POST_COUNTERS = {
    "impressions": "IMPRESSION",
    "reach": "MEMBERS_REACHED",
    "likes": "REACTION",
    "comments_count": "COMMENT",
    "shares": "RESHARE",
}
POST_FINDER, VIDEO_FINDER = "memberCreatorPostAnalytics", "memberCreatorVideoAnalytics"
# Newer kinds, and those of videos: a refusal leaves the counter empty.
MEMBER_EXTRA_COUNTERS = {
    "saves": (POST_FINDER, "POST_SAVE"),
    "clicks": (POST_FINDER, "LINK_CLICKS"),
    "followers_gained": (POST_FINDER, "FOLLOWER_GAINED_FROM_CONTENT"),
    "views": (VIDEO_FINDER, "VIDEO_PLAY"),
    "watch_time_sec": (VIDEO_FINDER, "VIDEO_WATCH_TIME"),  # milliseconds on the wire
}
PAGE_COUNTERS = {
    "impressions": "impressionCount",
    "reach": "uniqueImpressionsCount",
    "clicks": "clickCount",
    "likes": "likeCount",
    "comments_count": "commentCount",
    "shares": "shareCount",
}


@dataclass(frozen=True)
class Readings:
    """Reads for one author. `author` is its URN."""

    client: PlatformClient
    author: str

    def page_metrics(self, urn: str) -> MetricsReading:
        """A Page post's counters over its lifetime. Organic only, says LinkedIn."""
        kind = "shares" if urn.startswith("urn:li:share:") else "ugcPosts"
        answer = self._get(
            "/rest/organizationalEntityShareStatistics?q=organizationalEntity"
            f"&organizationalEntity={in_path(self.author)}&{kind}=List({in_path(urn)})"
        )
        elements = _elements(answer)
        # LinkedIn leaves a post out that nobody has seen: documented as zero, not as unknown.
        totals = elements[0].get("totalShareStatistics", {}) if elements else None
        counters: dict[str, Any] = {
            ours: 0 if totals is None else _count(totals.get(theirs))
            for ours, theirs in PAGE_COUNTERS.items()
        }
        return MetricsReading(
            read_at=datetime.now(UTC),
            views=self._video(urn, "VIDEO_VIEW"),
            watch_time_sec=_seconds(self._video(urn, "TIME_WATCHED")),
            raw=answer,
            **counters,
        )

    def _video(self, urn: str, kind: str) -> int | None:
        path = f"/rest/videoAnalytics?q=entity&entity={in_path(urn)}&type={kind}"
        return _optional(lambda: _sum(self._get(path), "value"))

    def member_metrics(self, urn: str) -> MetricsReading:
        """A member post's counters over its lifetime."""
        kind = "share" if urn.startswith("urn:li:share:") else "ugc"
        entity = f"({kind}:{in_path(urn)})"
        counted: dict[str, Any] = {}
        for ours, query in MEMBER_POST_COUNTERS.items():
            counted[ours] = self._member_count(POST_FINDER, entity, query)
        for ours, (finder, query) in MEMBER_EXTRA_COUNTERS.items():
            counted[ours] = _optional(partial(self._member_count, finder, entity, query))
        counted["watch_time_sec"] = _seconds(counted["watch_time_sec"])
        return MetricsReading(read_at=datetime.now(UTC), raw=dict(counted), **counted)

    def _member_count(self, finder: str, entity: str, query: str) -> int | None:
        path = f"/rest/{finder}?q=entity&entity={entity}&aggregation=TOTAL&queryType={query}"
        return _sum(self._get(path), "count")

    def comments(self, urn: str) -> list[CommentReading]:
        """The newest comments, up to 500, the newest first. None at all may be a 404."""
        found: list[CommentReading] = []
        while len(found) < MAX_COMMENTS:
            span = f"start={len(found)}&count={COMMENTS_A_PAGE}"
            try:
                answer = self._get(f"/rest/socialActions/{in_path(urn)}/comments?{span}")
            except Missing:
                break
            page = [_comment(item) for item in _elements(answer)]
            found += page
            if len(page) < COMMENTS_A_PAGE:
                break
        return sorted(found, key=_age, reverse=True)[:MAX_COMMENTS]

    def page_account(self, organization_id: str) -> AccountReading:
        """The Page, and how many follow it."""
        said = self._get(f"/rest/organizations/{in_path(organization_id)}")
        size = f"/rest/networkSizes/{in_path(self.author)}?edgeType=COMPANY_FOLLOWED_BY_MEMBER"
        return AccountReading(
            account_id=organization_id,
            handle=str(said.get("vanityName") or ""),
            name=str(said.get("localizedName") or ""),
            followers_count=_optional(lambda: _count(self._get(size).get("firstDegreeSize"))),
        )

    def member_account(self, *, with_followers: bool) -> AccountReading:
        """The member; the number of followers needs a permission of its own."""
        said = self._get("/v2/userinfo")
        if not said.get("sub"):
            raise StepFailed("LinkedIn did not say who this is.")
        name = str(said.get("name") or "")
        followers = None
        if with_followers:
            followers = _optional(
                lambda: _sum(self._get("/rest/memberFollowersCount?q=me"), "memberFollowersCount")
            )
        return AccountReading(str(said["sub"]), name, name, followers)

    def _get(self, path: str) -> dict:
        return self.client.call("GET", path, timeout_seconds=READ_SECONDS)


def _optional(read: Callable[[], int | None]) -> int | None:
    """A counter that LinkedIn may refuse for this post or permission: None then."""
    try:
        return read()
    except (Rejected, ReconnectNeeded):
        return None


def _elements(answer: dict) -> list[dict]:
    elements = answer.get("elements")
    if not isinstance(elements, list) or not all(isinstance(item, dict) for item in elements):
        raise StepFailed("LinkedIn answered in an unknown shape.")
    return elements


def _seconds(milliseconds: int | None) -> int | None:
    return None if milliseconds is None else milliseconds // 1000


def _sum(answer: dict, name: str) -> int | None:
    counts = [count for item in _elements(answer) if (count := _count(item.get(name))) is not None]
    return sum(counts) if counts else None


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _comment(item: dict) -> CommentReading:
    """Members' data may be kept for 48 hours only: the author stays the URN that LinkedIn gives."""
    try:
        created = datetime.fromtimestamp(item["created"]["time"] / 1000, UTC)
        likes = item.get("likesSummary", {}).get("totalLikes")
        return CommentReading(
            comment_id=str(item["id"]),
            author_handle=str(item["actor"]),
            text=str(item["message"]["text"]),
            like_count=_count(likes),
            posted_at=created,
            author_id=str(item["actor"]).rpartition(":")[2],
        )
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError, OSError) as error:
        raise StepFailed("LinkedIn sent comments in an unknown shape.") from error


def _age(comment: CommentReading) -> datetime:
    assert comment.posted_at is not None
    return comment.posted_at
