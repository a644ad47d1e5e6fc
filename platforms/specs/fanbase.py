"""Fanbase: no public API; a person posts, and we hand over the parts."""

from platforms.specs.counting import code_points
from platforms.specs.types import (
    PLAYS_EVERYWHERE,
    HashtagHabit,
    MediaLimits,
    PlatformSpec,
    our_choice,
)

UNPUBLISHED = our_choice("Fanbase publishes no limits; the values of similar networks")

SPEC = PlatformSpec(
    name="fanbase",
    label="Fanbase",
    network="fanbase",
    count_text=code_points,
    counted_in="characters",
    max_text=500,
    media_required=True,
    max_hashtags=5,
    hashtag_habit=HashtagHabit.END,
    media={
        "video": MediaLimits(
            source=UNPUBLISHED,
            formats=frozenset({"video/mp4", "video/quicktime"}),
            coding=PLAYS_EVERYWHERE,
            max_seconds=90,
        ),
        "image": MediaLimits(
            source=UNPUBLISHED, formats=frozenset({"image/jpeg", "image/png"}), max_count=10
        ),
    },
    counters=frozenset(),
    sources={"max_text": UNPUBLISHED, "max_hashtags": UNPUBLISHED},
)
