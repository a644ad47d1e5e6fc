"""The one place that runs the ffmpeg program.

Every file it reads was written by a stranger (`reliability.md` §9), so: an argument list and never
a shell, no standard input, only local files, only the container formats that we take, a cap on
pixels, limits of the kernel on memory, CPU, file size and open files, a wall-clock limit, and an
end when the process that started it ends. Without the format list a text file called `.mp4` could
be an ffconcat script that reads another team's video.
"""

import shutil
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

import imageio_ffmpeg
from django.conf import settings

from media_assets.exceptions import FfmpegFailed, FfmpegMissing, FfmpegTimedOut

# Demuxers, not file endings. No playlists (hls, dash, concat), no image2 (it expands patterns).
INPUT_FORMATS = ("mov", "matroska", "avi", "mpegts", "flac", "mp3", "wav", "ogg", "gif")
GENERATED = ["-f", "lavfi"]  # a source that ffmpeg draws itself; its text is ours, never a user's


@dataclass(frozen=True)
class Limits:
    """What one ffmpeg process may use. The kernel holds it to each."""

    memory_bytes: int = 4 * 1024**3  # address space: threads reserve far more than they touch
    cpu_seconds: int = 3600
    output_bytes: int = 8 * 1024**3  # of any one file that it writes
    open_files: int = 64


@dataclass(frozen=True)
class FfmpegOutput:
    """What a finished run left: its stdout, and the end of its log."""

    stdout: bytes
    stderr: str


class FfmpegStream:
    """A running ffmpeg: read `stdout` while it works; `stderr` is collected beside it."""

    def __init__(self, process: subprocess.Popen[bytes], stderr_cap: int) -> None:
        assert process.stdout is not None
        assert process.stderr is not None
        self.stdout: IO[bytes] = process.stdout
        self.timed_out = False
        self._process = process
        self._log = bytearray()
        self._cap = stderr_cap
        self._reader = threading.Thread(target=self._collect, args=(process.stderr,), daemon=True)
        self._reader.start()

    def _collect(self, stderr: IO[bytes]) -> None:
        while chunk := stderr.read1(65536):  # type: ignore[attr-defined]
            self._log += chunk
            del self._log[: -self._cap]

    @property
    def stderr(self) -> str:
        """The log so far; whole once the `with` block of `open_ffmpeg` has ended."""
        return self._log.decode("utf-8", "replace")

    def kill(self) -> None:
        """End the process now."""
        self._process.kill()

    def time_out(self) -> None:
        """End the process because its time is over."""
        self.timed_out = True
        self._process.kill()

    def finish(self) -> int:
        """Read what is left, wait, and give the exit code (negative: the signal)."""
        self.stdout.close()
        code = self._process.wait()
        self._reader.join()
        return code


@cache
def _found(program: str) -> str | None:
    return shutil.which(program)


def ffmpeg_path() -> str:
    """FFMPEG_PATH, else `ffmpeg` on PATH, else the one inside imageio-ffmpeg.

    Raises FfmpegMissing.
    """
    if settings.FFMPEG_PATH:
        if path := shutil.which(settings.FFMPEG_PATH):
            return path
        raise FfmpegMissing(f"FFMPEG_PATH names {settings.FFMPEG_PATH}, which cannot be run.")
    if path := _found("ffmpeg"):
        return path
    try:
        return imageio_ffmpeg.get_ffmpeg_exe()
    except RuntimeError as error:
        raise FfmpegMissing("There is no ffmpeg here. Install it, or set FFMPEG_PATH.") from error


def missing_guards() -> list[str]:
    """Programs of util-linux that hold the limits and are not on this machine (for `doctor`)."""
    return [name for name in ("prlimit", "setpriv") if not _found(name)]


def guard_prefix(limits: Limits) -> list[str]:
    """The programs in front of ffmpeg that set its limits, then become ffmpeg.

    A prefix and not `preexec_fn`, which may hang in a process that has threads.
    """
    prefix: list[str] = []
    if prlimit := _found("prlimit"):
        prefix += [
            prlimit,
            f"--as={limits.memory_bytes}",
            f"--cpu={limits.cpu_seconds}",
            f"--fsize={limits.output_bytes}",
            f"--nofile={limits.open_files}",
            "--core=0",
            "--",
        ]
    if setpriv := _found("setpriv"):
        prefix += [setpriv, "--pdeathsig", "KILL", "--"]
    return prefix


def harden(args: Sequence[str | Path], formats: Sequence[str] = INPUT_FORMATS) -> list[str]:
    """Put the input restrictions in front of every `-i`, and `file:` in front of its path.

    A source drawn by ffmpeg itself (`-f lavfi -i …`) stays as it is.
    """
    words = [str(arg) for arg in args]
    hardened: list[str] = []
    for place, word in enumerate(words):
        if place and words[place - 1] == "-i" and words[max(place - 3, 0) : place - 1] != GENERATED:
            path = Path(word.removeprefix("file:")).absolute()
            hardened[-1:] = [
                *("-protocol_whitelist", "file,pipe"),
                *("-format_whitelist", ",".join(formats)),
                *("-max_pixels", str(settings.MEDIA_MAX_PIXELS)),
                *("-i", f"file:{path}"),
            ]
        else:
            hardened.append(word)
    return hardened


@contextmanager
def open_ffmpeg(
    args: Sequence[str | Path],
    *,
    timeout_seconds: float,
    limits: Limits | None = None,
    formats: Sequence[str] = INPUT_FORMATS,
    stderr_cap: int = 1_000_000,
) -> Iterator[FfmpegStream]:
    """Run ffmpeg and read its stdout while it works.

    Leaving the block waits for it and raises FfmpegFailed or FfmpegTimedOut; leaving it by an
    exception kills it. Stay in the thread that opened it until it has ended: the kernel ends
    the process together with the thread that started it. `stderr` keeps its last `stderr_cap`
    bytes.
    """
    command = [*guard_prefix(limits or Limits()), ffmpeg_path(), "-hide_banner", "-nostdin"]
    process = subprocess.Popen(
        [*command, *harden(args, formats)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    stream = FfmpegStream(process, stderr_cap)
    timer = threading.Timer(timeout_seconds, stream.time_out)
    timer.daemon = True
    timer.start()
    try:
        yield stream
        stream.stdout.read()  # what the reader left must not block the end
    except BaseException:
        stream.kill()
        raise
    finally:
        code = stream.finish()
        timer.cancel()
    _raise_for(code, stream, timeout_seconds)


def run_ffmpeg(
    args: Sequence[str | Path],
    *,
    timeout_seconds: float,
    limits: Limits | None = None,
    formats: Sequence[str] = INPUT_FORMATS,
    stdout_cap: int = 64 * 1024**2,
) -> FfmpegOutput:
    """Run ffmpeg to its end. Raises FfmpegError, also for more than `stdout_cap` bytes out."""
    with open_ffmpeg(
        args, timeout_seconds=timeout_seconds, limits=limits, formats=formats
    ) as stream:
        out = stream.stdout.read(stdout_cap + 1)
        if len(out) > stdout_cap:
            raise FfmpegFailed("ffmpeg wrote more than was asked for.", f"{stdout_cap} bytes")
    return FfmpegOutput(stdout=out, stderr=stream.stderr)


def _raise_for(code: int, stream: FfmpegStream, timeout_seconds: float) -> None:
    if stream.timed_out:
        raise FfmpegTimedOut(
            f"The work on this file took longer than {timeout_seconds:g} seconds and was ended.",
            stream.stderr[-2000:],
        )
    if code:
        lines = [line for line in stream.stderr.splitlines() if line.strip()]
        raise FfmpegFailed(
            "ffmpeg could not process this file.", f"exit code {code}: " + " | ".join(lines[-8:])
        )


def has_filter(name: str) -> bool:
    """Whether this ffmpeg was built with a filter."""
    return name in _filters_of(ffmpeg_path())


@cache
def _filters_of(path: str) -> frozenset[str]:
    done = subprocess.run(
        [path, "-hide_banner", "-filters"], capture_output=True, text=True, timeout=20, check=False
    )
    return frozenset(line.split()[1] for line in done.stdout.splitlines() if len(line.split()) > 2)


def ffmpeg_version() -> str:
    """The first line that the program says of itself; empty when it does not start."""
    try:
        done = subprocess.run(
            [ffmpeg_path(), "-version"], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.SubprocessError, FfmpegMissing):
        return ""
    return done.stdout.partition("\n")[0].partition(" Copyright")[0]
