"""`python -m analysis.engine FILE ANSWER REQUEST`: one analysis in a process of its own.

REQUEST is the JSON of `isolated.Request`. Prints per cent, a line each; writes {"report": …} or
{"failed": sentence} to ANSWER. Django's settings are not loaded: nothing here needs a secret.
"""

import json
import sys
from pathlib import Path

from django.conf import settings

from analysis.engine.analyse import analyse_file
from analysis.engine.errors import AnalysisFailed
from analysis.engine.serialise import report_to_json
from media_assets.decoding.facts import MediaFacts


def tell(percent: int) -> None:
    """Progress to the worker; its death ends this process by a broken pipe."""
    sys.stdout.write(f"{percent}\n")
    sys.stdout.flush()


def main(file: str, answer: str, request: dict) -> None:
    """Analyse `file` as `request` says."""
    settings.configure(FFMPEG_PATH=request["ffmpeg_path"], MEDIA_MAX_PIXELS=request["max_pixels"])
    facts = MediaFacts(**request["facts"])
    try:
        report = analyse_file(
            Path(file),
            facts,
            on_progress=tell,
            with_text=request["with_text"],
            threads=request["threads"],
        )
        text = report_to_json(report)
    except AnalysisFailed as failed:
        text = json.dumps({"failed": str(failed)})
    Path(answer).write_text(text)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]))
