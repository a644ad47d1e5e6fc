"""Does the shape fit the phone and the feeds: upright, of a good length, large enough?"""

import math
from collections.abc import Mapping
from typing import Any

from analysis.scoring.parts import Anchors, Part, along
from analysis.words.suggestion import WordsSuggestion
from platforms.specs import SPECS, PostMedia, media_problems

# Width over height, as its logarithm so that 2:1 is as far from square as 1:2. 9:16 fills the
# phone; 4:5 is the tallest that Instagram's feed shows; 16:9 is a third of the upright screen.
VIDEO_SHAPE = ((-0.85, 0.5), (-0.6, 1.0), (-0.55, 1.0), (-0.22, 0.7), (0.0, 0.5), (0.575, 0.1))
IMAGE_SHAPE = ((-0.85, 0.4), (-0.6, 0.8), (-0.29, 1.0), (-0.2, 1.0), (0.0, 0.8), (0.575, 0.3))
# Seconds. Under five there is nothing to tell; most short-form reach is at 10 to 40; three
# minutes is the limit of YouTube Shorts and Instagram's advice (90 s to be recommended).
VIDEO_LENGTH: Anchors = (
    (1, 0.0),
    (5, 0.5),
    (9, 1.0),
    (40, 1.0),
    (60, 0.8),
    (90, 0.6),
    (180, 0.2),
    (600, 0),
)
AUDIO_LENGTH: Anchors = ((2, 0.0), (15, 0.6), (30, 1.0), (180, 1.0), (900, 0.5), (3600, 0.2))
SHORT_SIDE = ((240, 0.0), (480, 0.3), (720, 0.75), (1080, 1.0))
UPRIGHT = 0.7
NAMED_PLATFORMS = 3


def measure_format(features: Mapping[str, Any], words: WordsSuggestion) -> list[Part | None]:
    """Shape, length, size, and how many platforms take it, as far as the kind of media has them."""
    return [_shape(features), _length(features), _size(features), _platforms(features)]


def _shape(features: Mapping[str, Any]) -> Part | None:
    ratio = features.get("aspect_ratio")
    if not ratio:
        return None
    is_image = features.get("media_type") == "image"
    value = along(IMAGE_SHAPE if is_image else VIDEO_SHAPE, math.log(ratio))
    named = "upright" if ratio <= UPRIGHT else "nearly square" if ratio < 1.3 else "wide"
    size = f"{features['width']}x{features['height']}"
    advice = "crop it to 4:5" if is_image else "crop it to 9:16, so that it fills the phone"
    return Part("shape", 0.4, value, f"the picture is {named} ({size})", advice)


def _length(features: Mapping[str, Any]) -> Part | None:
    seconds = features.get("duration_sec")
    if seconds is None or features.get("media_type") == "image":
        return None
    if features.get("media_type") == "audio":
        advice = "cut it to under 3 minutes" if seconds > 60 else "make it at least 30 s long"
        anchors = AUDIO_LENGTH
    else:
        advice = "cut it to under 40 s" if seconds > 20 else "make it at least 9 s long"
        anchors = VIDEO_LENGTH
    return Part("length", 0.3, along(anchors, seconds), f"it is {seconds:.0f} s long", advice)


def _size(features: Mapping[str, Any]) -> Part | None:
    if not (features.get("width") and features.get("height")):
        return None
    side = min(features["width"], features["height"])
    clause = f"its short side has {side} pixels"
    return Part("size", 0.15, along(SHORT_SIDE, side), clause, "use the 1080-pixel original")


def _platforms(features: Mapping[str, Any]) -> Part | None:
    """How many of the platforms for this kind of media take its shape and length."""
    kind = features["media_type"]
    if kind == "audio" or not (features.get("width") and features.get("height")):
        return None
    media = PostMedia(
        media_type=kind,
        width=features["width"],
        height=features["height"],
        duration_sec=None if kind == "image" else features.get("duration_sec"),
    )
    asked = [spec for spec in SPECS.values() if kind in spec.media_types]
    refusing = [spec.label for spec in asked if media_problems(spec, media)]
    clause = f"{len(asked) - len(refusing)} of {len(asked)} platforms take it"
    if refusing:
        clause = f"{clause} (not {', '.join(refusing[:NAMED_PLATFORMS])})"
    advice = f"change its shape or length for {refusing[0]}" if refusing else ""
    return Part("platforms", 0.15, 1 - len(refusing) / len(asked), clause, advice)
