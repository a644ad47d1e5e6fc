"""Mastodon: the defaults; an instance may allow more, and its adapter asks it."""

from platforms.specs.counting import mastodon_units
from platforms.specs.types import (
    PLAYS_IN_BROWSERS,
    CommentLimits,
    HashtagHabit,
    MediaLimits,
    PlatformSpec,
    documented,
    our_choice,
    second_hand,
)

SPEC = PlatformSpec(
    name="mastodon",
    label="Mastodon",
    network="mastodon",
    count_text=mastodon_units,
    counted_in="characters (a link counts 23)",
    max_text=500,
    max_hashtags=5,
    hashtag_habit=HashtagHabit.END,
    first_comment=CommentLimits(
        source=documented("docs.joinmastodon.org: a reply is a status; 500 by default"),
        max_text=500,
    ),
    alt_text={"image": 1500, "video": 1500},
    media={
        "video": MediaLimits(
            source=second_hand("40 MB is the strictest default of instances"),
            formats=frozenset({"video/mp4", "video/quicktime", "video/webm"}),
            max_bytes=40_000_000,
            coding=PLAYS_IN_BROWSERS,
        ),
        "image": MediaLimits(
            source=second_hand("10 MB is the strictest default of instances"),
            formats=frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"}),
            max_bytes=10_000_000,
            max_count=4,
        ),
    },
    posts_per_day=200,
    supports_scheduling=True,
    supports_editing=True,
    supports_deletion=True,
    supports_analytics=True,
    supports_comments=True,
    counters=frozenset({"likes", "comments_count", "shares", "followers_gained", "followers_lost"}),
    sources={
        "alt_text": documented("mastodon/mastodon: MediaAttachment::MAX_DESCRIPTION_LENGTH"),
        "max_text": documented("docs.joinmastodon.org: instance configuration, default 500"),
        "max_hashtags": our_choice("A handful"),
        "posts_per_day": second_hand("BrightBean: 200 a day"),
    },
)
