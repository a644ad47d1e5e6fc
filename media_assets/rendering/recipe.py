"""What is done to an original, as data: one filter chain, one encode. Pure.

The same recipe of the same bytes gives one file, however many posts want it: its hash is part of
the file's identity.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum

RENDERER_VERSION = 1  # raise it when the same recipe would give another picture or sound


class Bars(StrEnum):
    """What fills the canvas around a picture of another shape."""

    BLUR = "blur"  # the picture itself, enlarged and blurred
    PLAIN = "plain"  # black, or white around photos


class Sound(StrEnum):
    """What becomes of the sound."""

    NONE = "none"
    COPY = "copy"
    AAC = "aac"
    MP3 = "mp3"


@dataclass(frozen=True)
class Crop:
    """A part of the upright picture, in its pixels."""

    width: int
    height: int
    x: int
    y: int


@dataclass(frozen=True)
class Recipe:
    """Every edit of one rendering. Sizes in upright pixels, times in seconds, rates in bits/s.

    `width`, `height`: of the result; None where the picture is copied, or there is none.
    `max_bytes`: the result must stay under it. `seconds`: None for all that is there.
    """

    media_type: str
    mime_type: str
    width: int | None = None
    height: int | None = None
    crop: Crop | None = None
    bars: Bars | None = None
    start_sec: float = 0.0
    seconds: float | None = None
    video_bps: int | None = None  # the most; with it the picture is encoded, without it copied
    fps: float | None = None
    to_sdr: bool = False
    sound: Sound = Sound.NONE
    sound_bps: int | None = None
    sample_rate: int | None = None
    gain_db: float | None = None
    max_bytes: int | None = None

    @property
    def encodes_picture(self) -> bool:
        """Whether a film's picture is encoded anew, which is where the time goes."""
        return self.video_bps is not None

    def as_json(self) -> dict:
        """Plain values, for a row."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict) -> "Recipe":
        """The recipe of `as_json`."""
        crop, bars = values.get("crop"), values.get("bars")
        typed = {
            "crop": Crop(**crop) if crop else None,
            "bars": Bars(bars) if bars else None,
            "sound": Sound(values["sound"]),
        }
        return cls(**{**values, **typed})

    @property
    def hash(self) -> str:
        """sha256 (hex) over the recipe and the renderer's version."""
        canonical = json.dumps([RENDERER_VERSION, self.as_json()], sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()
