"""Pinterest: a pin is an image or a video with a title, a description and a link."""

from platforms.specs.counting import code_points
from platforms.specs.types import (
    Coding,
    HashtagHabit,
    MediaLimits,
    PlatformSpec,
    documented,
    second_hand,
)

OPENAPI = documented("github pinterest/api-description v5 5.23.0: POST /pins")
CODING = Coding(source=second_hand("H.264 or H.265"), video_codecs=frozenset({"h264", "hevc"}))

SPEC = PlatformSpec(
    name="pinterest",
    label="Pinterest",
    network="pinterest",
    count_text=code_points,
    counted_in="characters",
    max_text=800,
    max_title=100,
    media_required=True,
    max_hashtags=5,
    hashtag_habit=HashtagHabit.END,
    alt_text={"image": 500, "video": 500},
    media={
        "video": MediaLimits(
            source=second_hand("Five minutes and 2 GB are the strictest in use"),
            formats=frozenset({"video/mp4", "video/quicktime", "video/x-m4v"}),
            max_bytes=2_000_000_000,
            max_seconds=300,
            coding=CODING,
        ),
        "image": MediaLimits(
            source=second_hand("20 MB"),
            formats=frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"}),
            max_bytes=20_000_000,
            max_count=5,
        ),
    },
    posts_per_day=20,
    supports_editing=True,
    supports_deletion=True,
    supports_analytics=True,
    counters=frozenset(
        {
            "views",
            "impressions",
            "likes",
            "comments_count",
            "saves",
            "clicks",
            "watch_time_sec",
            "profile_visits",
            "followers_gained",
        }
    ),
    sources={
        "alt_text": documented("developers.pinterest.com: create pin, alt_text"),
        "max_text": OPENAPI,
        "max_title": OPENAPI,
        "max_hashtags": second_hand("Other schedulers stop at five"),
        "posts_per_day": second_hand("Ayrshare: 20 a day"),
    },
)
