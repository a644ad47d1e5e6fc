"""Where words must not be found: rows, files, logs."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.core import serializers

from audit.server import ROOT


def tables_with(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(word, table) for each word that stands in clear in a table, in any column of it."""
    wanted = tuple(words)
    for model in apps.get_models():
        text = serializers.serialize("json", model._default_manager.order_by("pk").iterator())
        for word in wanted:
            if word in text:
                yield word, model._meta.label


def files_with(words: Iterable[str], folder: Path) -> list[tuple[str, Path]]:
    """(word, file) for each word that stands in clear in a file below a folder."""
    reader = [sys.executable, "-m", "audit.reading", str(folder)]
    asked = json.dumps(list(words))
    said = subprocess.run(reader, cwd=ROOT, input=asked, capture_output=True, text=True, check=True)
    return [(word, Path(path)) for word, path in json.loads(said.stdout)]


class Lines(logging.Handler):
    """Keeps every line of the log."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.text: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.text.append(f"{self.format(record)} {record.__dict__!r}")


@contextmanager
def listening() -> Iterator[Lines]:
    """Every log line of this process at DEBUG, until the block ends."""
    root, lines = logging.getLogger(), Lines()
    level, others = root.level, list(root.handlers)
    root.handlers, root.level = [lines], logging.DEBUG
    try:
        yield lines
    finally:
        root.handlers, root.level = others, level
