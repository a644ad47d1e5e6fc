"""Spill: no public API; a person posts, and we hand over the parts."""

from platforms.specs.counting import code_points
from platforms.specs.types import (
    PLAYS_EVERYWHERE,
    HashtagHabit,
    MediaLimits,
    PlatformSpec,
    our_choice,
)

UNPUBLISHED = our_choice("Spill publishes no limits; press at its launch spoke of 90 characters")

SPEC = PlatformSpec(
    name="spill",
    label="Spill",
    network="spill",
    count_text=code_points,
    counted_in="characters",
    max_text=90,
    max_hashtags=1,
    hashtag_habit=HashtagHabit.INLINE,
    media={
        "image": MediaLimits(
            source=UNPUBLISHED, formats=frozenset({"image/jpeg", "image/png", "image/gif"})
        ),
        "video": MediaLimits(
            source=UNPUBLISHED,
            formats=frozenset({"video/mp4", "video/quicktime"}),
            coding=PLAYS_EVERYWHERE,
            max_seconds=60,
        ),
    },
    counters=frozenset(),
    sources={"max_text": UNPUBLISHED, "max_hashtags": UNPUBLISHED},
)
