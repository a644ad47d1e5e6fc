"""Discord: a message in a channel, by webhook."""

from platforms.specs.counting import code_points
from platforms.specs.types import (
    PLAYS_IN_BROWSERS,
    HashtagHabit,
    MediaLimits,
    PlatformSpec,
    documented,
    our_choice,
)

WEBHOOK = documented("docs.discord.com: resources/webhook, 10 MiB a file")
TEN_MIB = 10 * 1024**2

SPEC = PlatformSpec(
    name="discord",
    label="Discord",
    network="discord",
    count_text=code_points,
    counted_in="characters",
    max_text=2000,
    max_hashtags=0,
    hashtag_habit=HashtagHabit.NONE,
    media={
        "video": MediaLimits(
            source=WEBHOOK,
            formats=frozenset({"video/mp4", "video/quicktime", "video/webm"}),
            max_bytes=TEN_MIB,
            coding=PLAYS_IN_BROWSERS,
        ),
        "image": MediaLimits(
            source=WEBHOOK,
            formats=frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"}),
            max_bytes=TEN_MIB,
            max_count=10,
        ),
        "audio": MediaLimits(
            source=WEBHOOK,
            formats=frozenset({"audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/flac"}),
            max_bytes=TEN_MIB,
        ),
    },
    supports_editing=True,
    supports_deletion=True,
    counters=frozenset(),
    sources={"max_text": WEBHOOK, "max_hashtags": our_choice("Discord has no hashtags")},
)
