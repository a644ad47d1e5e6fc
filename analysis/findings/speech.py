"""How fast somebody speaks, and what the clip asks for at its end."""

import re

from ai.local.sentences import words_of
from analysis.findings.finding import Features, Finding, Spoken, group_of

# Words a minute: conversation is about 150; short-form speakers go to 200; 220 loses people.
SLOW, FAST = 110.0, 220.0
LEAST_SPEECH_SEC = 2.0
LATE = 0.75  # a call before this share of the clip comes while people still wait for the point
TAIL_SEC = 2.0
CALL = re.compile(
    r"\b(?:follow (?:me|us|for|along)|subscribe|link in (?:my |the )?(?:bio|description)|comment"
    r"(?: below)?\b|let me know|tell (?:me|us)|share this|send this|save this|sign up|shop now|"
    r"buy (?:now|it|yours)|order (?:now|yours)|click|tap|swipe up|try it|download|visit|join|dm me|"
    r"book (?:now|a)|check (?:it )?out|like and|learn more|get yours)",
    re.I,
)


def read_speech(features: Features, spoken: Spoken) -> list[Finding]:
    """The speech rate and the ending, as far as there are words."""
    return [one for one in (_rate(features, spoken), read_ending(features, spoken)) if one]


def _rate(features: Features, spoken: Spoken) -> Finding | None:
    seconds = sum(max(0.0, end - start) for start, end, _ in spoken.segments)
    share = group_of(features, "sound").get("speech_share")
    if not spoken.is_timed and share:
        seconds = share * (features.get("duration_sec") or 0.0)
    if not spoken.text or seconds < LEAST_SPEECH_SEC:
        return None
    rate = len(words_of(spoken.text)) * 60 / seconds
    good = SLOW <= rate <= FAST
    advice = "" if good else "speak faster, or cut the pauses" if rate < SLOW else "speak slower"
    at = spoken.segments[0][0] if spoken.segments else None
    sentence = f"{rate:.0f} words a minute are spoken."
    return Finding("speech_rate", "Speech rate", sentence, rate, good, at, advice=advice)


def read_ending(features: Features, spoken: Spoken) -> Finding | None:
    """Where the last call to action is, said or shown (English words); None without any words."""
    duration = features.get("duration_sec")
    readings = group_of(features, "text").get("readings") or []
    timed: list[tuple[float, float | None, str]] = list(spoken.segments)
    timed += [(r["time_sec"], None, r["text"]) for r in readings]
    if not duration or not timed or spoken.language not in ("", "en"):
        return None
    calls = [row for row in timed if CALL.search(row[2])]
    if not calls:
        sentence = "No call to action was heard or read."
        advice = "end with one thing to do: a question to answer, or what to follow for"
        return Finding("call_to_action", "Ending", sentence, None, False, advice=advice)
    start, end, text = max(calls, key=lambda row: row[0])
    word = CALL.search(text)
    asked = word.group(0).lower() if word else ""
    place = start / duration
    good = place >= LATE or duration - (end or start) <= TAIL_SEC
    sentence = f"Its call to action (“{asked}”) comes at {place:.0%} of the clip."
    advice = "" if good else "ask for it at the end, after the point is made"
    return Finding("call_to_action", "Ending", sentence, place, good, start, end, advice=advice)
