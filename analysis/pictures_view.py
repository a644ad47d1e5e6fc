"""What the asset page shows of an analysis beside its score: pictures, findings, fit, crops."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analysis.findings.rhythm import shots_of
from analysis.models import FrameSample, MediaAnalysis
from media_assets.models import MediaAsset

MOST_SHOTS = 40
MOST_CROPPED_SHOTS = 12
GROUPS = {
    "hook": "Hook",
    "pacing": "Pacing",
    "speech": "Words and ending",
    "sound": "Loudness",
    "safe_areas": "Safe areas",
    "picture": "Picture",
}


@dataclass(frozen=True)
class CoverChoice:
    """A frame that may be the cover; why: what it is, in a word or two."""

    frame: FrameSample
    why: str
    is_chosen: bool


@dataclass(frozen=True)
class Shot:
    """A shot on the storyboard with its best frame."""

    start: float
    end: float
    frame: FrameSample


@dataclass(frozen=True)
class CropView:
    """One shot's crops over its frame: (“9:16”, left, top, width, height in %, what it follows)."""

    frame: FrameSample
    boxes: list[tuple[str, float, float, float, float, str]]


@dataclass(frozen=True)
class PicturesView:
    """Ready for the page. Empty lists: nothing to show; the page says why."""

    covers: list[CoverChoice]
    others: list[FrameSample]
    shots: list[Shot]
    groups: list[tuple[str, str, list[dict[str, Any]]]]
    fit: list[dict[str, Any]]
    crops: list[CropView]
    palette: list[tuple[str, int]]
    notes: list[dict[str, Any]]
    alt_text: str


def get_pictures_view(analysis: MediaAnalysis, asset: MediaAsset) -> PicturesView:
    """Everything of one analysis; one query, for its frames."""
    features = analysis.virality_features or {}
    findings = features.get("findings") or {}
    frames = list(analysis.frames.order_by("index"))
    covers = list_covers(frames, analysis, asset)
    offered = {choice.frame.pk for choice in covers}
    return PicturesView(
        covers=covers,
        others=[frame for frame in frames if frame.image_path and frame.pk not in offered],
        shots=list_shots(features, frames),
        groups=list_groups(findings, frames),
        fit=findings.get("fit") or [],
        crops=list_crops(findings.get("crops") or {}, frames),
        palette=[(colour, round(share * 100)) for colour, share in features.get("palette") or []],
        notes=with_pictures(features.get("seen") or [], frames),
        alt_text=features.get("alt_text") or "",
    )


def list_covers(
    frames: Sequence[FrameSample], analysis: MediaAnalysis, asset: MediaAsset
) -> list[CoverChoice]:
    """The suggested frame, its alternatives by score, and the chosen one if it is another."""
    chosen = None
    if asset.cover_path and frames:
        at = asset.cover_time_sec or 0.0
        chosen = min(frames, key=lambda frame: abs(frame.time_sec - at))
    best = next((f for f in frames if f.index == analysis.best_frame_index), None)
    kept = sorted((f for f in frames if f.full_path and f is not best), key=lambda f: -f.score)
    named = [(best, "suggested")] if best else []
    named += [(frame, "alternative") for frame in kept]
    if chosen and all(frame is not chosen for frame, _ in named):
        named.append((chosen, "your choice"))
    current = chosen or best
    return [CoverChoice(frame, why, frame is current) for frame, why in named if frame.image_path]


def list_shots(features: dict, frames: Sequence[FrameSample]) -> list[Shot]:
    """The best frame of each shot; shots too short to have one are left out."""
    found = []
    for start, end in shots_of(features)[:MOST_SHOTS]:
        inside = [f for f in frames if start - 1e-3 <= f.time_sec < end and f.image_path]
        if inside:
            found.append(Shot(start, end, max(inside, key=lambda frame: frame.score)))
    return found


def list_groups(
    findings: dict, frames: Sequence[FrameSample]
) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """(name, label, findings) with the evidence frame's picture where there is one."""
    return [
        (name, label, with_pictures(findings[name], frames))
        for name, label in GROUPS.items()
        if findings.get(name)
    ]


def with_pictures(rows: Sequence[dict], frames: Sequence[FrameSample]) -> list[dict[str, Any]]:
    """The rows, each with the small picture of the frame that it names, or an empty path."""
    pictures: dict[int | None, str] = {frame.index: frame.image_path for frame in frames}
    return [{**one, "image_path": pictures.get(one.get("frame_index"), "")} for one in rows]


def list_crops(crops: dict[str, list[dict]], frames: Sequence[FrameSample]) -> list[CropView]:
    """The crops of each shot, over the best frame of that shot."""
    by_shot: dict[tuple[float, float], list[tuple[str, dict]]] = {}
    for shape, shots in crops.items():
        for shot in shots:
            by_shot.setdefault((shot["start_sec"], shot["end_sec"]), []).append((shape, shot))
    views = []
    for (start, end), named in sorted(by_shot.items())[:MOST_CROPPED_SHOTS]:
        inside = [f for f in frames if start - 1e-3 <= f.time_sec <= end and f.image_path]
        if inside:
            best = max(inside, key=lambda frame: frame.score)
            views.append(CropView(best, [_in_percent(shape, shot) for shape, shot in named]))
    return views


def _in_percent(shape: str, shot: dict) -> tuple[str, float, float, float, float, str]:
    left, top, width, height = (round(100 * side, 2) for side in shot["box"])
    return shape, left, top, width, height, shot["reason"]
