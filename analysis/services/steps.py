"""The steps of an analysis: how far each is, and which need not be done again.

A finished step is stored with the version of what did it. A worker that takes over from one that
died goes on after the last finished step; a repeated analysis repeats only the steps whose version
has changed. Words and score are always made anew: they depend on all the others, and what a
provider was asked before is answered from the cache.
"""

from dataclasses import dataclass, replace

import structlog
from django.core.files.storage import default_storage
from pydantic import TypeAdapter, ValidationError

from ai.prompts import DESCRIBE_FRAME
from ai.providers import ProviderState, list_providers
from analysis.engine.isolated import Answer
from analysis.engine.report import ENGINE_VERSION, FrameReading, MediaReport
from analysis.models import MediaAnalysis
from analysis.services.transcript import Transcription
from analysis.services.versions import transcript_from
from analysis.words.seeing import Seeing, pictures_key, seen_from_json
from media_assets.models import MediaAsset
from media_assets.services.holding import HeldJob

SCAN, SPEECH, VISION, WORDS, SCORE = "scan", "speech", "vision", "words", "score"
LABELS = {
    SCAN: "Picture and sound measured",
    SPEECH: "Speech transcribed",
    VISION: "Best frames looked at",
    WORDS: "Put into words",
    SCORE: "Scored",
}
SHARES = {  # of the whole bar
    SCAN: (0, 86), SPEECH: (86, 93), VISION: (93, 96), WORDS: (96, 99), SCORE: (99, 100),
}  # fmt: skip
WAITING, RUNNING, DONE, KEPT = "waiting", "running", "done", "kept"

log = structlog.get_logger(__name__)


class Steps:
    """Tells the job, and with it the page, how far each step is. Raises JobLost like HeldJob."""

    def __init__(self, held: HeldJob) -> None:
        self.held = held
        self.rows = [
            {"name": name, "label": label, "status": WAITING, "percent": 0}
            for name, label in LABELS.items()
        ]

    def begin(self, name: str) -> None:
        """A step starts."""
        self._mark(name, RUNNING, 0)
        self.held.report(SHARES[name][0], steps=self.rows)

    def follow(self, name: str, percent: int) -> None:
        """How far a running step is; written every few seconds only."""
        self._mark(name, RUNNING, percent)
        first, last = SHARES[name]
        self.held.follow(first + (last - first) * percent // 100, steps=self.rows)

    def end(self, name: str, *, is_kept: bool = False) -> None:
        """A step is done, or was done before."""
        self._mark(name, KEPT if is_kept else DONE, 100)
        self.held.report(SHARES[name][1], steps=self.rows)

    def _mark(self, name: str, status: str, percent: int) -> None:
        row = next(row for row in self.rows if row["name"] == name)
        row |= {"status": status, "percent": percent}


@dataclass(frozen=True)
class Scanned:
    """What the first step left: a stored row and its report."""

    analysis: MediaAnalysis
    report: MediaReport


def speech_version() -> str:
    """Which speech-to-text would be asked now; empty when none would."""
    state = _state_of("speech_to_text")
    return f"{state.provider} {state.model}".strip()


def vision_version() -> str:
    """Which model would look at the frames now, asked with which words; empty when none would."""
    state = _state_of("vision")
    return f"{state.provider} {state.model} {DESCRIBE_FRAME}" if state.is_configured else ""


def _state_of(ability: str) -> ProviderState:
    return next(one for one in list_providers() if one.ability == ability)


def unfinished_scan(asset: MediaAsset) -> Scanned | None:
    """The scan of a worker that died after it; None when there is none of this engine."""
    return _scan_of(asset.analyses.filter(duration_ms=None).order_by("-created_at").first())


def earlier_scan(asset: MediaAsset) -> Scanned | None:
    """The scan of the current analysis, when this engine made it."""
    return _scan_of(asset.analyses.current().exclude(duration_ms=None).first())


def earlier_speech(analyses: list[MediaAnalysis]) -> Transcription | None:
    """What one of these analyses heard, if the same speech-to-text would be asked again."""
    for analysis in analyses:
        heard = analysis.steps.get(SPEECH)
        if heard is not None and heard.get("version") == speech_version():
            is_new = heard["is_new"] and analysis.duration_ms is None  # else it is kept already
            return Transcription(transcript_from(analysis), analysis.transcript_status, is_new)
    return None


def earlier_seeing(analyses: list[MediaAnalysis], report: MediaReport) -> Seeing | None:
    """What one of these analyses saw on the same pictures, unless another model would look now.

    When none would, what was seen and paid for before is kept.
    """
    now, pictures = vision_version(), pictures_key(report)
    for analysis in analyses:
        looked = analysis.steps.get(VISION, {})
        if looked.get("pictures") == pictures and now in ("", looked["version"]):
            frames = seen_from_json(analysis.virality_features.get("seen") or [])
            return Seeing(frames, analysis.models_used.get("vision", ""))
    return None


def _scan_of(analysis: MediaAnalysis | None) -> Scanned | None:
    done = analysis.steps.get(SCAN, {}) if analysis else {}
    if analysis is None or done.get("version") != ENGINE_VERSION:
        return None
    report = _load(analysis, done.get("report", ""))
    return Scanned(analysis, report) if report else None


def _load(analysis: MediaAnalysis, path: str) -> MediaReport | None:
    """The stored report with its pictures; None when any of it is gone or of another shape."""
    try:
        stored = TypeAdapter(Answer).validate_json(_read(path)).report
        return _with_pictures(stored, analysis) if stored else None
    except (OSError, KeyError, ValueError, ValidationError) as error:
        log.info("stored_report_unusable", analysis=str(analysis.pk), reason=type(error).__name__)
        return None


def _with_pictures(report: MediaReport, analysis: MediaAnalysis) -> MediaReport:
    paths = {frame.index: frame for frame in analysis.frames.all()}

    def seen(frame: FrameReading) -> FrameReading:
        return replace(frame, jpeg=_read(paths[frame.index].image_path))

    covers = tuple(
        replace(one, jpeg=_read(paths[one.index].full_path)) for one in report.alternatives
    )
    return replace(
        report,
        frames=tuple(seen(frame) for frame in report.frames if frame.index in paths),
        alternatives=covers,
        best_frame_jpeg=_read(analysis.best_frame_url),
    )


def _read(path: str) -> bytes:
    if not path:
        return b""
    with default_storage.open(path) as file:
        return file.read()
