"""What is seen: clear pictures, faces, readable text, pace."""

from collections.abc import Mapping
from typing import Any

from analysis.scoring.parts import GOOD, Part, along, percent, read
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
# A line on a phone held at arm's length is comfortable from about 3 % of the picture's height.
LINE_HEIGHT = ((0.012, 0.0), (0.022, 0.5), (0.032, 1.0))
TEXT_FIRST_SEC = ((3.0, 1.0), (10.0, 0.5), (30.0, 0.2))
CONFIDENCE = ((0.6, 0.0), (0.8, 0.6), (0.95, 1.0))
WORDS_AT_ONCE = ((9.0, 1.0), (16.0, 0.6), (30.0, 0.1), (45.0, 0.0))
# Seconds of one unbroken picture. Short-form edits change every 2 to 4 s; half a minute of the
# same view loses nearly everybody. Under 0.8 s a shot cannot be understood.
SHOT_SEC = ((0.4, 0.2), (1.2, 0.8), (2.0, 1.0), (5.0, 1.0), (12.0, 0.6), (25.0, 0.2), (45.0, 0.0))
MOTION = ((0.0, 0.0), (0.5, 0.2), (1.5, 0.6), (4.0, 1.0))
STILL_SHARE = ((0.05, 1.0), (0.4, 0.6), (0.8, 0.15), (1.0, 0.0))


def measure_clarity(features: Mapping[str, Any], words: WordsSuggestion) -> list[Part | None]:
    """Sharpness, light, burnt or black areas, colour: medians over the sampled frames."""
    picture = features.get("picture")
    if not picture:
        return []
    time, index = features.get("best_frame_time_sec"), features.get("best_frame_index")
    sharp, bright = along(SHARPNESS, picture["sharpness"]), picture["brightness"]
    clipped = max(picture["dark_share"], picture["bright_share"])
    light, detail = along(BRIGHTNESS, bright), along(CLIPPED, clipped)
    lost = "white" if picture["bright_share"] > picture["dark_share"] else "black"
    colour = along(COLOUR, picture["colour"])
    return [
        Part(
            "sharpness",
            0.45,
            sharp,
            f"the frames are {'sharp' if sharp >= 0.5 else 'soft'}",
            "hold the camera still, focus, and wipe the lens",
            time,
            index,
        ),
        Part("light", 0.25, light, f"they are {_level(light, bright)}", "light it evenly"),
        Part(
            "range",
            0.15,
            detail,
            "light and dark areas keep their detail"
            if detail >= GOOD
            else f"{percent(clipped)} of the picture is nearly {lost}",
            "lower the contrast between subject and background",
        ),
        Part(
            "colour",
            0.15,
            colour,
            f"the colours are {'lively' if colour >= 0.5 else 'flat'}",
            "add colour: clothing, background or a grade",
        ),
    ]


def _level(value: float, brightness: float) -> str:
    return "well lit" if value >= GOOD else "too dark" if brightness < 0.5 else "too bright"


def measure_faces(features: Mapping[str, Any], words: WordsSuggestion) -> list[Part | None]:
    """How often and how large a face is seen (upright frontal faces only)."""
    faces = features.get("faces")
    if not faces:
        return []
    if not faces["share"]:
        return [Part("presence", 1.0, 0.0, "no face is seen", "keep a face in view for most of it")]
    where = "the picture" if features.get("media_type") == "image" else "the frames"
    seen = f"a face is seen in {where}"
    if where == "the frames":
        seen = f"a face is seen in {percent(faces['share'])} of the frames"
    size = faces["largest_share"]
    return [
        Part(
            "presence",
            0.65,
            along(FACE_SHARE, faces["share"]),
            seen,
            "keep the face in view for longer",
            faces.get("first_seen_sec"),
            features.get("first_face_index"),
        ),
        Part(
            "size",
            0.35,
            along(FACE_SIZE, size),
            f"at its largest it fills {percent(size)} of the height",
            "come closer, so that the face fills a third of the height",
        ),
    ]


def measure_text(features: Mapping[str, Any], words: WordsSuggestion) -> list[Part | None]:
    """Is there text on screen, and can it be read on a phone?"""
    text = features.get("text")
    if not text:
        return []
    readings = text["readings"]
    if not readings:
        advice = "put the main point on screen in a few large words"
        return [Part("presence", 1.0, 0.0, "no text was read on screen", advice)]
    first = text["first_seen_sec"]
    longest = max(len(reading["text"].split()) for reading in readings)
    height, confidence = text["tallest_line_share"], text["mean_confidence"]
    return [
        Part(
            "presence",
            0.3,
            along(TEXT_FIRST_SEC, first),
            f"text is on screen from {first:.1f} s",
            "show the text from the start",
            first,
        ),
        Part(
            "size",
            0.3,
            along(LINE_HEIGHT, height),
            f"its tallest line is {percent(height)} of the height",
            "make the letters larger",
        ),
        Part(
            "legibility",
            0.2,
            along(CONFIDENCE, confidence),
            f"it is {'easy' if confidence >= 0.85 else 'hard'} to read",
            "give the text more contrast",
        ),
        Part(
            "amount",
            0.2,
            along(WORDS_AT_ONCE, longest),
            f"at most {longest} {'word is' if longest == 1 else 'words are'} shown at once",
            "show fewer words at a time",
        ),
    ]


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
