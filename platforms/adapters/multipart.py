"""A form with one file in it (RFC 7578), written piece by piece."""

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


def multipart(fields: Mapping[str, str], file: FilePart) -> tuple[dict[str, str], Iterator[bytes]]:
    """Headers and body of a form; the file comes last, as Amazon S3 wants it.

    Raises ValueError for a name or type that would break out of its header.
    """
    if set(f"{file.field}{file.filename}{file.mime_type}{''.join(fields)}") & set('\r\n"'):
        raise ValueError("a field, file name or type of a form holds a quote or a line break")
    boundary = uuid.uuid4().hex
    head = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head += (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{file.field}"; '
        f'filename="{file.filename}"\r\nContent-Type: {file.mime_type}\r\n\r\n'
    )
    start, end = head.encode(), f"\r\n--{boundary}--\r\n".encode()
    headers = {
        "Content-Type": f"multipart/form-data; boundary={boundary}",
        "Content-Length": str(len(start) + file.size_bytes + len(end)),
    }
    return headers, _joined(start, file.pieces, end)


def _joined(start: bytes, pieces: Iterable[bytes], end: bytes) -> Iterator[bytes]:
    yield start
    yield from pieces
    yield end
