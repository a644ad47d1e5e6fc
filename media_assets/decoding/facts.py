"""What is known about a file once it has been decoded."""

from dataclasses import dataclass

EXTENSIONS = {
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/x-matroska": "mkv",
    "video/webm": "webm",
    "video/x-msvideo": "avi",
    "video/mp2t": "ts",
    "video/ogg": "ogv",
    "image/gif": "gif",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/heic": "heic",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/flac": "flac",
    "audio/wav": "wav",
    "audio/ogg": "ogg",
    "audio/x-matroska": "mka",
    "audio/webm": "weba",
}


@dataclass(frozen=True)
class Caps:
    """What a file may ask of us at most."""

    max_pixels: int = 50_000_000  # of one picture or frame
    max_seconds: float = 4 * 3600
    max_frames: int = 2_000_000  # four hours at 120 frames a second, and some
    max_streams: int = 16


@dataclass(frozen=True)
class MediaFacts:
    """One file, identified by decoding it. An animated GIF is a video without sound."""

    media_type: str  # video, image or audio
    mime_type: str
    width: int | None = None  # upright, in pixels; None for audio
    height: int | None = None
    duration_sec: float | None = None  # None for images
    rotation: int = 0  # degrees clockwise from the stored picture to the upright one: 0 to 270
    fps: float | None = None  # the mean; phones record at a rate that varies
    video_codec: str = ""
    audio_codec: str = ""  # "" when there is no sound
    has_audio: bool = False
    is_animated: bool = False  # a picture format that moves: GIF
    has_alpha: bool = False
    is_hdr: bool = False
    frame_count: int | None = None  # pictures in the file, counted, not declared
    pixel_format: str = ""  # of the decoded picture, such as yuv420p
    sample_rate: int | None = None  # of the sound, in hertz
    is_partial: bool = False  # cut off: what is there decodes, the rest is missing

    @property
    def resolution(self) -> str:
        """Such as 1080x1920; empty for audio."""
        return f"{self.width}x{self.height}" if self.width and self.height else ""

    @property
    def extension(self) -> str:
        """The file ending of what it is, whatever it was called."""
        return EXTENSIONS[self.mime_type]
