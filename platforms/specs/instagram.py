"""Instagram feed: photos. A single video goes out as a Reel (`instagram_reels.py`)."""

from platforms.specs.counting import code_points
from platforms.specs.types import (
    CommentLimits,
    HashtagHabit,
    MediaLimits,
    PlatformSpec,
    documented,
    second_hand,
)

PUBLISHING = documented("developers.facebook.com: Instagram content publishing, IG User media")
COUNTERS = frozenset({"views", "reach", "likes", "comments_count", "shares", "saves"})
SOURCES = {
    "max_text": PUBLISHING,
    "max_hashtags": second_hand("Blotato: five at most"),
    "hashtag_limit": PUBLISHING,
    "mention_limit": PUBLISHING,
    "posts_per_day": second_hand("Ayrshare: 50 in 24 hours; the quota endpoint has the last word"),
}

SPEC = PlatformSpec(
    name="instagram",
    label="Instagram",
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
    alt_text={"image": 1000},
    media={
        "image": MediaLimits(
            source=PUBLISHING,
            formats=frozenset({"image/jpeg"}),
            max_bytes=8_000_000,
            min_aspect=4 / 5,
            max_aspect=1.91,
            min_width=320,
            max_count=10,
        ),
    },
    posts_per_day=50,
    supports_analytics=True,
    supports_comments=True,
    counters=COUNTERS | {"profile_visits", "followers_gained"},
    sources={
        **SOURCES,
        "alt_text": second_hand("Photos only (documented); other schedulers stop at 1,000"),
    },
)
