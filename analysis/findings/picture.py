"""How the subject stands in the picture, and whether the brand's colours are in it."""

from collections.abc import Sequence

from analysis.engine.colours import brand_share
from analysis.findings.finding import Features, Finding, group_of

WELL_PLACED = 0.12  # shares of the picture, from the nearest crossing of the thirds
HEADROOM = (0.03, 0.25)  # less cuts hair off, more lets a head sink
BRAND_SEEN = 0.05


def read_picture(features: Features, brand_colours: Sequence[str] = ()) -> list[Finding]:
    """Composition, headroom and brand colours, as far as they can be told."""
    found = [_thirds(features), _headroom(features), _brand(features, brand_colours)]
    return [one for one in found if one]


def _thirds(features: Features) -> Finding | None:
    off = group_of(features, "composition").get("thirds_distance")
    if off is None:
        return None
    good = off <= WELL_PLACED
    word = "sits well, near a third or the middle line" if good else "sits off the lines"
    advice = "" if good else "put the subject on a third or in the middle"
    sentence = f"The subject {word} ({off:.0%} of the picture away)."
    at, frame = features.get("best_frame_time_sec"), features.get("best_frame_index")
    return Finding(
        "composition", "Composition", sentence, off, good, at, frame_index=frame, advice=advice
    )


def _headroom(features: Features) -> Finding | None:
    room = group_of(features, "composition").get("headroom")
    if room is None:
        return None
    good = HEADROOM[0] <= room <= HEADROOM[1]
    word = "fits" if good else "is tight" if room < HEADROOM[0] else "is large"
    advice = "" if good else "leave a little room above the head" if room < 0.1 else "come closer"
    sentence = f"The room above the head {word} ({room:.0%} of the height)."
    at, frame = group_of(features, "faces").get("first_seen_sec"), features.get("first_face_index")
    return Finding(
        "headroom", "Headroom", sentence, room, good, at, frame_index=frame, advice=advice
    )


def _brand(features: Features, brand_colours: Sequence[str]) -> Finding | None:
    palette = features.get("palette")
    if not palette or not brand_colours:
        return None
    share = brand_share(palette, brand_colours)
    good = share >= BRAND_SEEN
    sentence = f"Your brand's colours fill {share:.0%} of the picture."
    advice = "" if good else "bring a brand colour in: text, clothing or background"
    return Finding("brand_colours", "Brand colours", sentence, share, good, advice=advice)
