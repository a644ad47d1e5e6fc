"""Hook strength: what happens in the first three seconds, and how soon.

A prior of our own in the order that creator guides of TikTok and YouTube give: something moves,
somebody looks at you, a line can be read, a voice begins, and its first words make a promise.
"""

from statistics import fmean

from ai.local.sentences import sentences_of
from analysis.findings.finding import Features, Finding, Spoken, group_of
from analysis.words.opening import LABELS, Opening, opening_of

HOOK_SEC = 3.0
FULL_UNTIL_SEC = 0.5  # at once: a thumb needs about this long
STRONG = 0.6


def read_hook(features: Features, spoken: Spoken) -> list[Finding]:
    """One finding for each signal that was measured, and their mean as the strength."""
    signals = [
        one
        for one in (
            _motion(features),
            _face(features),
            _text(features),
            _speech(features),
            _opening(features, spoken),
        )
        if one
    ]
    return [_strength(signals), *signals] if signals else []


def soon(time_sec: float | None) -> float:
    """1 within the first half second, falling to 0 at three seconds; 0 for never."""
    if time_sec is None or time_sec >= HOOK_SEC:
        return 0.0
    return min(1.0, (HOOK_SEC - time_sec) / (HOOK_SEC - FULL_UNTIL_SEC))


def _strength(signals: list[Finding]) -> Finding:
    value = fmean(one.value or 0.0 for one in signals)
    weakest = min(signals, key=lambda one: one.value or 0.0)
    word = "strong" if value >= STRONG else "fair" if value >= STRONG / 2 else "weak"
    return Finding(
        "hook_strength",
        "Hook",
        f"The hook is {word}: {value:.0%} of what its {len(signals)} measured signals could give.",
        value,
        value >= STRONG,
        0.0,
        HOOK_SEC,
        advice=weakest.advice,
    )


def _onset(
    name: str, label: str, at: float | None, said: tuple[str, str], advice: str, frame: int | None
) -> Finding:
    """A signal that counts by how soon it comes. `said`: with “{}” for the time, and for never."""
    inside = at is not None and at < HOOK_SEC
    sentence = said[0].format(f"{at:.1f} s") if inside else said[1]
    value = soon(at)
    when = at if inside else None
    return Finding(
        name,
        label,
        sentence,
        value,
        value >= STRONG,
        when,
        frame_index=frame if inside else None,
        advice="" if value >= STRONG else advice,
    )


def _motion(features: Features) -> Finding | None:
    hook = group_of(features, "hook")
    if hook.get("motion") is None or features.get("media_type") != "video":
        return None
    said = ("The picture moves from {} on.", "The picture hardly moves in the first three seconds.")
    at = hook.get("motion_onset_sec")
    return _onset("hook_motion", "Movement", at, said, "open on movement", None)


def _face(features: Features) -> Finding | None:
    faces = features.get("faces")
    if faces is None or features.get("media_type") != "video":
        return None
    said = ("A face is seen from {} on.", "No upright face is seen in the first three seconds.")
    advice = "show a face in the first second"
    first = features.get("first_face_index")
    return _onset("hook_face", "Face", faces.get("first_seen_sec"), said, advice, first)


def _text(features: Features) -> Finding | None:
    text = features.get("text")
    if text is None or features.get("media_type") != "video":
        return None
    said = ("Text is on screen from {} on.", "No text was read in the first three seconds.")
    advice = "put the promise on screen in the first second"
    return _onset("hook_text", "Text", text.get("first_seen_sec"), said, advice, None)


def _speech(features: Features) -> Finding | None:
    sound = features.get("sound")
    if sound is None or sound.get("speech_share") is None:
        return None
    said = ("Somebody speaks from {} on.", "Nobody speaks in the first three seconds.")
    advice = "begin to speak at once"
    return _onset("hook_speech", "Voice", sound.get("speech_onset_sec"), said, advice, None)


def _opening(features: Features, spoken: Spoken) -> Finding | None:
    """The first words, spoken or on screen, whichever opens better."""
    found = [one for one in (_said(spoken), _shown(features, spoken.language)) if one]
    if not found:
        return None
    opening, line, at = max(found, key=lambda one: one[0].strength)
    return Finding(
        "hook_opening",
        "Opening words",
        f"It opens with {LABELS[opening.kind]}: “{line}”.",
        opening.strength,
        opening.strength >= STRONG,
        at,
        advice="" if opening.strength >= STRONG else "open with a question, a number or a contrast",
    )


def _said(spoken: Spoken) -> tuple[Opening, str, float | None] | None:
    line = next(iter(sentences_of(spoken.text)), "")
    opening = opening_of(line, spoken.language) if line else None
    at = spoken.segments[0][0] if spoken.segments else None
    return (opening, _short(line), at) if opening else None


def _shown(features: Features, language: str) -> tuple[Opening, str, float | None] | None:
    readings = group_of(features, "text").get("readings") or []
    first = next((r for r in readings if r["time_sec"] < HOOK_SEC), None)
    line = " ".join(first["text"].split()) if first else ""
    opening = opening_of(line, language or features.get("language") or "en") if line else None
    return (opening, _short(line), first["time_sec"]) if opening and first else None


def _short(line: str, limit: int = 70) -> str:
    line = " ".join(line.split())
    return line if len(line) <= limit else f"{line[:limit].rsplit(' ', 1)[0]} …"
