"""A report as `virality_features`: JSON-safe, without pictures; what nobody measured is None.

Everything that judges a clip later (scores, findings, crops) reads these, never the report, so that
stored analyses can be judged again without their file.
"""

from statistics import fmean, median
from typing import TYPE_CHECKING

from analysis.engine.colours import merge_palettes
from analysis.engine.composition import compose

if TYPE_CHECKING:  # the report hands itself over: at run time nothing is needed of it
    from analysis.engine.report import FaceBox, MediaReport, TextLine


def features_of(report: "MediaReport") -> dict:
    """All measurements of a report. Times in seconds, boxes [x, y, width, height] as shares."""
    return {
        "media_type": report.media_type,
        "duration_sec": report.duration_sec,
        "width": report.width,
        "height": report.height,
        "aspect_ratio": report.width / report.height if report.width and report.height else None,
        "fps": report.fps,
        "has_audio": report.has_audio,
        "is_hdr": report.is_hdr,
        "is_partial": report.is_partial,
        "frames_sampled": len(report.frames),
        "best_frame_time_sec": report.best_frame.time_sec if report.best_frame else None,
        "best_frame_index": report.best_frame_index,
        "first_face_index": next((f.index for f in report.frames if f.faces), None),
        "picture": _picture(report),
        "composition": _composition(report),
        "palette": merge_palettes([f.palette for f in report.frames]),
        "faces": _face(report),
        "pacing": _pacing(report),
        "motion": _motion(report),
        "sound": _sound(report),
        "text": _text(report),
        "hook": _hook(report),
        "second_hashes": list(report.second_hashes),
        "notes": list(report.notes),
    }


def _picture(report: "MediaReport") -> dict | None:
    """Medians over the sampled frames, and the best frame's score (0 to 1)."""
    if not report.frames:
        return None
    names = ("sharpness", "brightness", "dark_share", "bright_share", "colour")
    medians = {name: median(getattr(f, name) for f in report.frames) for name in names}
    return {**medians, "best_frame_score": max(f.score for f in report.frames)}


def _face(report: "MediaReport") -> dict | None:
    """share: of looked-at frames with a face; largest_share: its height of the picture."""
    looked = [f for f in report.frames if f.faces is not None]
    if not looked:
        return None
    seen = [f for f in looked if f.faces]
    boxes = [box for f in seen for box in f.faces or ()]
    return {
        "share": len(seen) / len(looked),
        "first_seen_sec": seen[0].time_sec if seen else None,
        "largest_share": max((box.height for box in boxes), default=0.0),
        "most_at_once": max((len(f.faces or ()) for f in seen), default=0),
        "track": [
            {
                "time_sec": f.time_sec,
                "frame_index": f.index,
                "boxes": [_box(b) for b in f.faces or ()],
            }
            for f in seen
        ],
    }


def _box(box: "FaceBox | TextLine") -> list[float]:
    return [round(side, 4) for side in (box.x, box.y, box.width, box.height)]


def _composition(report: "MediaReport") -> dict | None:
    """Medians: thirds_distance (of the subject from the nearest third, in shares), headroom.

    centres: [[time_sec, x, y]] of every sampled frame's subject: a face, else what has most detail.
    """
    composed = [(frame, compose(frame)) for frame in report.frames]
    known = [(frame, one) for frame, one in composed if one]
    if not known:
        return None
    rooms = [one.headroom for _, one in known if one.headroom is not None]
    return {
        "thirds_distance": median(one.thirds_distance for _, one in known),
        "headroom": median(rooms) if rooms else None,
        "centres": [[f.time_sec, round(one.x, 3), round(one.y, 3)] for f, one in known],
    }


def _pacing(report: "MediaReport") -> dict | None:
    """An estimate: detectors miss cuts in real edits, so pages must call it one."""
    if report.cuts is None or not report.duration_sec:
        return None
    hard = [cut for cut in report.cuts if cut.kind == "cut"]
    return {
        "cuts": len(hard),
        "gradual_changes": len(report.cuts) - len(hard),
        "cuts_per_minute": len(report.cuts) * 60 / report.duration_sec,
        "mean_shot_sec": report.duration_sec / (len(report.cuts) + 1),
        "first_cut_sec": report.cuts[0].time_sec if report.cuts else None,
        "cut_times_sec": [round(cut.time_sec, 3) for cut in report.cuts],
        "is_estimate": True,
    }


def _motion(report: "MediaReport") -> dict | None:
    return None if report.motion is None else vars(report.motion).copy()


def _sound(report: "MediaReport") -> dict | None:
    if report.sound is None:
        return None
    values = vars(report.sound).copy()
    values["silences"] = [[s.start_sec, s.end_sec] for s in report.sound.silences]
    return values


def _text(report: "MediaReport") -> dict | None:
    """readings: [{time_sec, text, boxes}]; first_seen_sec: None when there is no text."""
    if report.texts is None:
        return None
    return {
        "readings": [
            {"time_sec": t.time_sec, "text": t.text, "boxes": [_box(line) for line in t.lines]}
            for t in report.texts
        ],
        "first_seen_sec": report.texts[0].time_sec if report.texts else None,
        "mean_confidence": fmean(t.confidence for t in report.texts) if report.texts else None,
        "tallest_line_share": max((t.height_share for t in report.texts), default=0.0),
    }


def _hook(report: "MediaReport") -> dict | None:
    return None if report.hook is None else vars(report.hook).copy()
