"""Clips like those that the goals were set on: a real clip, played again, encoded as phones do."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from media_assets.ffmpeg import ffmpeg_path

# arithmetic coding, B-frames and deblocking as phones use them: without, a decode costs half
PRESET = ("-preset", "veryfast", "-pix_fmt", "yuv420p")
SOUND = ("-c:a", "aac", "-b:a", "128k")


@dataclass(frozen=True)
class Kind:
    """One kind of clip: seconds, how the picture is made, and the goals in D."""

    name: str
    seconds: int
    picture: tuple[str, ...]
    goal: float
    goal_with_text: float | None = None


def h264(megabits: int) -> tuple[str, ...]:
    """H.264 at an average rate (Mb/s)."""
    return ("-c:v", "libx264", *PRESET, "-b:v", f"{megabits}M", "-maxrate", f"{megabits}M",
            "-bufsize", f"{2 * megabits}M")  # fmt: skip


HEVC = ("-c:v", "libx265", *PRESET, "-b:v", "6M", "-tag:v", "hvc1", "-x265-params", "log-level=1")
# media-pipeline.md, “Figures to hold”
KINDS = (
    Kind("1080p H.264 4 Mb/s, 15 s", 15, h264(4), 1.7, 2.4),
    Kind("1080p H.264 4 Mb/s, 60 s", 60, h264(4), 1.35, 1.5),
    Kind("1080p H.264 4 Mb/s, 180 s", 180, h264(4), 1.35),
    Kind("1080p H.264 10 Mb/s, 60 s", 60, h264(10), 1.35),
    Kind("1080p HEVC 6 Mb/s, 60 s", 60, HEVC, 1.35),
    Kind("720p H.264 4 Mb/s, 60 s", 60, ("-vf", "scale=720:1280", *h264(4)), 1.6),
    Kind("4K H.264 20 Mb/s, 15 s", 15, ("-vf", "scale=2160:3840", *h264(20)), 1.35),
)


def made_clips(source: Path, folder: Path) -> Iterator[tuple[Kind, Path]]:
    """Each kind made from `source`; a clip is removed when the next is asked for.

    Raises CalledProcessError when ffmpeg cannot make one.
    """
    for kind in KINDS:
        path = folder / "clip.mp4"
        words = ["-v", "error", "-nostdin", "-y", "-stream_loop", "-1", "-i", str(source)]
        words += ["-t", str(kind.seconds), *kind.picture, *SOUND, "-movflags", "+faststart"]
        subprocess.run([ffmpeg_path(), *words, str(path)], check=True)
        yield kind, path
        path.unlink()
