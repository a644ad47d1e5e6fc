"""Email: a campaign to a list; pictures are linked, videos cannot be embedded."""

from platforms.specs.counting import utf8_bytes
from platforms.specs.types import (
    HashtagHabit,
    MediaLimits,
    PlatformSpec,
    our_choice,
    second_hand,
)

SPEC = PlatformSpec(
    name="email",
    label="Email",
    network="email",
    count_text=utf8_bytes,
    counted_in="bytes",
    max_text=100_000,
    max_title=150,
    title_required=True,
    max_hashtags=0,
    hashtag_habit=HashtagHabit.NONE,
    media={
        "image": MediaLimits(
            source=our_choice("What every mail program shows"),
            formats=frozenset({"image/jpeg", "image/png", "image/gif"}),
            max_bytes=10_000_000,
            max_count=10,
        ),
    },
    supports_scheduling=True,
    supports_analytics=True,
    counters=frozenset({"views", "impressions", "reach", "shares", "clicks", "followers_lost"}),
    sources={
        "max_text": second_hand("Gmail cuts a message at about 102 KB"),
        "max_title": second_hand("Mailchimp advises 150 for a subject"),
        "max_hashtags": our_choice("A letter has no hashtags"),
    },
)
