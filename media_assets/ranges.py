"""HTTP byte ranges (RFC 9110 §14): what a player asks for when somebody drags its slider."""

import re
from dataclasses import dataclass

ONE_RANGE = re.compile(r"^bytes=\s*(\d*)-(\d*)\s*$", re.IGNORECASE)
LONGEST = 18  # digits: no file is larger


class RangeNotSatisfiable(Exception):
    """The range lies outside the file: answer 416."""


@dataclass(frozen=True)
class ByteRange:
    """From `start` up to and without `stop`, in bytes."""

    start: int
    stop: int

    def content_range(self, size: int) -> str:
        """The Content-Range header of a 206."""
        return f"bytes {self.start}-{self.stop - 1}/{size}"


def parse_range(header: str, size: int) -> ByteRange | None:
    """The one range that is asked for, None when the whole file is to be sent.

    Several ranges and malformed headers are answered with the whole file, as the RFC allows.
    Raises RangeNotSatisfiable.
    """
    match = ONE_RANGE.match(header)
    if match is None or match.groups() == ("", "") or len(max(match.groups(), key=len)) > LONGEST:
        return None
    first, last = match.groups()
    if not first:
        start, stop = max(size - int(last), 0), size
    else:
        start, stop = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return None
    if start >= size or start >= stop:
        raise RangeNotSatisfiable
    return ByteRange(start, stop)
