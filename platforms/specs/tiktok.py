"""TikTok: videos and photos, by direct post."""

from platforms.specs.counting import utf16_units
from platforms.specs.types import (
    Coding,
    HashtagHabit,
    MediaLimits,
    PlatformSpec,
    documented,
    second_hand,
)

TRANSFER_GUIDE = documented("developers.tiktok.com: Content Posting API, media transfer guide")
CODING = Coding(
    source=TRANSFER_GUIDE,
    video_codecs=frozenset({"h264", "hevc", "vp8", "vp9"}),
    min_fps=23,
    max_fps=60,
)

SPEC = PlatformSpec(
    name="tiktok",
    label="TikTok",
    network="tiktok",
    count_text=utf16_units,
    counted_in="characters",
    max_text=2200,
    media_required=True,
    max_hashtags=5,
    hashtag_habit=HashtagHabit.INLINE,
    media={
        "video": MediaLimits(
            source=TRANSFER_GUIDE,
            formats=frozenset({"video/mp4", "video/quicktime", "video/webm"}),
            max_bytes=4 * 1024**3,
            min_seconds=3,
            max_seconds=600,
            min_width=360,
            max_long_side=4096,
            coding=CODING,
        ),
        "image": MediaLimits(
            source=TRANSFER_GUIDE,
            formats=frozenset({"image/jpeg", "image/webp"}),
            max_bytes=20_000_000,
            max_short_side=1080,
            max_count=35,
        ),
    },
    posts_per_day=15,
    supports_analytics=True,
    counters=frozenset(
        {"views", "likes", "comments_count", "shares", "followers_gained", "followers_lost"}
    ),
    sources={
        "max_text": documented("developers.tiktok.com: direct post, 2,200 UTF-16 units"),
        "max_hashtags": second_hand("Blotato advises five at most"),
        "posts_per_day": documented(
            "developers.tiktok.com: content sharing guidelines, about 15 per creator over all apps"
        ),
    },
)
