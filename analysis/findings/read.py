"""All findings of one clip, as the analysis keeps them."""

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.findings.crops import read_crops
from analysis.findings.finding import Features, spoken_of
from analysis.findings.fit import read_fit
from analysis.findings.hook import read_hook
from analysis.findings.loudness import read_loudness
from analysis.findings.overlays import read_overlays
from analysis.findings.picture import read_picture
from analysis.findings.rhythm import read_rhythm
from analysis.findings.speech import read_speech

VERSION = "findings-1"


def read_findings(
    features: Features,
    segments: Sequence[Mapping[str, Any]] = (),
    *,
    language: str = "",
    transcript: str = "",
    brand_colours: Sequence[str] = (),
) -> dict[str, Any]:
    """{version, hook, pacing, speech, sound, safe_areas, picture, crops, fit}; JSON-safe, pure.

    `segments`: [{start, end, text}] in seconds. Groups are lists of findings, empty when nothing
    could be told; crops and fit as `read_crops` and `read_fit` give them.
    """
    spoken = spoken_of(segments, language, transcript)
    groups = {
        "hook": read_hook(features, spoken),
        "pacing": read_rhythm(features),
        "speech": read_speech(features, spoken),
        "sound": read_loudness(features),
        "safe_areas": read_overlays(features),
        "picture": read_picture(features, brand_colours),
    }
    return {
        "version": VERSION,
        **{name: [one.as_json() for one in found] for name, found in groups.items()},
        "crops": read_crops(features),
        "fit": read_fit(features),
    }
