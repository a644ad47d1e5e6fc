"""A still picture: one frame, upright, on white where it is transparent."""

from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageOps

from analysis.engine import faces, frames, text_reading
from analysis.engine.decode import shape_within
from analysis.engine.errors import AnalysisFailed
from analysis.engine.hashing import perceptual_hash
from analysis.engine.report import FrameReading, MediaReport, TextReading
from analysis.engine.scan import SAMPLE_SIDE
from analysis.engine.stopwatch import Stopwatch
from analysis.engine.thumbnails import make_thumbnails
from media_assets.decoding.facts import MediaFacts

TEXT_SIDE = 1280
ONE_FRAME = "A still picture: motion, cuts and sound do not apply."


def analyse_image(
    path: Path, facts: MediaFacts, *, with_text: bool, watch: Stopwatch
) -> MediaReport:
    """The report on a still picture. Raises AnalysisFailed when it cannot be decoded."""
    notes = [ONE_FRAME]
    with watch.stage("decode"):
        bgr = read_image(path)
        small = shrunk(bgr, SAMPLE_SIDE)
        jpeg, webp = make_thumbnails(bgr)
    reading = _read_still(small, watch)
    if reading.faces is None:
        notes.append(faces.NOT_INSTALLED)
    return MediaReport(
        media_type="image",
        duration_sec=None,
        width=bgr.shape[1],
        height=bgr.shape[0],
        fps=None,
        has_audio=False,
        is_hdr=facts.is_hdr,
        is_partial=facts.is_partial,
        frames=(reading,),
        best_frame_index=0,
        best_frame_jpeg=jpeg,
        thumbnail_webp=webp,
        texts=_read_words(bgr, notes, watch) if with_text else None,
        phash=perceptual_hash(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)),
        notes=tuple(notes),
        cpu_seconds=dict(watch.seconds),
    )


def read_image(path: Path) -> np.ndarray:
    """The picture as blue-green-red, turned by its EXIF, flattened on white."""
    try:
        with Image.open(path) as stored:
            turned = ImageOps.exif_transpose(stored).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise AnalysisFailed(
            "This picture could not be decoded. Export it again as JPEG or PNG and add that."
        ) from error
    paper = Image.new("RGBA", turned.size, "white")
    paper.alpha_composite(turned)
    return np.ascontiguousarray(np.asarray(paper.convert("RGB"))[:, :, ::-1])


def shrunk(bgr: np.ndarray, long_side: int) -> np.ndarray:
    """The picture with a long side of at most `long_side` pixels."""
    rows, columns = bgr.shape[:2]
    if max(rows, columns) <= long_side:
        return bgr
    size = shape_within(columns, rows, long_side)
    return np.asarray(cv2.resize(bgr, size, interpolation=cv2.INTER_AREA))


def _read_still(small: np.ndarray, watch: Stopwatch) -> FrameReading:
    grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY))
    with watch.stage("faces"):
        found = faces.find_candidates(grey)
        boxes = None if found is None else faces.believed(found)
    look = frames.look_at(small, grey)
    return frames.read_frame(0, 0.0, small, look, motion=None, faces=boxes)


def _read_words(
    bgr: np.ndarray, notes: list[str], watch: Stopwatch
) -> tuple[TextReading, ...] | None:
    if not text_reading.can_read_text():
        notes.append(text_reading.NOT_INSTALLED)
        return None
    with watch.stage("text"):
        found = text_reading.read_text(shrunk(bgr, TEXT_SIDE), 0.0)
    return (found,) if found else ()
