"""The one pass over the frames of a video: every frame small, some of them closely."""

from collections import deque
from dataclasses import dataclass, replace
from statistics import fmean

import cv2
import numpy as np
from av.video.reformatter import Interpolation

from analysis.engine import cuts, faces, frames
from analysis.engine.covers import BestCovers, Cover
from analysis.engine.decode import Picture, Shrinker, upright
from analysis.engine.hashing import perceptual_hash
from analysis.engine.motion import MotionMeter
from analysis.engine.report import Cut, FrameReading, MotionReport
from analysis.engine.stopwatch import Stopwatch

SMALL_SIDE = 160
SAMPLE_SIDE = 640
MOST_HASHES = 3600


@dataclass(frozen=True)
class PictureFindings:
    """What the pass found. `covers`: decoded frames at full size, that of the best score first."""

    frames: tuple[FrameReading, ...]
    cuts: tuple[Cut, ...]
    motion: MotionReport | None
    second_hashes: tuple[str, ...]
    covers: tuple[Cover, ...]
    last_time_sec: float
    is_sampling_short: bool


class PictureScan:
    """Takes every frame of a video in order; memory does not grow with its duration.

    fps: average rate. duration_sec: None when unknown (then sampling stops at 200 frames).
    """

    def __init__(self, fps: float, duration_sec: float | None, watch: Stopwatch) -> None:
        self._small = Shrinker(SMALL_SIDE, "yuv420p", Interpolation.FAST_BILINEAR)
        self._sampled = Shrinker(SAMPLE_SIDE, "bgr24", Interpolation.AREA)
        self._detector = cuts.CutDetector(fps)
        self._motion = MotionMeter(fps)
        self._recent: deque[float] = deque(maxlen=3)
        self._motion_scale = fps / 30.0
        self._plan = frames.SamplePlan(duration_sec)
        self._hash_step = max(1.0, (duration_sec or 0) / MOST_HASHES)
        self._watch = watch
        self._before: cuts.SmallFrame | None = None
        self._cuts: list[Cut] = []
        self._hashes: list[str] = []
        self._readings: list[FrameReading] = []
        self._candidates: list[tuple[faces.FaceCandidate, ...] | None] = []
        self._covers = BestCovers()
        self._missed_samples = False
        self._looked_at: np.ndarray | None = None

    def add(self, picture: Picture) -> None:
        """Take the next frame."""
        with self._watch.stage("small frames"):
            pixels = self._small.shrink(picture.frame)
        with self._watch.stage("cuts"):
            small = cuts.measure(picture.time_sec, pixels, self._before)
            if self._before is not None:
                self._recent.append(small.difference * self._motion_scale)
            self._before = small
            self._note_settled(self._detector.add(small))
            self._hash_when_due(small, picture.frame.rotation)
        if self._plan.wants(picture.time_sec):
            self._look_closely(picture)
        elif self._plan.is_spent:
            self._missed_samples = True

    def finish(self) -> PictureFindings:
        """The video is over: what was found."""
        self._note_settled(self._detector.finish())
        return PictureFindings(
            frames=self._with_believed_faces(),
            cuts=cuts.in_order(self._cuts),
            motion=self._motion.report(),
            second_hashes=tuple(self._hashes),
            covers=self._covers.ranked,
            last_time_sec=self._before.time_sec if self._before else 0.0,
            is_sampling_short=self._missed_samples,
        )

    def _note_settled(self, settled: list[cuts.Settled]) -> None:
        for frame in settled:
            if frame.change:
                self._cuts.append(frame.change)
            if frame.time_sec > 0 and not (frame.change and frame.change.kind == "cut"):
                self._motion.add(frame.time_sec, frame.difference)

    def _hash_when_due(self, small: cuts.SmallFrame, rotation: int) -> None:
        due = len(self._hashes) * self._hash_step
        if small.time_sec + 1e-6 >= due and len(self._hashes) < MOST_HASHES:
            luma = small.pixels[: small.pixels.shape[0] * 2 // 3]
            self._hashes.append(perceptual_hash(upright(luma, rotation)))

    def _look_closely(self, picture: Picture) -> None:
        with self._watch.stage("sampled frames"):
            bgr = upright(self._sampled.shrink(picture.frame), picture.frame.rotation)
            grey = cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY)
            look = frames.look_at(bgr, grey)
        with self._watch.stage("faces"):
            found = self._find_faces(np.asarray(grey))
        with self._watch.stage("sampled frames"):
            reading = frames.read_frame(
                len(self._readings),
                picture.time_sec,
                bgr,
                look,
                motion=fmean(self._recent) if self._recent else None,
                faces=self._believed_so_far(found),
            )
        self._candidates.append(found)
        self._readings.append(reading)
        self._covers.add(picture, reading)

    def _find_faces(self, grey: np.ndarray) -> tuple[faces.FaceCandidate, ...] | None:
        """The candidates; those of the sample before when nothing in the picture changed."""
        before = self._candidates[-1] if self._candidates else None
        if self._looked_at is not None and frames.is_still(self._looked_at, grey):
            return before
        self._looked_at = grey
        return faces.find_candidates(grey, before or ())

    def _believed_so_far(
        self, found: tuple[faces.FaceCandidate, ...] | None
    ) -> tuple[faces.FaceBox, ...] | None:
        if found is None:
            return None
        before = self._candidates[-1] if self._candidates else None
        return faces.believed(found, before or ())

    def _with_believed_faces(self) -> tuple[FrameReading, ...]:
        """The readings; a face is also believed by the sample after it, when no cut is between.

        Scores stay as they were when the best frame was chosen.
        """
        padded = [None, *self._candidates, None]
        result = []
        for reading, before, found, after in zip(
            self._readings, padded, self._candidates, padded[2:], strict=False
        ):
            if found:
                near = [
                    sample or ()
                    for sample, step in ((before, -1), (after, 1))
                    if self._same_scene(reading.index, reading.index + step)
                ]
                reading = replace(reading, faces=faces.believed(found, *near))
            result.append(reading)
        return tuple(result)

    def _same_scene(self, one: int, other: int) -> bool:
        if not 0 <= other < len(self._readings):
            return False
        times = sorted((self._readings[one].time_sec, self._readings[other].time_sec))
        return not any(times[0] < cut.time_sec <= times[1] for cut in self._cuts)
