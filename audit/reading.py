"""Reads files in a process of its own: `python -m audit.reading FOLDER`, words by stdin as JSON.

SQLite's locks belong to the process: whoever opens and closes the file of a database beside a
connection takes the connection's locks away (sqlite.org/howtocorrupt.html §2.2).
"""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path


def found_in(words: Iterable[str], folder: Path) -> Iterator[tuple[str, str]]:
    """(word, path) for each word that stands in clear in a file below a folder."""
    wanted = [(word, word.encode()) for word in words]
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            yield from ((word, str(path)) for word, raw in wanted if raw in data)


if __name__ == "__main__":
    json.dump(list(found_in(json.load(sys.stdin), Path(sys.argv[1]))), sys.stdout)
