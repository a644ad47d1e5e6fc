"""What a file is, found by decoding it in a process of its own."""

import json
import os
import stat
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from django.conf import settings

from media_assets.decoding.facts import Caps, MediaFacts
from media_assets.decoding.sniff import NOT_MEDIA, sniff
from media_assets.exceptions import MediaRejected
from media_assets.ffmpeg import Limits, guard_prefix

__all__ = ["MediaFacts", "identify"]

LOOK_SECONDS = 180  # wall clock: a 4 GB file is read once
LIMITS = Limits(memory_bytes=3 * 1024**3, cpu_seconds=120, output_bytes=16 * 1024**2)
KEPT_NAMES = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR", "PYTHONHOME")

log = structlog.get_logger(__name__)


def identify(path: Path, *, poster: Path | None = None) -> MediaFacts:
    """Decode enough of `path` to say what it is; never trusts its name.

    With `poster`, also writes a small WebP there (not for sound). Raises MediaRejected with a
    sentence that says what is wrong and what to do.
    """
    check_plain_file(path)
    if sniff(path) is None:
        raise MediaRejected(NOT_MEDIA)
    with TemporaryDirectory() as scratch:
        picture = poster or Path(scratch) / "poster.webp"
        files = [str(path.absolute()), str(picture.absolute())]
        answer = look_in_child("media_assets.decoding", files)
    if sentence := answer.get("rejected"):
        raise MediaRejected(sentence)
    return MediaFacts(**answer["facts"])


def check_plain_file(path: Path) -> None:
    """Refuse what is not a file with bytes in it: links, pipes, folders, empty and huge files."""
    info = os.lstat(path)
    if not stat.S_ISREG(info.st_mode):
        raise MediaRejected("This is a link, a pipe or a folder, not a file. Copy the file itself.")
    if info.st_size == 0:
        raise MediaRejected("The file is empty. Copy it again.")
    if info.st_size > settings.MEDIA_MAX_BYTES:
        raise MediaRejected(
            f"The file has {info.st_size / 1e9:.1f} GB; we take at most "
            f"{settings.MEDIA_MAX_BYTES / 1e9:.1f} GB. Cut or compress it first."
        )


def caps() -> Caps:
    """The limits of the settings."""
    return Caps(max_pixels=settings.MEDIA_MAX_PIXELS, max_seconds=settings.MEDIA_MAX_SECONDS)


def bare_environment() -> dict[str, str]:
    """What Python needs to start, and no key or password of ours."""
    kept = {name: os.environ[name] for name in KEPT_NAMES if name in os.environ}
    return {**kept, "LC_ALL": "C.UTF-8"}


def look_in_child(module: str, words: list) -> dict:
    """Run one of our modules that touch a stranger's bytes, and give its answer (JSON).

    `words` go before the caps; what is not text goes as JSON. A crash or a bomb is a rejection,
    not ours to suffer.
    """
    given = [
        word if isinstance(word, str) else json.dumps(word) for word in [*words, asdict(caps())]
    ]
    command = [*guard_prefix(LIMITS), sys.executable, "-m", module, *given]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=LOOK_SECONDS,
            cwd=settings.BASE_DIR,
            env=bare_environment(),
            check=False,
        )
        return json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise MediaRejected(
            "It takes too long to read this file: it is damaged or made to be slow."
        ) from error
    except ValueError as error:
        log.warning(
            "media_look_crashed",
            exit_code=done.returncode,
            detail=done.stderr[-1500:].decode("utf-8", "replace"),
        )
        raise MediaRejected(
            "The file makes its decoder fail or run out of memory. Export it again, "
            "for instance as MP4 with H.264 and AAC, or as JPEG."
        ) from error
