"""A form with files in it (RFC 7578), written piece by piece."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class FilePart:
    """The file of a form: its field, its name there, and its bytes in pieces."""

    field: str
    filename: str
    mime_type: str
    size_bytes: int
    pieces: Iterable[bytes]


def multipart(
    fields: Mapping[str, str], *files: FilePart
) -> tuple[dict[str, str], Iterator[bytes]]:
    """Headers and body of a form; the files come last, as Amazon S3 wants it.

    Raises ValueError for a name or type that would break out of its header.
    """
    names = "".join(f"{file.field}{file.filename}{file.mime_type}" for file in files)
    if set(names + "".join(fields)) & set('\r\n"'):
        raise ValueError("a field, file name or type of a form holds a quote or a line break")
    boundary = uuid.uuid4().hex
    start = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ).encode()
    heads = [_head_of(boundary, file) for file in files]
    end = f"--{boundary}--\r\n".encode()
    size = sum(len(head) + file.size_bytes + 2 for head, file in zip(heads, files, strict=True))
    headers = {
        "Content-Type": f"multipart/form-data; boundary={boundary}",
        "Content-Length": str(len(start) + size + len(end)),
    }
    return headers, _joined(start, zip(heads, files, strict=True), end)


def _head_of(boundary: str, file: FilePart) -> bytes:
    return (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{file.field}"; '
        f'filename="{file.filename}"\r\nContent-Type: {file.mime_type}\r\n\r\n'
    ).encode()


def _joined(start: bytes, parts: Iterable[tuple[bytes, FilePart]], end: bytes) -> Iterator[bytes]:
    yield start
    for head, file in parts:
        yield head
        yield from file.pieces
        yield b"\r\n"
    yield end
