"""`score_media`: which components make the score of a kind of media, and with what weight."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from analysis.engine.report import MediaReport
from analysis.scoring.card import NotMeasured, ScoreCard, ScoreComponent, explain, make_component
from analysis.scoring.fit import measure_format
from analysis.scoring.hook import measure_hook
from analysis.scoring.pacing import measure_pacing
from analysis.scoring.parts import Part
from analysis.scoring.picture import measure_clarity, measure_faces
from analysis.scoring.screen_text import measure_text
from analysis.scoring.sound import measure_sound
from analysis.scoring.spoken import measure_words
from analysis.words.suggestion import WordsSuggestion

SCORER_VERSION = "rules-1"

Features = Mapping[str, Any]
Measure = Callable[[Features, WordsSuggestion], list[Part | None]]


@dataclass(frozen=True)
class ComponentKind:
    """How one component is measured; `missing` says what it takes when it cannot be."""

    label: str
    measure: Measure
    missing: str


KINDS = {
    "hook": ComponentKind("Hook", measure_hook, "the first seconds could not be read"),
    "format": ComponentKind("Format", measure_format, "neither size nor length is known"),
    "sound": ComponentKind("Sound", measure_sound, "the sound could not be read"),
    "clarity": ComponentKind("Clarity", measure_clarity, "no frame could be read"),
    "pacing": ComponentKind("Pacing", measure_pacing, "the cuts could not be found"),
    "words": ComponentKind(
        "Words", measure_words, "there is no transcript and no text at its start"
    ),
    "faces": ComponentKind("Faces", measure_faces, "faces were not looked for"),
    "text": ComponentKind("Text on screen", measure_text, "text was not looked for"),
}
# A prior, until an account has results of its own to fit: what is seen and heard first decides
# reach, so the hook leads; a face or text alone helps but is no condition.
WEIGHTS = {
    "video": {
        "hook": 0.25,
        "format": 0.15,
        "sound": 0.13,
        "pacing": 0.12,
        "clarity": 0.12,
        "words": 0.11,
        "faces": 0.07,
        "text": 0.05,
    },
    "image": {"clarity": 0.4, "format": 0.25, "faces": 0.2, "text": 0.15},
    "audio": {"sound": 0.4, "words": 0.25, "hook": 0.2, "format": 0.15},
}


def score_media(features: Features | MediaReport, words: WordsSuggestion | None) -> ScoreCard:
    """The score of what was measured. Pure: the same features give the same card.

    `features` is a MediaReport or its `to_features()`. What was not measured falls out and the
    other components share its weight; the explanation says so.
    """
    if isinstance(features, MediaReport):
        features = _features_of(features)
    words = words or WordsSuggestion()
    weights = WEIGHTS[features["media_type"]]
    parts = {name: _measured(KINDS[name], features, words) for name in weights}
    total = sum(weight for name, weight in weights.items() if parts[name])
    components = tuple(
        make_component(name, KINDS[name].label, weights[name] / total, parts[name])
        for name in weights
        if parts[name]
    )
    missing = tuple(_gap(name) for name in weights if not parts[name])
    return _card(components, missing)


def _measured(kind: ComponentKind, features: Features, words: WordsSuggestion) -> list[Part]:
    return [part for part in kind.measure(features, words) if part is not None]


def _gap(name: str) -> NotMeasured:
    kind = KINDS[name]
    return NotMeasured(name, kind.label, f"{kind.label}: not measured, since {kind.missing}.")


def _card(components: tuple[ScoreComponent, ...], missing: tuple[NotMeasured, ...]) -> ScoreCard:
    points = sum(component.points for component in components)
    return ScoreCard(
        score=round(min(100.0, max(0.0, points)), 1) if components else None,
        components=components,
        not_measured=missing,
        explanation=explain(components, missing),
        version=SCORER_VERSION,
    )


def _features_of(report: MediaReport) -> dict[str, Any]:
    """`to_features()` and the positions of two frames, so that evidence can point at them."""
    first_face = next((frame.index for frame in report.frames if frame.faces), None)
    best = report.best_frame.index if report.best_frame else None
    return {**report.to_features(), "best_frame_index": best, "first_face_index": first_face}
