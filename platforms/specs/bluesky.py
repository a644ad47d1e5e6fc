"""Bluesky: 300 graphemes that are at most 3,000 bytes."""

from platforms.specs.counting import graphemes
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

LEXICON = documented("github bluesky-social/atproto: app.bsky.feed.post, app.bsky.embed.images")

SPEC = PlatformSpec(
    name="bluesky",
    label="Bluesky",
    network="bluesky",
    count_text=graphemes,
    counted_in="characters",
    max_text=300,
    max_text_bytes=3000,
    max_hashtags=3,
    hashtag_habit=HashtagHabit.INLINE,
    first_comment=CommentLimits(source=LEXICON, max_text=300, max_text_bytes=3000),
    alt_text={"image": 2000, "video": 2000},
    media={
        "video": MediaLimits(
            source=second_hand("300 MB by the lexicon; 60 s is the strictest length in use"),
            formats=frozenset({"video/mp4"}),
            max_bytes=300_000_000,
            max_seconds=60,
            coding=PLAYS_EVERYWHERE,
        ),
        "image": MediaLimits(
            source=LEXICON,
            formats=frozenset({"image/jpeg", "image/png", "image/webp"}),
            max_bytes=2_000_000,
            max_count=4,
        ),
    },
    posts_per_day=200,
    supports_deletion=True,
    supports_analytics=True,
    supports_comments=True,
    counters=frozenset(
        {"likes", "comments_count", "shares", "saves", "followers_gained", "followers_lost"}
    ),
    sources={
        "alt_text": our_choice("The lexicon has no limit; the app takes 2,000"),
        "max_text": LEXICON,
        "max_text_bytes": LEXICON,
        "max_hashtags": our_choice("Short posts carry few tags"),
        "posts_per_day": second_hand("BrightBean: 200 a day"),
    },
)
