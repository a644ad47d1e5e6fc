"""What Instagram says about a post, its comments and the account.

Sources: developers.facebook.com “Instagram media insights” (18 June 2026), “IG media”, “Comment
moderation”. Asked for per kind of post, since one name that a kind lacks fails the whole call.
"""

from datetime import datetime

from platforms.adapters.meta import GraphClient
from platforms.adapters.meta_reading import (
    counted,
    listed,
    moment,
    newest_first,
    read_insights,
    seconds_of,
)
from platforms.adapters.types import AccountReading, CommentReading, MetricsReading
from platforms.exceptions import StepFailed

COMMENT_FIELDS = "id,text,timestamp,username,like_count"
WATCH_TIME = "ig_reels_video_view_total_time"  # milliseconds
# media_product_type → figures
READABLE: dict[str, tuple[str, ...]] = {
    "REELS": ("views", "reach", "likes", "comments", "saved", "shares", WATCH_TIME),
    "FEED": (
        *("views", "reach", "likes", "comments", "saved", "shares"),
        *("follows", "profile_visits"),
    ),
    "STORY": ("views", "reach", "shares", "follows", "profile_visits", "link_clicks"),
}


def metrics_reading(graph: GraphClient, post_id: str, *, now: datetime) -> MetricsReading:
    """The figures of one post; those that its kind or its owner withholds are None."""
    post = graph.get(f"/{post_id}", {"fields": "media_product_type,like_count,comments_count"})
    names = READABLE.get(str(post.get("media_product_type")), READABLE["FEED"])
    figures = read_insights(graph, f"/{post_id}/insights", names)
    # the post's own fields stand in for insights that are not there (yet)
    likes, comments = figures.get("likes"), figures.get("comments")
    return MetricsReading(
        read_at=now,
        views=counted(figures.get("views")),
        reach=counted(figures.get("reach")),
        likes=counted(post.get("like_count") if likes is None else likes),
        comments_count=counted(post.get("comments_count") if comments is None else comments),
        shares=counted(figures.get("shares")),
        saves=counted(figures.get("saved")),
        clicks=counted(figures.get("link_clicks")),
        watch_time_sec=seconds_of(figures.get(WATCH_TIME)),
        profile_visits=counted(figures.get("profile_visits")),
        followers_gained=counted(figures.get("follows")),
        raw={"post": post, "insights": figures},
    )


def comment_readings(graph: GraphClient, post_id: str) -> list[CommentReading]:
    """Comments and their answers, newest first. Raises StepFailed for an unknown shape."""
    fields = f"{COMMENT_FIELDS},replies{{{COMMENT_FIELDS}}}"
    found: list[CommentReading] = []
    try:
        for item in listed(graph, f"/{post_id}/comments", {"fields": fields}):
            answers = (item.get("replies") or {}).get("data", [])
            found += [_comment_of(one) for one in (item, *answers)]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StepFailed("Instagram sent comments in an unknown shape.") from error
    return newest_first(found)


def _comment_of(item: dict) -> CommentReading:
    return CommentReading(
        comment_id=str(item["id"]),
        author_handle=str(item.get("username") or ""),
        text=str(item.get("text") or ""),
        like_count=counted(item.get("like_count")),
        posted_at=moment(item["timestamp"]),
    )


def account_reading(graph: GraphClient, path: str, *, by_facebook: bool) -> AccountReading:
    """The account. By Instagram Login its professional id is called `user_id`."""
    id_field = "id" if by_facebook else "user_id"
    answer = graph.get(path, {"fields": f"{id_field},username,name,followers_count"})
    try:
        account_id, handle = str(answer[id_field]), str(answer["username"])
    except KeyError as error:
        raise StepFailed("Instagram described the account in an unknown shape.") from error
    return AccountReading(
        account_id=account_id,
        handle=handle,
        name=str(answer.get("name") or ""),
        followers_count=counted(answer.get("followers_count")),
    )
