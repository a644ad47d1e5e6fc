"""An analysis as the asset page shows it."""

from dataclasses import dataclass, field, replace
from typing import Any

from analysis.models import FrameSample, MediaAnalysis
from analysis.services.scorers import score_per_network
from media_assets.models import MediaAsset

TRACK = 1000.0  # width of the timeline's drawing; times are scaled to it
MAX_FRAMES = 60


@dataclass(frozen=True)
class Stretch:
    """A part of the timeline: where it is drawn, and its times in seconds."""

    x: float
    width: float
    start: float
    end: float


@dataclass(frozen=True)
class Timeline:
    """What happens when. Empty lists: nothing found; None: not measured."""

    duration: float
    hook: Stretch | None
    cuts: list[tuple[float, float]] | None
    silences: list[Stretch] | None


@dataclass(frozen=True)
class Measure:
    """One measured value: a name, and the value with its unit as text."""

    name: str
    value: str


@dataclass(frozen=True)
class ShownText:
    """A line that was read on screen, from its first to its last reading in a row, in seconds."""

    start: float
    end: float
    text: str


@dataclass(frozen=True)
class NetworkScore:
    """What one network's own weights give, and how many posts there they are fitted to."""

    label: str
    score: float | None
    posts: int


@dataclass(frozen=True)
class AnalysisView:
    """The current analysis, ready for the page."""

    analysis: MediaAnalysis
    components: list[dict[str, Any]]
    timeline: Timeline | None
    frames: list[FrameSample]
    measures: list[Measure]
    advice: list[str] = field(default_factory=list)
    networks: list["NetworkScore"] = field(default_factory=list)
    texts: list[ShownText] = field(default_factory=list)


def get_current_analysis(asset: MediaAsset) -> MediaAnalysis | None:
    return MediaAnalysis.objects.current().filter(media=asset).first()


def get_analysis_view(analysis: MediaAnalysis) -> AnalysisView:
    """Everything that the page shows of one analysis, in three queries."""
    features = analysis.virality_features or {}
    components = sorted(analysis.score_components, key=lambda part: -part.get("weight", 0))
    return AnalysisView(
        analysis=analysis,
        components=[as_shown(part) for part in components],
        timeline=get_timeline(features),
        frames=list(analysis.frames.order_by("index")[:MAX_FRAMES]),
        measures=[*picture_measures(features), *sound_measures(features)],
        advice=[part["advice"] for part in components if part.get("advice")],
        networks=[
            NetworkScore(row.get_platform_display(), card.score, row.posts)
            for row, card in score_per_network(analysis)
        ],
        texts=shown_texts(analysis.on_screen_text or []),
    )


def shown_texts(readings: list[dict[str, Any]]) -> list[ShownText]:
    """Equal readings in a row as one line, in the order of their times."""
    texts: list[ShownText] = []
    for row in sorted(readings, key=lambda row: row["time_sec"]):
        is_same = bool(texts) and texts[-1].text.casefold() == row["text"].casefold()
        if is_same:
            texts[-1] = replace(texts[-1], end=row["time_sec"])
        else:
            texts.append(ShownText(row["time_sec"], row["time_sec"], row["text"]))
    return texts


def as_shown(part: dict[str, Any]) -> dict[str, Any]:
    """A score component with its most possible points, its share of them, and a label."""
    most = 100 * part.get("weight", 0)
    points = part.get("points", 0)
    label = part.get("label") or part.get("name", "").replace("_", " ").capitalize()
    share = round(100 * points / most) if most else 0
    sentence = part.get("sentence", "").removeprefix(f"{label}: ")
    said = sentence[:1].upper() + sentence[1:]
    return {**part, "label": label, "most": most, "share": share, "sentence": said}


def get_timeline(features: dict) -> Timeline | None:
    """The timeline of a clip; None for what has no length."""
    duration = features.get("duration_sec")
    if not duration:
        return None
    pacing, sound = features.get("pacing"), features.get("sound")
    hook = features.get("hook")
    return Timeline(
        duration=duration,
        hook=stretch(0, hook.get("duration_sec") or 0, duration) if hook else None,
        cuts=pacing and [(at / duration * TRACK, at) for at in pacing.get("cut_times_sec", [])],
        silences=sound and [stretch(a, b, duration) for a, b in sound.get("silences", [])],
    )


def stretch(start: float, end: float, duration: float) -> Stretch:
    end = min(end, duration)
    return Stretch(start / duration * TRACK, (end - start) / duration * TRACK, start, end)


def picture_measures(features: dict) -> list[Measure]:
    """What was measured on the pictures, with units; what was not is left out."""
    picture, pacing = features.get("picture") or {}, features.get("pacing") or {}
    faces, motion = features.get("faces") or {}, features.get("motion") or {}
    return measured(
        ("Sharpness", picture.get("sharpness"), "{:.0f} grey levels"),
        ("Brightness", picture.get("brightness"), "{:.0%} of full"),
        ("Faces", faces.get("share"), "in {:.0%} of the frames"),
        ("Motion", motion.get("mean"), "{:.1f} grey levels a frame"),
        ("Cuts", pacing.get("cuts"), "{} (an estimate)"),
        ("Mean shot", pacing.get("mean_shot_sec"), "{:.1f} s (an estimate)"),
    )


def sound_measures(features: dict) -> list[Measure]:
    """What was measured on the sound, with units; what was not is left out."""
    sound = features.get("sound") or {}
    return measured(
        ("Loudness", sound.get("loudness_lufs"), "{:.1f} LUFS"),
        ("Loudness range", sound.get("loudness_range_lu"), "{:.1f} LU"),
        ("Peak", sound.get("peak_dbfs"), "{:.1f} dBFS"),
        ("Silence", sound.get("silent_share"), "{:.0%} of the time"),
        ("Speech", sound.get("speech_share"), "{:.0%} of the time"),
        ("First words", sound.get("speech_onset_sec"), "after {:.1f} s"),
    )


def measured(*rows: tuple[str, Any, str]) -> list[Measure]:
    return [Measure(name, form.format(value)) for name, value, form in rows if value is not None]
