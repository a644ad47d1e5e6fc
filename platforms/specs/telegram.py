"""Telegram channels: media with a caption (a message without media could have 4,096)."""

from platforms.specs.counting import utf16_units
from platforms.specs.types import (
    PLAYS_EVERYWHERE,
    HashtagHabit,
    MediaLimits,
    PlatformSpec,
    documented,
    our_choice,
)

BOT_API = documented("core.telegram.org/bots/api: sendVideo, sendPhoto")

SPEC = PlatformSpec(
    name="telegram",
    label="Telegram",
    network="telegram",
    count_text=utf16_units,
    counted_in="characters",
    max_text=1024,
    max_hashtags=5,
    hashtag_habit=HashtagHabit.END,
    media={
        "video": MediaLimits(
            source=BOT_API,
            formats=frozenset({"video/mp4"}),
            max_bytes=50_000_000,
            coding=PLAYS_EVERYWHERE,
        ),
        "image": MediaLimits(
            source=BOT_API,
            formats=frozenset({"image/jpeg", "image/png", "image/webp"}),
            max_bytes=10_000_000,
            max_count=10,
        ),
        "audio": MediaLimits(
            source=BOT_API,
            formats=frozenset({"audio/mpeg", "audio/mp4", "audio/x-m4a"}),
            coding=PLAYS_EVERYWHERE,
            max_bytes=50_000_000,
        ),
    },
    supports_editing=True,
    supports_deletion=True,
    counters=frozenset(),
    sources={"max_text": BOT_API, "max_hashtags": our_choice("A handful")},
)
