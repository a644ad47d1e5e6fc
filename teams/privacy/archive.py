"""A ZIP that is written piece by piece: its memory does not grow with what goes into it."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO, Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.core.serializers.json import DjangoJSONEncoder

CHUNK = 1024 * 1024  # bytes
SUMS = "SHA256SUMS"
# Names inside JSON whose value is a secret, whichever table it stands in
SECRET_NAME = re.compile(
    r"secret|password|passwd|authorization|cookie|jwt|verifier|signature"
    r"|api_?key|private_?key|(^|_)(access|refresh|id|auth|bearer|page|bot|user)_?token$|^token$",
    re.IGNORECASE,
)
LEFT_OUT = "(left out: a secret)"


@dataclass(frozen=True)
class Entry:
    """One file inside the ZIP."""

    name: str
    size: int
    sha256: str


class Archive:
    """A ZIP being written to `path`; on leaving the block it gets its list of checksums.

    The list is in the format of `sha256sum`, so that `sha256sum -c SHA256SUMS` checks the whole.
    """

    def __init__(self, path: Path) -> None:
        self._zip = ZipFile(path, "w", allowZip64=True)
        self._sums: BinaryIO = TemporaryFile()  # noqa: SIM115  (closed in __exit__)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind, *_) -> None:
        with self._zip, self._sums:
            if kind is None:
                self._sums.seek(0)
                self._write(SUMS, iter(lambda: self._sums.read(CHUNK), b""), ZIP_DEFLATED)

    def add(self, name: str, chunks: Iterable[bytes], *, packed: bool = False) -> Entry:
        """Write one file; `packed` when its bytes are compressed already (media)."""
        entry = self._write(name, chunks, ZIP_STORED if packed else ZIP_DEFLATED)
        self._sums.write(f"{entry.sha256}  {name}\n".encode())
        return entry

    def _write(self, name: str, chunks: Iterable[bytes], how: int) -> Entry:
        digest, size = hashlib.sha256(), 0
        info = ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
        info.compress_type = how
        info.external_attr = 0o600 << 16
        with self._zip.open(info, "w", force_zip64=True) as target:
            for chunk in chunks:
                target.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        return Entry(name, size, digest.hexdigest())


def as_json(value: Any) -> bytes:
    """One value, readable, without the secrets that JSON columns may hold."""
    plain = without_secrets(value)
    return json.dumps(plain, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()


def json_list(rows: Iterable[dict]) -> Iterator[bytes]:
    """A JSON list, row by row."""
    opening = b"[\n"
    for row in rows:
        yield opening
        yield as_json(row)
        opening = b",\n"
    yield b"[]\n" if opening == b"[\n" else b"\n]\n"


def without_secrets(value: Any) -> Any:
    """The same value with secrets replaced, however deep they stand."""
    if isinstance(value, dict):
        return {
            key: LEFT_OUT if part and SECRET_NAME.search(str(key)) else without_secrets(part)
            for key, part in value.items()
        }
    if isinstance(value, list | tuple):
        return [without_secrets(part) for part in value]
    return value
