"""Where words must not be found: rows, files, logs."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.core import serializers


def tables_with(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(word, table) for each word that stands in clear in a table, in any column of it."""
    wanted = tuple(words)
    for model in apps.get_models():
        text = serializers.serialize("json", model._default_manager.order_by("pk").iterator())
        for word in wanted:
            if word in text:
                yield word, model._meta.label


def files_with(words: Iterable[str], folder: Path) -> Iterator[tuple[str, Path]]:
    """(word, file) for each word that stands in clear in a file below a folder."""
    wanted = [(word, word.encode()) for word in words]
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            yield from ((word, path) for word, raw in wanted if raw in data)


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
