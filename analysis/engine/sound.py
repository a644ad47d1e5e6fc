"""Loudness, silence and speech, from one ffmpeg run that streams.

The filters measure on the original channels (a mono mix at 16 bits can read 3 dB low) and write
to stderr; the same run gives 16 kHz mono samples on stdout for the voice detector. Memory does
not grow with the duration. Music can pass for speech: the detector is made for telephone lines.
"""

import re
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import IO, Protocol

from analysis.engine.limits import INNER_FFMPEG
from analysis.engine.report import Silence, SoundReport
from media_assets.ffmpeg import open_ffmpeg

try:
    import webrtcvad
except ImportError:  # an optional extra: without it the share of speech is not measured
    webrtcvad = None

RATE = 16_000
WINDOW_SEC = 0.03
WINDOW_BYTES = int(RATE * WINDOW_SEC) * 2
BYTES_PER_SEC = RATE * 2
CHUNK_BYTES = WINDOW_BYTES * 100
ONSET_WINDOWS = 10
SILENCE_BELOW_DB = -35
SILENCE_LEAST_SEC = 0.5
GATE_LUFS = -70.0
FILTERS = (
    "ebur128=framelog=verbose:peak=sample,"
    f"silencedetect=noise={SILENCE_BELOW_DB}dB:d={SILENCE_LEAST_SEC},"
    f"aresample={RATE},aformat=sample_fmts=s16:channel_layouts=mono"
)
NO_VOICE_DETECTOR = "The share of speech was not measured: webrtcvad is not installed."


class VoiceDetector(Protocol):
    """What `webrtcvad.Vad` offers."""

    def is_speech(self, samples: bytes, rate: int) -> bool: ...


@dataclass
class SpeechMeter:
    """Counts windows of 30 ms with speech, and finds where speech begins."""

    detector: VoiceDetector | None
    windows: int = 0
    spoken: int = 0
    onset_sec: float | None = None
    _run: int = field(default=0, repr=False)

    def add(self, window: bytes) -> None:
        """Take 30 ms of 16 kHz mono samples."""
        self.windows += 1
        speaks = self.detector is not None and self.detector.is_speech(window, RATE)
        self.spoken += speaks
        self._run = self._run + 1 if speaks else 0
        if self.onset_sec is None and self._run == ONSET_WINDOWS:
            self.onset_sec = (self.windows - ONSET_WINDOWS) * WINDOW_SEC

    @property
    def share(self) -> float | None:
        """Share of windows with speech; None when there is no detector, or nothing came."""
        return None if self.detector is None or not self.windows else self.spoken / self.windows


def measure_sound(path: Path, *, timeout_seconds: float) -> SoundReport:
    """Measure the first sound track of `path`. Raises FfmpegError when it cannot be read."""
    meter = SpeechMeter(webrtcvad.Vad(3) if webrtcvad else None)
    only_sound = ["-vn", "-sn", "-dn", "-threads", "1", "-i", str(path), "-map", "0:a:0"]
    with open_ffmpeg(
        [*only_sound, "-af", FILTERS, "-f", "s16le", "pipe:1"],
        timeout_seconds=timeout_seconds,
        limits=INNER_FFMPEG,
    ) as stream:
        seconds = _hear(stream.stdout, meter)
    return sound_report(stream.stderr, seconds, meter)


def _hear(samples: IO[bytes], meter: SpeechMeter) -> float:
    """Feed the meter; how many seconds came."""
    heard, rest = 0, b""
    while chunk := samples.read(CHUNK_BYTES):
        heard += len(chunk)
        rest += chunk
        whole = len(rest) - len(rest) % WINDOW_BYTES
        for at in range(0, whole, WINDOW_BYTES):
            meter.add(rest[at : at + WINDOW_BYTES])
        rest = rest[whole:]
    return heard / BYTES_PER_SEC


def sound_report(log: str, seconds: float, meter: SpeechMeter) -> SoundReport:
    """What ffmpeg's log and the speech meter say about `seconds` of sound."""
    loudness = _last(r"I:\s+(-?[\d.]+|-?inf|nan) LUFS", log)
    silences = read_silences(log, seconds)
    silent = sum(s.end_sec - s.start_sec for s in silences)
    return SoundReport(
        duration_sec=seconds,
        loudness_lufs=None if loudness is None or loudness <= GATE_LUFS else loudness,
        loudness_range_lu=_last(r"LRA:\s+(-?[\d.]+|-?inf|nan) LU\b", log),
        peak_dbfs=_last(r"Peak:\s+(-?[\d.]+|-?inf|nan) dBFS", log),
        silences=silences,
        silent_share=min(1.0, silent / seconds) if seconds else 0.0,
        speech_share=meter.share,
        speech_onset_sec=meter.onset_sec,
    )


def read_silences(log: str, seconds: float) -> tuple[Silence, ...]:
    """The silences in a log of `silencedetect`; one that never ends goes on to `seconds`."""
    marks = re.findall(r"silence_(start|end): (-?[\d.]+(?:e-?\d+)?)", log)
    found = [
        Silence(max(0.0, float(start)), min(seconds, float(end)))
        for (kind, start), (after, end) in pairwise([*marks, ("end", str(seconds))])
        if kind == "start" and after == "end"
    ]
    return tuple(s for s in found if s.end_sec > s.start_sec)


def _last(pattern: str, log: str) -> float | None:
    """The last finite number that the pattern finds; the summary comes last in the log."""
    found = re.findall(pattern, log)
    if not found or "inf" in found[-1] or "nan" in found[-1]:
        return None
    return float(found[-1])
