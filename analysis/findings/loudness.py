"""How loud each platform plays a clip against what it aims at."""

from dataclasses import dataclass

from analysis.findings.finding import Features, Finding, group_of
from platforms.specs.types import Source, documented, our_choice, second_hand

NEAR_LU = 1.0
HIGHEST_PEAK = -1.0  # dBFS: louder peaks clip in the platforms' own encoders


@dataclass(frozen=True)
class LoudnessTarget:
    """Integrated loudness in LUFS to which a platform turns sound down (most turn none up)."""

    platforms: str
    lufs: float
    source: Source


TARGETS: dict[str, LoudnessTarget] = {
    "youtube": LoudnessTarget(
        "YouTube and Shorts", -14.0, second_hand("“stats for nerds” shows content loudness to -14")
    ),
    "short": LoudnessTarget(
        "TikTok, Instagram and Facebook",
        -14.0,
        our_choice("they publish no figure; -14 LUFS is what engineers measured"),
    ),
    "podcast": LoudnessTarget(
        "podcast apps", -16.0, documented("Apple Podcasts for Creators: -16 dB LKFS, ±1 dB")
    ),
}


def read_loudness(features: Features) -> list[Finding]:
    """One finding a target that suits the kind of media, and one for peaks that clip."""
    sound = group_of(features, "sound")
    lufs = sound.get("loudness_lufs")
    if lufs is None:
        return []
    names = ("podcast",) if features.get("media_type") == "audio" else ("youtube", "short")
    found = [_against(name, TARGETS[name], lufs) for name in names]
    peak = sound.get("peak_dbfs")
    if peak is not None and peak > HIGHEST_PEAK:
        sentence = f"Its peak of {peak:.1f} dBFS is above {HIGHEST_PEAK:.0f} and may distort."
        found.append(Finding("peak", "Peak", sentence, peak, False, advice="lower the peaks"))
    return found


def _against(name: str, target: LoudnessTarget, lufs: float) -> Finding:
    off = lufs - target.lufs
    near = abs(off) <= NEAR_LU
    word = "just right" if near else f"{abs(off):.0f} LU {'too loud' if off > 0 else 'too quiet'}"
    sentence = f"At {lufs:.1f} LUFS it is {word} for {target.platforms} ({target.lufs:.0f} LUFS)."
    advice = "" if near else f"{'lower' if off > 0 else 'raise'} it by {abs(off):.0f} dB"
    return Finding(f"loudness_{name}", "Loudness", sentence, off, near, advice=advice)
