"""Threads: 500 characters, one topic tag."""

from platforms.specs.counting import threads_units
from platforms.specs.types import (
    Coding,
    CommentLimits,
    HashtagHabit,
    MediaLimits,
    PlatformSpec,
    documented,
)

OVERVIEW = documented("developers.facebook.com: Threads overview, media specifications and quotas")
POSTS = documented("developers.facebook.com: Threads posts")
CODING = Coding(
    source=OVERVIEW,
    video_codecs=frozenset({"h264", "hevc"}),
    audio_codecs=frozenset({"aac"}),
    min_fps=23,
    max_fps=60,
    max_sample_rate=48_000,
)

SPEC = PlatformSpec(
    name="threads",
    label="Threads",
    network="threads",
    count_text=threads_units,
    counted_in="characters (an emoji counts as its bytes)",
    max_text=500,
    max_hashtags=1,
    hashtag_habit=HashtagHabit.INLINE,
    first_comment=CommentLimits(
        source=documented("developers.facebook.com: a reply is a post, 500 characters"),
        max_text=500,
    ),
    alt_text={"image": 1000, "video": 1000},
    media={
        "video": MediaLimits(
            source=OVERVIEW,
            formats=frozenset({"video/mp4", "video/quicktime"}),
            max_bytes=1024**3,
            max_seconds=300,
            max_width=1920,
            coding=CODING,
        ),
        "image": MediaLimits(
            source=OVERVIEW,
            formats=frozenset({"image/jpeg", "image/png"}),
            max_bytes=8_000_000,
            min_aspect=0.1,
            max_aspect=10,
            min_width=320,
            max_count=20,
        ),
    },
    posts_per_day=250,
    supports_deletion=True,
    supports_analytics=True,
    supports_comments=True,
    counters=frozenset({"views", "likes", "comments_count", "shares"}),
    sources={
        "alt_text": POSTS,
        "max_text": POSTS,
        "max_hashtags": POSTS,
        "posts_per_day": OVERVIEW,
    },
)
