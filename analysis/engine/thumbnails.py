"""The best frames as full-size JPEGs, and a small WebP of the best."""

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np

from analysis.engine.covers import Cover
from analysis.engine.decode import Picture, upright
from analysis.engine.frames import as_jpeg
from analysis.engine.limits import INNER_FFMPEG
from analysis.engine.report import CoverPicture
from media_assets.exceptions import FfmpegError
from media_assets.ffmpeg import run_ffmpeg

FULL_QUALITY = 90
SMALL_LONG_SIDE = 480
SMALL_QUALITY = 78
HDR_SECONDS = 60
HDR_LONG_SIDE = 1920
HDR_NOTE = "This ffmpeg cannot convert HDR: the thumbnail's colours are flatter than the video's."
# HLG or PQ to what every screen shows; zscale is missing from PyAV's own build.
TONE_MAP = (
    f"scale='min({HDR_LONG_SIDE},iw)':'min({HDR_LONG_SIDE},ih)':force_original_aspect_ratio=decrease,"
    "zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=hable:desat=0,"
    "zscale=t=bt709:m=bt709:r=tv,format=yuv420p"
)


def full_size(picture: Picture) -> np.ndarray:
    """The frame as it was shot, upright, blue-green-red."""
    return upright(picture.frame.to_ndarray(format="bgr24"), picture.frame.rotation)


def as_webp(bgr: np.ndarray) -> bytes:
    """The picture as WebP with a long side of at most 480 pixels."""
    scale = min(1.0, SMALL_LONG_SIDE / max(bgr.shape[:2]))
    small = cv2.resize(bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return cv2.imencode(".webp", small, [cv2.IMWRITE_WEBP_QUALITY, SMALL_QUALITY])[1].tobytes()


def make_thumbnails(bgr: np.ndarray) -> tuple[bytes, bytes]:
    """JPEG at full size and small WebP of a blue-green-red picture."""
    return as_jpeg(bgr, FULL_QUALITY), as_webp(bgr)


def video_covers(
    path: Path, covers: Sequence[Cover], *, is_hdr: bool, note: Callable[[str], None]
) -> tuple[tuple[CoverPicture, ...], bytes]:
    """Every cover as a full-size JPEG, and the first as small WebP; HDR in ordinary colours.

    `note` is called with a sentence when HDR could not be converted.
    """
    pictures, webp = [], b""
    for cover in covers:
        bgr = _ordinary(path, cover.picture, note) if is_hdr else full_size(cover.picture)
        webp = webp or as_webp(bgr)
        pictures.append(CoverPicture(cover.reading.index, as_jpeg(bgr, FULL_QUALITY)))
    return tuple(pictures), webp


def _ordinary(path: Path, picture: Picture, note: Callable[[str], None]) -> np.ndarray:
    try:
        return tone_mapped(path, picture.time_sec)
    except FfmpegError:
        note(HDR_NOTE)
        return full_size(picture)


def tone_mapped(path: Path, time_sec: float) -> np.ndarray:
    """The frame of an HDR video at `time_sec`, in ordinary colours. Raises FfmpegError."""
    return still_at(path, time_sec, is_hdr=True)


def still_at(path: Path, time_sec: float, *, is_hdr: bool) -> np.ndarray:
    """The frame at `time_sec` through ffmpeg, which turns it upright itself.

    Blue-green-red at full size, an HDR one tone-mapped. Raises FfmpegError.
    """
    mapping = ["-vf", TONE_MAP] if is_hdr else []
    with TemporaryDirectory() as folder:
        still = Path(folder) / "still.png"
        seek = ["-ss", f"{time_sec:.3f}", "-i", str(path), "-map", "0:v:0", "-frames:v", "1"]
        run_ffmpeg(
            [*seek, *mapping, "-update", "1", "-y", str(still)],
            timeout_seconds=HDR_SECONDS,
            limits=INNER_FFMPEG,
        )
        bgr = cv2.imread(str(still), cv2.IMREAD_COLOR)
    if bgr is None:
        raise FfmpegError("ffmpeg gave no still of this video.")
    return np.asarray(bgr)
