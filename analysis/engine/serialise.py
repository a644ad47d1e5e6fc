"""A report as JSON and back: it crosses a process border as data, never as code."""

import json
from base64 import b64encode
from dataclasses import asdict

from analysis.engine.report import MediaReport


def report_to_json(report: MediaReport) -> str:
    """The report as JSON; pictures as base64. Raises ValueError for a figure that is not finite."""
    values = {"report": asdict(report)}
    return json.dumps(values, default=lambda data: b64encode(data).decode(), allow_nan=False)
