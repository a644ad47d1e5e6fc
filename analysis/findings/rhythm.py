"""Pacing: how often the picture changes and how evenly; stretches in which nothing happens."""

from itertools import pairwise
from statistics import fmean, pstdev

from analysis.findings.finding import Features, Finding, group_of

EVEN = 0.4  # spread of the shots' lengths over their mean: below it the edit feels regular
CHANGE = 1.4  # later shots that much shorter or longer than earlier ones
SHOTS_FOR_RHYTHM = 4
LONG_SHOT_SEC = 8.0
DEAD_AIR_SEC = 1.0
SLOW, BUSY = 6.0, 60.0  # changes a minute


def read_rhythm(features: Features) -> list[Finding]:
    """Changes a minute, their rhythm, the longest shot, and dead air; as far as measured."""
    found = [_rate(features), _rhythm(features), _longest(features), _dead_air(features)]
    return [one for one in found if one]


def shots_of(features: Features) -> list[tuple[float, float]]:
    """The shots as (start, end) in seconds; one when nothing was cut, none when not measured."""
    duration, pacing = features.get("duration_sec"), features.get("pacing")
    if not duration or not pacing:
        return []
    inside = [t for t in pacing.get("cut_times_sec", []) if 0 < t < duration]
    return list(pairwise([0.0, *inside, duration]))


def _rate(features: Features) -> Finding | None:
    pacing = features.get("pacing")
    if not pacing:
        return None
    rate = pacing["cuts_per_minute"]
    good = SLOW <= rate <= BUSY
    advice = "" if good else "cut more often" if rate < SLOW else "hold each picture longer"
    sentence = f"The picture changes about {rate:.0f} times a minute (an estimate)."
    return Finding(
        "cuts_per_minute", "Cuts", sentence, rate, good, pacing.get("first_cut_sec"), advice=advice
    )


def _rhythm(features: Features) -> Finding | None:
    lengths = [end - start for start, end in shots_of(features)]
    if len(lengths) < SHOTS_FOR_RHYTHM:
        return None
    spread = pstdev(lengths) / fmean(lengths)
    half = len(lengths) // 2
    ratio = fmean(lengths[-half:]) / fmean(lengths[:half])
    word = "even" if spread < EVEN else "varied"
    trend = "slows down" if ratio > CHANGE else "speeds up" if ratio < 1 / CHANGE else "keeps pace"
    return Finding(
        "rhythm", "Rhythm", f"The rhythm is {word} and {trend} to the end.", spread,
        None if ratio <= CHANGE else False,
        advice="shorten the last shots" if ratio > CHANGE else "",
    )  # fmt: skip


def _longest(features: Features) -> Finding | None:
    shots = shots_of(features)
    if not shots:
        return None
    start, end = max(shots, key=lambda shot: shot[1] - shot[0])
    length, good = end - start, end - start <= LONG_SHOT_SEC
    return Finding(
        "longest_shot", "Longest shot", f"The longest shot lasts {length:.1f} s.", length, good,
        start, end, advice="" if good else "cut away once within it",
    )  # fmt: skip


def _dead_air(features: Features) -> Finding | None:
    """Silences of a second and more; the longest is the evidence."""
    if not features.get("sound"):
        return None
    gaps = [(a, b) for a, b in group_of(features, "sound")["silences"] if b - a >= DEAD_AIR_SEC]
    if not gaps:
        return Finding("dead_air", "Dead air", "There is no dead air.", 0.0, True)
    start, end = max(gaps, key=lambda gap: gap[1] - gap[0])
    total = sum(b - a for a, b in gaps)
    counted = "one silence" if len(gaps) == 1 else f"{len(gaps)} silences"
    sentence = f"There is dead air: {counted}, {total:.1f} s together."
    advice = "cut the silences out"
    return Finding("dead_air", "Dead air", sentence, total, False, start, end, advice=advice)
