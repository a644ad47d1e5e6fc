"""The first three seconds: do they stop a thumb?

Anchors: platforms count a view after two to three seconds and show the share that stays; their
creator guides (TikTok “hook in the first 3 s”, YouTube Shorts “first seconds”) agree on movement,
a face, a readable line and a voice at once. The numbers are our prior, to be re-fitted.
"""

from collections.abc import Mapping
from typing import Any

from analysis.scoring.parts import Part, along, percent, read
from analysis.words.suggestion import WordsSuggestion

# Mean grey-level difference at 30 fps: under 0.5 is a still picture with noise, a person talking
# gives about 1.5, a moving camera 4 and more.
MOTION = ((0.0, 0.0), (0.5, 0.15), (1.5, 0.6), (4.0, 1.0))
FACE_SHARE = ((0.0, 0.0), (0.3, 0.5), (0.8, 1.0))
TEXT_SEEN_SEC = ((0.5, 1.0), (1.5, 0.8), (3.0, 0.5), (3.01, 0.0))
SPEECH_ONSET_SEC = ((0.3, 1.0), (1.0, 0.8), (2.0, 0.4), (3.0, 0.1), (4.0, 0.0))
CUTS = ((0.0, 0.2), (1.0, 0.9), (2.0, 1.0))


def measure_hook(features: Mapping[str, Any], words: WordsSuggestion) -> list[Part | None]:
    """Movement, face, text, voice and cuts at the start; sound only has its voice."""
    if features.get("media_type") == "audio":
        return [_speech(features)]
    return [
        _motion(features),
        _face(features),
        _text(features),
        _speech(features),
        _cuts(features),
    ]


def _motion(features: Mapping[str, Any]) -> Part | None:
    motion = read(features, "hook", "motion")
    if motion is None:
        return None
    value = along(MOTION, motion)
    clause = "the picture moves from the start" if value >= 0.5 else "the picture hardly moves"
    return Part("motion", 0.25, value, clause, "open on movement", time_sec=0.0)


def _face(features: Mapping[str, Any]) -> Part | None:
    share = read(features, "hook", "face_share")
    if share is None:
        return None
    clause = f"a face is in {percent(share)} of the opening frames" if share else "no face is seen"
    return Part(
        "face",
        0.25,
        along(FACE_SHARE, share),
        clause,
        "show a face, looking at the camera, in the first second",
        time_sec=read(features, "faces", "first_seen_sec") if share else None,
        frame_index=features.get("first_face_index") if share else None,
    )


def _text(features: Mapping[str, Any]) -> Part | None:
    text = read(features, "hook", "text")
    if text is None:
        return None
    seen = read(features, "text", "first_seen_sec") or 0.0
    return Part(
        "text",
        0.2,
        along(TEXT_SEEN_SEC, seen) if text else 0.0,
        f"text is on screen from {seen:.1f} s" if text else "there is no text on screen",
        "put the promise in a short line on screen in the first second",
        time_sec=seen if text else None,
    )


def _speech(features: Mapping[str, Any]) -> Part | None:
    if read(features, "sound", "speech_share") is None and features.get("has_audio"):
        return None
    onset = read(features, "sound", "speech_onset_sec")
    clause = "nobody speaks" if onset is None else f"speech starts at {onset:.1f} s"
    value = 0.0 if onset is None else along(SPEECH_ONSET_SEC, onset)
    advice = "let somebody speak in the first half second"
    return Part("speech", 0.2, value, clause, advice, time_sec=onset)


def _cuts(features: Mapping[str, Any]) -> Part | None:
    cuts = read(features, "hook", "cuts")
    if cuts is None:
        return None
    named = {0: "no cut", 1: "one cut"}.get(cuts, f"{cuts} cuts")
    first = read(features, "pacing", "first_cut_sec") if cuts else None
    clause = f"{named} in the first three seconds"
    clause = f"there {'are' if cuts > 1 else 'is'} {clause}"
    return Part("cuts", 0.1, along(CUTS, cuts), clause, "cut once within three seconds", first)
