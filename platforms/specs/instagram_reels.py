"""Instagram Reels: one video, through an Instagram account."""

from platforms.specs.counting import code_points
from platforms.specs.instagram import COUNTERS, PUBLISHING, SOURCES
from platforms.specs.types import (
    Coding,
    CommentLimits,
    HashtagHabit,
    MediaLimits,
    PlatformSpec,
    second_hand,
)

CODING = Coding(
    source=PUBLISHING,
    video_codecs=frozenset({"h264", "hevc"}),
    audio_codecs=frozenset({"aac"}),
    min_fps=23,
    max_fps=60,
    max_sample_rate=48_000,
)

SPEC = PlatformSpec(
    name="instagram_reels",
    label="Instagram Reels",
    network="instagram",
    count_text=code_points,
    counted_in="characters",
    max_text=2200,
    media_required=True,
    max_hashtags=5,
    hashtag_limit=30,
    mention_limit=20,
    hashtag_habit=HashtagHabit.END,
    first_comment=CommentLimits(
        source=second_hand("Ayrshare and Upload-Post: 2,196 characters; Meta names none"),
        max_text=2196,
    ),
    media={
        "video": MediaLimits(
            source=PUBLISHING,
            formats=frozenset({"video/mp4", "video/quicktime"}),
            max_bytes=300_000_000,
            min_seconds=3,
            max_seconds=900,
            min_aspect=0.01,
            max_aspect=10,
            max_width=1920,
            coding=CODING,
        ),
    },
    posts_per_day=50,
    supports_analytics=True,
    supports_comments=True,
    counters=COUNTERS | {"watch_time_sec"},
    sources=SOURCES,
)
