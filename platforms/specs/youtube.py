"""YouTube: long videos. Short upright ones are Shorts (`yt_shorts.py`)."""

from platforms.specs.counting import utf8_bytes
from platforms.specs.types import (
    CommentLimits,
    HashtagHabit,
    MediaLimits,
    PlatformSpec,
    documented,
    second_hand,
)

DATA_API = documented("YouTube Data API v3, discovery document of 2026-11-04: videos.insert")
FORMATS = frozenset(
    {
        "video/mp4",
        "video/quicktime",
        "video/webm",
        "video/x-matroska",
        "video/x-msvideo",
        "video/x-ms-wmv",
        "video/x-flv",
    }
)
COUNTERS = frozenset(
    {
        "views",
        "likes",
        "comments_count",
        "shares",
        "watch_time_sec",
        "followers_gained",
        "followers_lost",
    }
)
SOURCES = {
    "max_text": DATA_API,
    "max_title": DATA_API,
    "max_hashtags": second_hand("Other schedulers stop at five; YouTube ignores all past 15"),
    "hashtag_limit": second_hand("More than 15 hashtags and YouTube ignores them all"),
    "posts_per_day": second_hand("Ayrshare: 10 a day and channel"),
}

SPEC = PlatformSpec(
    name="youtube",
    label="YouTube",
    network="youtube",
    count_text=utf8_bytes,
    counted_in="bytes",
    max_text=5000,
    forbidden_characters="<>",
    max_title=100,
    title_required=True,
    media_required=True,
    max_hashtags=5,
    hashtag_limit=15,
    hashtag_habit=HashtagHabit.END,
    first_comment=CommentLimits(
        source=second_hand("Clients of the Data API: commentTextTooLong above 10,000"),
        max_text=10_000,
    ),
    media={
        "video": MediaLimits(
            source=DATA_API, formats=FORMATS, max_bytes=256 * 1024**3, max_seconds=12 * 3600
        ),
    },
    posts_per_day=10,
    supports_scheduling=True,
    supports_editing=True,
    supports_deletion=True,
    supports_analytics=True,
    supports_comments=True,
    counters=COUNTERS,
    sources=SOURCES,
)
