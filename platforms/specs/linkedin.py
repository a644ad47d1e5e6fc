"""LinkedIn, as a member or as a Page."""

from platforms.specs.counting import linkedin_units
from platforms.specs.types import (
    PLAYS_EVERYWHERE,
    CommentLimits,
    HashtagHabit,
    MediaLimits,
    PlatformSpec,
    documented,
    our_choice,
    second_hand,
)

SPEC = PlatformSpec(
    name="linkedin",
    label="LinkedIn",
    network="linkedin",
    count_text=linkedin_units,
    counted_in="characters (reserved ones such as # and ( count two)",
    max_text=3000,
    max_title=200,
    max_hashtags=3,
    hashtag_habit=HashtagHabit.END,
    first_comment=CommentLimits(
        source=second_hand("Upload-Post and the composer: 1,250 characters"),
        max_text=1250,
    ),
    alt_text={"image": 1000},
    media={
        "video": MediaLimits(
            source=documented("learn.microsoft.com: LinkedIn videos API, 75 KB-500 MB, 3 s-30 min"),
            formats=frozenset({"video/mp4"}),
            max_bytes=500_000_000,
            min_seconds=3,
            max_seconds=1800,
            coding=PLAYS_EVERYWHERE,
        ),
        "image": MediaLimits(
            source=second_hand("5 MB is the strictest in use; 36,152,320 pixels is documented"),
            formats=frozenset({"image/jpeg", "image/png", "image/gif"}),
            max_bytes=5_000_000,
            max_pixels=36_152_320,
            max_count=20,
        ),
    },
    posts_per_day=100,
    supports_editing=True,
    supports_deletion=True,
    supports_analytics=True,
    supports_comments=True,
    counters=frozenset(
        {
            "views",
            "impressions",
            "reach",
            "likes",
            "comments_count",
            "shares",
            "saves",
            "clicks",
            "watch_time_sec",
            "followers_gained",
        }
    ),
    sources={
        "alt_text": our_choice("Images only; a limit is not named for posts"),
        "max_text": documented("learn.microsoft.com: LinkedIn posts API, text after escaping"),
        "max_title": second_hand("Other schedulers stop at 200"),
        "max_hashtags": second_hand("Other schedulers advise three at most"),
        "posts_per_day": second_hand("BrightBean: about 100 a day"),
    },
)
