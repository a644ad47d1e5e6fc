"""One part of the benchmark in a process of its own: `python -m bench.part NAME RESULT [MEDIA]`."""

import importlib
import inspect
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402  (after django.setup)

from media_assets.samples import make_samples  # noqa: E402


def main(part: str, result: str, media: str | None = None) -> None:
    """Measure `part` and write its rows to the file `result`."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    measure = importlib.import_module(f"bench.{part}").measure
    with tempfile.TemporaryDirectory() as made:
        words = []
        if inspect.signature(measure).parameters:
            if media is None:
                make_samples(Path(made))
            words.append(Path(media or made))
        rows = measure(*words)
    Path(result).write_text(json.dumps([asdict(row) for row in rows]))


if __name__ == "__main__":
    main(*sys.argv[1:])
