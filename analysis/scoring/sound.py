"""What is heard: loudness, peaks, gaps, speech."""

from collections.abc import Mapping
from typing import Any

from analysis.scoring.parts import Part, along, percent, read
from analysis.words.suggestion import WordsSuggestion

TARGET_LUFS = -14.0  # what YouTube, TikTok and Instagram turn loud sound down to; they turn none up
LOUDNESS = ((-40, 0.0), (-30, 0.1), (-23, 0.4), (-18, 0.75), (-15, 1.0), (-11, 1.0), (-6, 0.5))
PEAK_DBFS = ((-1.0, 1.0), (0.0, 0.6), (2.0, 0.0))
SILENT_SHARE = ((0.03, 1.0), (0.15, 0.7), (0.4, 0.25), (0.8, 0.0))
SPEECH_SHARE = ((0.0, 0.3), (0.3, 0.75), (0.6, 1.0))  # music alone works, a voice holds better


def measure_sound(features: Mapping[str, Any], words: WordsSuggestion) -> list[Part | None]:
    """A clip without a sound track gets 0 here: that is measured, not missing."""
    if not features.get("has_audio"):
        return [Part("track", 1.0, 0.0, "there is no sound", "add a voice or music")]
    if not features.get("sound"):
        return []
    return [_loudness(features), _peak(features), _gaps(features), _speech(features)]


def _loudness(features: Mapping[str, Any]) -> Part:
    lufs = read(features, "sound", "loudness_lufs")
    if lufs is None:
        return Part("loudness", 0.45, 0.0, "nothing is loud enough to hear", "raise the volume")
    clause = f"it is {lufs:.1f} LUFS loud (platforms play at {TARGET_LUFS:.0f})"
    advice = "raise the volume to -14 LUFS" if lufs < TARGET_LUFS else "lower it to -14 LUFS"
    return Part("loudness", 0.45, along(LOUDNESS, lufs), clause, advice)


def _peak(features: Mapping[str, Any]) -> Part | None:
    peak = read(features, "sound", "peak_dbfs")
    if peak is None:
        return None
    clause = f"its peak is {peak:.1f} dBFS"
    return Part("peak", 0.1, along(PEAK_DBFS, peak), clause, "keep peaks under -1 dBFS")


def _gaps(features: Mapping[str, Any]) -> Part:
    share = read(features, "sound", "silent_share")
    silences = read(features, "sound", "silences") or []
    longest = max(silences, key=lambda gap: gap[1] - gap[0], default=None)
    clause = "there is no dead air"
    if longest:
        clause = f"{percent(share)} is silent, the longest gap from {longest[0]:.1f} s"
    advice = "cut the silences out"
    at = longest[0] if longest else None
    return Part("dead air", 0.3, along(SILENT_SHARE, share), clause, advice, at)


def _speech(features: Mapping[str, Any]) -> Part | None:
    share = read(features, "sound", "speech_share")
    if share is None:
        return None
    clause = f"speech fills {percent(share)} of it" if share >= 0.02 else "nobody speaks"
    at = read(features, "sound", "speech_onset_sec")
    return Part("speech", 0.15, along(SPEECH_SHARE, share), clause, "speak over the music", at)
