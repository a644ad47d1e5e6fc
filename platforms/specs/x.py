"""X: 280 weighted characters."""

from platforms.specs.counting import x_weighted
from platforms.specs.types import (
    EIGHT_BIT_420,
    Coding,
    CommentLimits,
    HashtagHabit,
    MediaLimits,
    PlatformSpec,
    documented,
    second_hand,
)

MEDIA = documented("docs.x.com: media upload quickstart and best practices")
CODING = Coding(
    source=documented("docs.x.com: H.264 High, AAC-LC, at most 60 fps, 4:2:0"),
    video_codecs=frozenset({"h264"}),
    audio_codecs=frozenset({"aac"}),
    pixel_formats=EIGHT_BIT_420,
    max_fps=60,
)

SPEC = PlatformSpec(
    name="x",
    label="X",
    network="x",
    count_text=x_weighted,
    counted_in="characters (a link counts 23, an emoji 2)",
    max_text=280,
    max_hashtags=2,
    hashtag_habit=HashtagHabit.INLINE,
    first_comment=CommentLimits(
        source=documented("docs.x.com: a reply is a post, 280 weighted characters"),
        max_text=280,
    ),
    alt_text={"image": 1000},
    media={
        "video": MediaLimits(
            source=MEDIA,
            formats=frozenset({"video/mp4", "video/quicktime"}),
            max_bytes=512_000_000,
            min_seconds=0.5,
            max_seconds=140,
            min_aspect=1 / 3,
            max_aspect=3,
            min_width=32,
            coding=CODING,
        ),
        "image": MediaLimits(
            source=MEDIA,
            formats=frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"}),
            max_bytes=5_000_000,
            max_count=4,
        ),
    },
    posts_per_hour=100,
    posts_per_day=50,
    supports_deletion=True,
    supports_analytics=True,
    supports_comments=True,
    counters=frozenset(
        {
            "views",
            "impressions",
            "likes",
            "comments_count",
            "shares",
            "saves",
            "clicks",
            "profile_visits",
        }
    ),
    sources={
        "alt_text": documented("docs.x.com: media metadata, alt_text"),
        "max_text": documented("docs.x.com: counting characters"),
        "max_hashtags": second_hand("Other schedulers advise two at most"),
        "posts_per_hour": second_hand("About 300 posts in three hours, shared with the apps"),
        "posts_per_day": second_hand("Ayrshare: 50 a day"),
    },
)
