"""Frames of a video file, once, in order, with their own times.

PyAV gives frames as they are stored: a phone's rotation is a note beside them, applied here by
`upright`. A truncated or damaged file decodes to a point: what came is kept.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter
from av.video.stream import VideoStream

from analysis.engine.errors import AnalysisFailed
from media_assets.ffmpeg import INPUT_FORMATS

MOST_BAD_PACKETS = 50
USUAL_FPS = 30.0
OPEN_OPTIONS = {"protocol_whitelist": "file", "format_whitelist": ",".join(INPUT_FORMATS)}


@dataclass(frozen=True)
class Picture:
    """One decoded frame, as stored, and its time."""

    frame: VideoFrame
    time_sec: float


class VideoFile:
    """The first picture track of a file. Use it in a `with` block.

    fps: average frame rate. stated_sec: duration of the track as the file states it, if it does.
    is_damaged: whether the decoder stumbled, once `pictures` has ended. Raises AnalysisFailed
    when the file cannot be opened.
    """

    def __init__(self, path: Path, *, threads: int = 2) -> None:
        try:
            self._container = av.open(f"file:{path.absolute()}", options=OPEN_OPTIONS)
        except (av.error.FFmpegError, OSError, ValueError) as error:
            raise AnalysisFailed(
                "This video could not be opened. Export it again as MP4 (H.264) and add that."
            ) from error
        track = self._container.streams.best("video")  # never a cover picture beside a video
        if not isinstance(track, VideoStream):
            self._container.close()
            raise AnalysisFailed("This file has no picture track.")
        self._stream = track
        self._stream.thread_type = "FRAME"
        self._stream.codec_context.thread_count = threads
        self.fps = float(self._stream.average_rate or USUAL_FPS)
        self.stated_sec = self._stated_duration()
        self.is_damaged = False

    def _stated_duration(self) -> float | None:
        duration, base = self._stream.duration, self._stream.time_base
        return None if duration is None or base is None else float(duration * base)

    def __enter__(self) -> "VideoFile":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._container.close()

    def pictures(self) -> Iterator[Picture]:
        """Every frame once; times start at 0 with the first and never go back.

        Where the file's own times jump back (joined recordings), they go on from the last.
        """
        shift: float | None = None
        last, step = 0.0, 1 / self.fps
        for frame in self._frames():
            time = last + step if frame.time is None else frame.time + (shift or 0.0)
            if shift is None:
                shift, time = -time, 0.0
            elif time < last:
                shift, time = shift + last + step - time, last + step
            last = time
            yield Picture(frame, time)

    def _frames(self) -> Iterator[VideoFrame]:
        bad = 0
        try:
            for packet in self._container.demux(self._stream):
                try:
                    yield from packet.decode()
                except av.error.FFmpegError:
                    self.is_damaged = True
                    bad += 1
                    if bad > MOST_BAD_PACKETS:
                        return
        except av.error.FFmpegError:
            self.is_damaged = True


def shape_within(width: int, height: int, long_side: int) -> tuple[int, int]:
    """Even width and height with the given shape whose long side is `long_side` pixels."""
    scale = long_side / max(width, height)

    def even(side: int) -> int:
        return max(16, math.ceil(side * scale / 2) * 2)

    return even(width), even(height)


class Shrinker:
    """Scales frames to one size and pixel format; reuses one scaler for the whole run.

    The first frame decides the size: a stream may change its resolution in the middle.
    """

    def __init__(self, long_side: int, pixel_format: str, method: Interpolation) -> None:
        self._long_side = long_side
        self._format = pixel_format
        self._method = method
        self._scaler = VideoReformatter()
        self._size: tuple[int, int] | None = None

    def shrink(self, frame: VideoFrame) -> np.ndarray:
        """The frame as an array in this size and format, not rotated."""
        if self._size is None:
            self._size = shape_within(frame.width, frame.height, self._long_side)
        small = self._scaler.reformat(
            frame, *self._size, self._format, interpolation=self._method, threads=1
        )
        return small.to_ndarray()


def upright(pixels: np.ndarray, rotation: int) -> np.ndarray:
    """The picture turned as its maker held the camera.

    rotation: degrees counterclockwise, a multiple of 90, as PyAV's `frame.rotation` gives it.
    """
    quarters = round(rotation / 90) % 4
    return np.ascontiguousarray(np.rot90(pixels, quarters)) if quarters else pixels
