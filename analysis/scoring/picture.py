"""What is seen: clear pictures, and faces in them."""

from collections.abc import Mapping
from typing import Any

from analysis.scoring.parts import GOOD, Part, along, percent
from analysis.words.suggestion import WordsSuggestion

# Standard deviation of the Laplacian at 360x640: below 4 nothing has an edge, phone video of a
# person gives 10 to 20, detailed scenes 30 and more.
SHARPNESS = ((3.0, 0.0), (8.0, 0.4), (14.0, 0.75), (24.0, 1.0))
BRIGHTNESS = ((0.08, 0.0), (0.22, 0.5), (0.34, 1.0), (0.66, 1.0), (0.8, 0.5), (0.95, 0.0))
CLIPPED = ((0.2, 1.0), (0.4, 0.7), (0.7, 0.2), (0.95, 0.0))
COLOUR = ((1.0, 0.0), (6.0, 0.5), (14.0, 1.0))
FACE_SHARE = ((0.0, 0.0), (0.2, 0.45), (0.5, 0.8), (0.8, 1.0))
# Height of the largest face as a share of the picture: a tenth is a passer-by, a third a close-up.
FACE_SIZE = ((0.08, 0.1), (0.18, 0.6), (0.3, 1.0))


def measure_clarity(features: Mapping[str, Any], words: WordsSuggestion) -> list[Part | None]:
    """Sharpness, light, lost detail, colour: medians over the sampled frames."""
    picture = features.get("picture")
    if not picture:
        return []
    return [_sharpness(features, picture), _light(picture), _range(picture), _colour(picture)]


def _sharpness(features: Mapping[str, Any], picture: Mapping[str, float]) -> Part:
    value = along(SHARPNESS, picture["sharpness"])
    return Part(
        "sharpness",
        0.45,
        value,
        f"the frames are {'sharp' if value >= GOOD else 'soft'}",
        "hold the camera still, focus, and wipe the lens",
        features.get("best_frame_time_sec"),
        features.get("best_frame_index"),
    )


def _light(picture: Mapping[str, float]) -> Part:
    brightness = picture["brightness"]
    value = along(BRIGHTNESS, brightness)
    level = "well lit" if value >= GOOD else "too dark" if brightness < 0.5 else "too bright"
    return Part("light", 0.25, value, f"they are {level}", "light it evenly")


def _range(picture: Mapping[str, float]) -> Part:
    black, white = picture["dark_share"], picture["bright_share"]
    value = along(CLIPPED, max(black, white))
    clause = "light and dark areas keep their detail"
    if value < GOOD:
        lost = "white" if white > black else "black"
        clause = f"{percent(max(black, white))} of the picture is nearly {lost}"
    advice = "lower the contrast between subject and background"
    return Part("range", 0.15, value, clause, advice)


def _colour(picture: Mapping[str, float]) -> Part:
    value = along(COLOUR, picture["colour"])
    clause = f"the colours are {'lively' if value >= GOOD else 'flat'}"
    return Part("colour", 0.15, value, clause, "add colour: clothing, background or a grade")


def measure_faces(features: Mapping[str, Any], words: WordsSuggestion) -> list[Part | None]:
    """How often and how large a face is seen (upright frontal faces only)."""
    faces = features.get("faces")
    if not faces:
        return []
    if not faces["share"]:
        return [Part("presence", 1.0, 0.0, "no face is seen", "keep a face in view for most of it")]
    return [_presence(features, faces), _size(faces)]


def _presence(features: Mapping[str, Any], faces: Mapping[str, Any]) -> Part:
    clause = f"a face is seen in {percent(faces['share'])} of the frames"
    if features["media_type"] == "image":
        clause = "a face is seen in the picture"
    return Part(
        "presence",
        0.65,
        along(FACE_SHARE, faces["share"]),
        clause,
        "keep the face in view for longer",
        faces["first_seen_sec"],
        features.get("first_face_index"),
    )


def _size(faces: Mapping[str, Any]) -> Part:
    size = faces["largest_share"]
    clause = f"at its largest it fills {percent(size)} of the height"
    advice = "come closer, so that the face fills a third of the height"
    return Part("size", 0.35, along(FACE_SIZE, size), clause, advice)
