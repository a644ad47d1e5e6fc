"""What the engine measured in one file: frozen values, units in the docstrings.

Everywhere `None` means “not measured”, never zero; `MediaReport.notes` says why. Times are
seconds from the start of the file, taken from frame times. Shares are 0 to 1.
"""

from dataclasses import dataclass
from typing import ClassVar

from analysis.engine.features import features_of

ENGINE_VERSION = "engine-2"
HOOK_SECONDS = 3.0


@dataclass(frozen=True)
class FaceBox:
    """A face: its upper left corner and size, as shares of the upright picture."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class FrameReading:
    """One frame that was looked at, at 360x640 or what fits the shape.

    sharpness: standard deviation of the Laplacian of the grey picture, in grey levels.
    brightness: mean luma, 0 to 1. dark_share, bright_share: share of pixels in the darkest and
    the brightest eighth of the luma range. colour: spread of a and b in CIE Lab, in Lab units.
    detail_x, detail_y: middle of what has most detail, as shares of the picture; None when it has
    none. palette: its main colours as “#rrggbb” with their shares, the largest first.
    phash: 64-bit perceptual hash, 16 hex digits.
    motion: mean difference of the last three small frames, in grey levels; None on an image.
    faces: upright frontal faces that are believed; None when faces were not looked for.
    score: 0 to 1, how good a thumbnail it would be. jpeg: the small picture.
    """

    __pydantic_config__: ClassVar = {"val_json_bytes": "base64", "ser_json_bytes": "base64"}

    index: int
    time_sec: float
    sharpness: float
    brightness: float
    dark_share: float
    bright_share: float
    colour: float
    motion: float | None
    faces: tuple[FaceBox, ...] | None
    score: float
    jpeg: bytes = b""
    detail_x: float | None = None
    detail_y: float | None = None
    palette: tuple[tuple[str, float], ...] = ()
    phash: str = ""


@dataclass(frozen=True)
class CoverPicture:
    """A frame that could be the thumbnail as well. index: in `frames`. jpeg: full size."""

    __pydantic_config__: ClassVar = {"val_json_bytes": "base64", "ser_json_bytes": "base64"}

    index: int
    jpeg: bytes


@dataclass(frozen=True)
class Cut:
    """A change of picture. kind: “cut” (at once) or “gradual” (a dissolve or fade).

    strength: mean absolute difference over the change, in grey levels.
    """

    time_sec: float
    kind: str
    strength: float


@dataclass(frozen=True)
class MotionReport:
    """Mean absolute difference of neighbouring frames, in grey levels at 30 frames a second.

    mean, peak: over the whole clip (peak is the 95th percentile). still_share: share of frames
    with less than one grey level. hook_mean: over the first three seconds.
    """

    mean: float
    peak: float
    still_share: float
    hook_mean: float


@dataclass(frozen=True)
class Silence:
    """A stretch below -35 dB for at least half a second."""

    start_sec: float
    end_sec: float


@dataclass(frozen=True)
class SoundReport:
    """One sound track, measured on its original channels.

    loudness_lufs: integrated loudness (EBU R 128); None when all of it is below the gate (-70).
    loudness_range_lu: EBU 3342. peak_dbfs: highest sample. silent_share: share of the
    duration inside `silences`. speech_share: share of 30 ms windows with speech; None when no
    voice detector is installed. speech_onset_sec: start of the first 0.3 s of speech; None when
    there is none, or not measured.
    """

    duration_sec: float
    loudness_lufs: float | None
    loudness_range_lu: float | None
    peak_dbfs: float | None
    silences: tuple[Silence, ...]
    silent_share: float
    speech_share: float | None
    speech_onset_sec: float | None


@dataclass(frozen=True)
class TextLine:
    """One line on the picture: its upper left corner and size, as shares of the picture."""

    text: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class TextReading:
    """Text read in one frame. confidence: mean of its lines, 0 to 1.

    height_share: height of the tallest line as a share of the picture's height.
    """

    time_sec: float
    text: str
    confidence: float
    height_share: float
    lines: tuple[TextLine, ...] = ()


@dataclass(frozen=True)
class HookReading:
    """The first three seconds (or all of a shorter clip).

    face_share: share of its samples with a face. text: what was read there. sharpness: median.
    motion: mean difference in grey levels at 30 fps. speech: whether somebody speaks in it.
    cuts: changes of picture in it. rating: 0 to 1, mean of those parts that were measured.
    motion_onset_sec: first sample in which the picture moves; None when it never does.
    """

    duration_sec: float
    face_share: float | None
    text: str | None
    sharpness: float | None
    motion: float | None
    cuts: int | None
    speech: bool | None
    rating: float | None
    motion_onset_sec: float | None = None


@dataclass(frozen=True)
class MediaReport:
    """Everything that was measured in one file.

    media_type: “video”, “image” or “audio”. width, height: upright, in pixels. cuts: in order of
    time; None on what has no moving picture. texts: readings in order of time, () when frames
    were read and hold no text, None when nothing was read. phash: 64-bit perceptual hash, 16 hex
    digits, of the middle second (a re-encode keeps it); second_hashes: one a second.
    best_frame_index: position in `frames`. best_frame_jpeg: full size; thumbnail_webp: small.
    alternatives: up to three more frames, unlike the best and each other, the best first.
    cpu_seconds: by stage, for the operator.
    """

    __pydantic_config__: ClassVar = {"val_json_bytes": "base64", "ser_json_bytes": "base64"}

    media_type: str
    duration_sec: float | None
    width: int | None
    height: int | None
    fps: float | None
    has_audio: bool
    is_hdr: bool
    is_partial: bool
    frames: tuple[FrameReading, ...] = ()
    best_frame_index: int | None = None
    best_frame_jpeg: bytes = b""
    thumbnail_webp: bytes = b""
    alternatives: tuple[CoverPicture, ...] = ()
    cuts: tuple[Cut, ...] | None = None
    motion: MotionReport | None = None
    sound: SoundReport | None = None
    texts: tuple[TextReading, ...] | None = None
    hook: HookReading | None = None
    phash: str = ""
    second_hashes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    engine_version: str = ENGINE_VERSION
    cpu_seconds: dict[str, float] | None = None

    @property
    def best_frame(self) -> FrameReading | None:
        """The frame that became the thumbnail."""
        return None if self.best_frame_index is None else self.frames[self.best_frame_index]

    def to_features(self) -> dict:
        """The report as `virality_features` (see `analysis.engine.features`)."""
        return features_of(self)
