"""YouTube Shorts: an upright or square video of at most three minutes; YouTube sorts it itself."""

from platforms.specs.counting import utf8_bytes
from platforms.specs.types import (
    CommentLimits,
    HashtagHabit,
    MediaLimits,
    PlatformSpec,
    second_hand,
)
from platforms.specs.youtube import COUNTERS, FORMATS, SOURCES

SPEC = PlatformSpec(
    name="yt_shorts",
    label="YouTube Shorts",
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
            source=second_hand("Shorts: upright or square, up to 180 s (post-mate, bundle.social)"),
            formats=FORMATS,
            max_bytes=256 * 1024**3,
            max_seconds=180,
            max_aspect=1,
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
