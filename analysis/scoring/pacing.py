"""How the picture changes: length of the shots, movement, stillness."""

from collections.abc import Mapping
from typing import Any

from analysis.scoring.parts import Part, along, percent, read
from analysis.words.suggestion import WordsSuggestion

# Seconds of one unbroken picture. Short-form edits change every 2 to 4 s; half a minute of the
# same view loses nearly everybody. Under 0.8 s a shot cannot be understood.
SHOT_SEC = ((0.4, 0.2), (1.2, 0.8), (2.0, 1.0), (5.0, 1.0), (12.0, 0.6), (25.0, 0.2), (45.0, 0.0))
MOTION = ((0.0, 0.0), (0.5, 0.2), (1.5, 0.6), (4.0, 1.0))
STILL_SHARE = ((0.05, 1.0), (0.4, 0.6), (0.8, 0.15), (1.0, 0.0))


def measure_pacing(features: Mapping[str, Any], words: WordsSuggestion) -> list[Part | None]:
    """Length of the shots (an estimate: detectors miss cuts) and movement inside them."""
    return [_shots(features), _motion(features), _stillness(features)]


def _shots(features: Mapping[str, Any]) -> Part | None:
    shot = read(features, "pacing", "mean_shot_sec")
    if shot is None:
        return None
    changes = len(read(features, "pacing", "cut_times_sec") or [])
    clause = f"the picture changes about every {shot:.1f} s"
    if not changes:
        clause = f"it is one unbroken shot of {shot:.0f} s"
    advice = "cut sooner: a new picture every two to five seconds"
    if shot < SHOT_SEC[2][0]:
        advice = "hold each picture a little longer"
    first = read(features, "pacing", "first_cut_sec")
    return Part("shots", 0.5, along(SHOT_SEC, shot), clause, advice, first)


def _motion(features: Mapping[str, Any]) -> Part | None:
    motion = read(features, "motion", "mean")
    if motion is None:
        return None
    value = along(MOTION, motion)
    clause = "there is movement throughout" if value >= 0.5 else "little moves in the picture"
    return Part("motion", 0.3, value, clause, "move the camera or the subject")


def _stillness(features: Mapping[str, Any]) -> Part | None:
    share = read(features, "motion", "still_share")
    if share is None:
        return None
    clause = f"{percent(share)} of the frames stand still"
    return Part("stillness", 0.2, along(STILL_SHARE, share), clause, "trim the still moments")
