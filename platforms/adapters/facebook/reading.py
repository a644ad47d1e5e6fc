"""What Facebook says about a post, its comments and the Page.

Sources: developers.facebook.com “Page insights: deprecated metrics” (2 March 2026), “Video
insights”; the names for posts were seen alive on v25.0 on 1 September 2026 (a public probe). All
`*_impressions*` names are gone.
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

POST_FIGURES = (
    "post_media_view",
    "post_total_media_view_unique",
    "post_clicks",
    "post_reactions_by_type_total",
)
WATCH_TIME = "post_video_view_time"  # milliseconds
REEL_FIGURES = (
    "blue_reels_play_count",
    "post_video_likes_by_reaction_type",
    "post_video_followers",
    WATCH_TIME,
)
SUMMARY = "comments.summary(true).limit(0)"


def is_video(post_id: str) -> bool:
    """Whether an id is that of a video; a post's is “page_post”."""
    return "_" not in post_id


def metrics_reading(
    graph: GraphClient, post_id: str, *, page_id: str, now: datetime
) -> MetricsReading:
    """The figures of a post, or of a video and the post that shows it."""
    fields = f"post_id,{SUMMARY}" if is_video(post_id) else f"shares,{SUMMARY}"
    node = graph.get(f"/{post_id}", {"fields": fields})
    figures: dict = {}
    if is_video(post_id):
        figures = read_insights(graph, f"/{post_id}/video_insights", REEL_FIGURES)
        post_id = _post_of(node, post_id, page_id)
    figures |= read_insights(graph, f"/{post_id}/insights", POST_FIGURES)
    return MetricsReading(
        read_at=now,
        views=_first(figures, "post_media_view", "blue_reels_play_count"),
        reach=_first(figures, "post_total_media_view_unique"),
        likes=_first(figures, "post_reactions_by_type_total", "post_video_likes_by_reaction_type"),
        comments_count=_comments_in(node),
        shares=_shares_in(node),
        clicks=_first(figures, "post_clicks"),
        watch_time_sec=seconds_of(figures.get(WATCH_TIME)),
        followers_gained=_first(figures, "post_video_followers"),
        raw={"node": node, "insights": figures},
    )


def _post_of(node: dict, video_id: str, page_id: str) -> str:
    """The post that shows a video: bare video nodes have no insights of posts."""
    post_id = str(node.get("post_id") or video_id)
    return post_id if "_" in post_id else f"{page_id}_{post_id}"


def _first(figures: dict, *names: str) -> int | None:
    """The first of these figures that Facebook has."""
    values = (counted(figures.get(name)) for name in names)
    return next((value for value in values if value is not None), None)


def _comments_in(node: dict) -> int | None:
    try:
        return counted(node["comments"]["summary"]["total_count"])
    except (KeyError, TypeError):
        return None


def _shares_in(node: dict) -> int | None:
    """Facebook leaves `shares` out of a post that nobody shared; a video has no such field."""
    if is_video(str(node.get("id") or "")):
        return None
    shares = node.get("shares")
    return counted(shares.get("count")) if isinstance(shares, dict) else 0


def comment_readings(graph: GraphClient, post_id: str) -> list[CommentReading]:
    """All levels of comments, newest first. Raises StepFailed for an unknown shape."""
    params = {
        "fields": "id,message,created_time,from{id,name},like_count",
        "filter": "stream",
        "order": "reverse_chronological",
    }
    try:
        return newest_first(
            [_comment_of(item) for item in listed(graph, f"/{post_id}/comments", params)]
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StepFailed("Facebook sent comments in an unknown shape.") from error


def _comment_of(item: dict) -> CommentReading:
    return CommentReading(
        comment_id=str(item["id"]),
        author_handle=str((item.get("from") or {}).get("name") or ""),  # needs a permission
        text=str(item.get("message") or ""),
        like_count=counted(item.get("like_count")),
        posted_at=moment(item["created_time"]),
        author_id=str((item.get("from") or {}).get("id") or ""),
    )


def account_reading(graph: GraphClient, page: str) -> AccountReading:
    """The Page."""
    answer = graph.get(page, {"fields": "id,name,username,followers_count"})
    try:
        page_id, name = str(answer["id"]), str(answer["name"])
    except KeyError as error:
        raise StepFailed("Facebook described the Page in an unknown shape.") from error
    handle = str(answer.get("username") or "")  # a Page need not have one
    return AccountReading(page_id, handle, name, counted(answer.get("followers_count")))
