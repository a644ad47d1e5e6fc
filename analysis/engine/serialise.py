"""A report as JSON and back: it crosses a process border as data, never as code."""

import json
from base64 import b64encode
from dataclasses import asdict, replace

from analysis.engine.report import MediaReport


def report_to_json(report: MediaReport) -> str:
    """The report as JSON; pictures as base64. Raises ValueError for a figure that is not finite."""
    values = {"report": asdict(report)}
    return json.dumps(values, default=lambda data: b64encode(data).decode(), allow_nan=False)


def without_pictures(report: MediaReport) -> MediaReport:
    """The report with its figures alone: the pictures are stored beside it."""
    return replace(
        report,
        frames=tuple(replace(frame, jpeg=b"") for frame in report.frames),
        alternatives=tuple(replace(one, jpeg=b"") for one in report.alternatives),
        best_frame_jpeg=b"",
        thumbnail_webp=b"",
    )
