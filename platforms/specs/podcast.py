"""Podcast: an episode in a feed that this house serves."""

from platforms.specs.counting import utf8_bytes
from platforms.specs.types import (
    PLAYS_EVERYWHERE,
    HashtagHabit,
    MediaLimits,
    PlatformSpec,
    documented,
    our_choice,
)

FEED_GUIDE = documented("Podcastindex-org/podcast-namespace: Apple's guide to feeds")

SPEC = PlatformSpec(
    name="podcast",
    label="Podcast",
    network="podcast",
    count_text=utf8_bytes,
    counted_in="bytes",
    max_text=4000,
    max_title=200,
    title_required=True,
    media_required=True,
    max_hashtags=0,
    hashtag_habit=HashtagHabit.NONE,
    media={
        "audio": MediaLimits(
            source=FEED_GUIDE,
            formats=frozenset({"audio/mpeg", "audio/mp4", "audio/x-m4a"}),
            coding=PLAYS_EVERYWHERE,
        ),
        "video": MediaLimits(
            source=FEED_GUIDE,
            formats=frozenset({"video/mp4", "video/quicktime", "video/x-m4v"}),
            coding=PLAYS_EVERYWHERE,
        ),
    },
    supports_scheduling=True,
    supports_editing=True,
    supports_deletion=True,
    counters=frozenset(),  # players report nothing to a feed’s server
    sources={
        "max_text": FEED_GUIDE,
        "max_title": our_choice("Players cut longer ones"),
        "max_hashtags": our_choice("Players show no hashtags"),
    },
)
