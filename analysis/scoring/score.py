"""`score_media`: which components make the score of a kind of media, and with what weight."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.engine.report import MediaReport
from analysis.scoring.card import (
    NotMeasured,
    ScoreCard,
    ScoreComponent,
    explain,
    make_component,
    reweighted,
)
from analysis.scoring.fit import measure_format
from analysis.scoring.hook import measure_hook
from analysis.scoring.pacing import measure_pacing
from analysis.scoring.parts import Part
from analysis.scoring.picture import measure_clarity, measure_faces
from analysis.scoring.scorer import Scorer
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


def prior_for(media_type: str) -> Scorer:
    """The scorer that a kind of media has until results are fitted."""
    return Scorer(SCORER_VERSION, WEIGHTS[media_type])


def score_media(
    features: Features | MediaReport, words: WordsSuggestion | None, scorer: Scorer | None = None
) -> ScoreCard:
    """The score of what was measured. Pure: the same features give the same card.

    `features` is a MediaReport or its `to_features()`; `scorer` is the prior unless given. What
    was not measured falls out and the other components share its weight; the explanation says so.
    """
    if isinstance(features, MediaReport):
        features = _features_of(features)
    words = words or WordsSuggestion()
    names = WEIGHTS[features["media_type"]]
    parts = {name: _measured(KINDS[name], features, words) for name in names}
    scorer = scorer or prior_for(features["media_type"])
    weights = _shares([name for name in names if parts[name]], scorer.weights, names)
    components = tuple(
        make_component(name, KINDS[name].label, weight, parts[name])
        for name, weight in weights.items()
    )
    return _card(components, tuple(_gap(name) for name in names if not parts[name]), scorer)


def rescore(kept: Sequence[Mapping[str, Any]], media_type: str, scorer: Scorer) -> ScoreCard:
    """The card of an earlier analysis (`score_components`) as `scorer` weighs it.

    Components that the score has no longer, or had not yet, count as not measured.
    """
    names = WEIGHTS[media_type]
    known = {part["name"]: part for part in kept if part["name"] in names}
    weights = _shares([name for name in names if name in known], scorer.weights, names)
    components = tuple(reweighted(known[name], weight) for name, weight in weights.items())
    return _card(components, tuple(_gap(name) for name in names if name not in known), scorer)


def _shares(
    measured: Sequence[str], weights: Mapping[str, float], prior: Mapping[str, float]
) -> dict[str, float]:
    """The weights of what was measured, adding up to 1; the prior's where all of them are 0."""
    for source in (weights, prior):
        total = sum(source.get(name, 0.0) for name in measured)
        if total > 0:
            return {name: source.get(name, 0.0) / total for name in measured}
    return {}


def _measured(kind: ComponentKind, features: Features, words: WordsSuggestion) -> list[Part]:
    return [part for part in kind.measure(features, words) if part is not None]


def _gap(name: str) -> NotMeasured:
    kind = KINDS[name]
    return NotMeasured(name, kind.label, f"{kind.label}: not measured, since {kind.missing}.")


def _card(
    components: tuple[ScoreComponent, ...], missing: tuple[NotMeasured, ...], scorer: Scorer
) -> ScoreCard:
    raw = sum(component.points for component in components)
    text = explain(components, missing, scorer.sentence(raw) if components else "")
    return ScoreCard(
        score=round(scorer.score(raw), 1) if components else None,
        components=components,
        not_measured=missing,
        explanation=text,
        version=scorer.version,
        detail={**scorer.detail(raw), "steps": steps_of(components, scorer, raw)}
        if components
        else {},
    )


def steps_of(
    components: Sequence[ScoreComponent], scorer: Scorer, raw: float
) -> list[dict[str, Any]]:
    """What would raise the score most: [{name, label, advice, gain, to}], best first.

    `gain` is a counterfactual: the score with that one change made whole (`to`), less the
    score now.
    """
    steps = [
        {
            "name": part.name,
            "label": part.label,
            "advice": part.advice,
            "gain": round(scorer.score(raw + part.gain) - scorer.score(raw), 1),
            "to": round(scorer.score(raw + part.gain), 1),
        }
        for part in components
        if part.advice
    ]
    return sorted(steps, key=lambda step: -step["gain"])


def _features_of(report: MediaReport) -> dict[str, Any]:
    """`to_features()` and the positions of two frames, so that evidence can point at them."""
    first_face = next((frame.index for frame in report.frames if frame.faces), None)
    best = report.best_frame.index if report.best_frame else None
    return {**report.to_features(), "best_frame_index": best, "first_face_index": first_face}
