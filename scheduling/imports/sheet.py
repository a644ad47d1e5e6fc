"""A CSV file as rows of named cells. Pure, and hostile to what is no such file.

Spreadsheets write CSV in their own ways: UTF-8 with or without a mark, UTF-16 (“Unicode text”),
Windows-1252; commas, semicolons or tabs; a first line `sep=;`.
"""

import codecs
import csv
import io
from dataclasses import dataclass

from scheduling.imports.columns import field_of, missing

MAX_BYTES = 1_000_000
MAX_ROWS = 500
DELIMITERS = ",;\t|"
# OWASP “CSV injection”: a cell that starts so is run as a formula by a spreadsheet
FORMULA = ("=", "+", "-", "@", "\t", "\r")
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class SheetUnreadable(ValueError):
    """The file is no table that we can read; the message is for people."""


@dataclass(frozen=True)
class SheetRow:
    """One row: its number as a spreadsheet counts (the header is 1), and its filled cells."""

    number: int
    cells: dict[str, str]
    overflow: bool = False

    def get(self, field: str) -> str:
        return self.cells.get(field, "")


@dataclass(frozen=True)
class Sheet:
    """The rows of a file; `fields` are the columns we know, `unused` the headers of the others."""

    rows: tuple[SheetRow, ...]
    fields: frozenset[str]
    unused: tuple[str, ...] = ()


def decode(body: bytes) -> tuple[str, bool]:
    """(the text, whether its encoding was guessed). Raises SheetUnreadable."""
    if len(body) > MAX_BYTES:
        raise SheetUnreadable("The file is larger than 1 MB. Split it into several files.")
    if body[:2] == b"PK":
        raise SheetUnreadable("This is an Excel or Numbers workbook. Save it as CSV (UTF-8) first.")
    encoding = next((name for mark, name in MARKS if body.startswith(mark)), None)
    encoding = encoding or _utf16_without_mark(body[:400])
    try:
        return _whole(body.decode(encoding or "utf-8")), False
    except UnicodeDecodeError as error:
        if encoding:
            raise SheetUnreadable("The file is damaged: save it again as CSV (UTF-8).") from error
    try:
        return _whole(body.decode("cp1252")), True
    except UnicodeDecodeError as error:
        raise SheetUnreadable("The file is no text. Save the table as CSV (UTF-8).") from error


def _utf16_without_mark(start: bytes) -> str | None:
    """Every second byte of western UTF-16 text is zero."""
    half = len(start) // 2
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if half < 8 or max(even, odd) < 0.6 * half or min(even, odd) > 0.1 * half:
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _whole(text: str) -> str:
    if "\0" in text:
        raise SheetUnreadable("The file is no text. Save the table as CSV (UTF-8).")
    return text.removeprefix("\ufeff")


def read_sheet(text: str) -> Sheet:
    """The table in `text`. Raises SheetUnreadable with what to do."""
    delimiter, text = _delimiter(text)
    records = _records(text, delimiter)
    headers = next(((n, cells) for n, cells in records if any(cells)), None)
    if headers is None:
        raise SheetUnreadable("The file is empty. Its first row must name the columns.")
    number, names = headers
    columns = {at: field for at, name in enumerate(names) if (field := field_of(name))}
    _require_columns(columns, names)
    rows = []
    for number, cells in records:
        if not any(cells):
            continue
        if len(rows) == MAX_ROWS:
            raise SheetUnreadable(f"More than {MAX_ROWS} rows. Split the file into several.")
        rows.append(_row(number, cells, columns, width=len(names)))
    unused = tuple(name for at, name in enumerate(names) if name and at not in columns)
    if not rows:
        raise SheetUnreadable("There is no row below the header.")
    return Sheet(tuple(rows), frozenset(columns.values()), unused)


def _require_columns(columns: dict[int, str], names: list[str]) -> None:
    fields = list(columns.values())
    if sentence := missing(set(fields)):
        raise SheetUnreadable(sentence)
    twice = next((field for field in fields if fields.count(field) > 1), None)
    if twice:
        meant = [f"“{names[at]}”" for at, field in columns.items() if field == twice]
        raise SheetUnreadable(f"Several columns mean the same: {', '.join(meant)}. Keep one.")


def _row(number: int, cells: list[str], columns: dict[int, str], *, width: int) -> SheetRow:
    named = {field: as_typed(cells[at]) for at, field in columns.items() if at < len(cells)}
    filled = {field: cell for field, cell in named.items() if cell}
    return SheetRow(number, filled, overflow=any(cells[width:]))


def as_typed(cell: str) -> str:
    """The cell without the quote that keeps a spreadsheet from running it as a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA else cell


def _delimiter(text: str) -> tuple[str, str]:
    """(the separator, the text without Excel's `sep=` line): that which names the most columns."""
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        return first[4], rest
    first = next((line for line in text.splitlines() if line.strip()), "")

    def known(delimiter: str) -> tuple[int, int]:
        cells = first.replace('"', "").split(delimiter)
        return sum(field_of(cell) is not None for cell in cells), len(cells)

    return max(DELIMITERS, key=known), text


def _records(text: str, delimiter: str):
    """(row number, stripped cells) of every record; a quote that never closes is refused."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise SheetUnreadable(
                f"Line {reader.line_num} is not readable ({error}). Is a quotation mark missing?"
            ) from error
        yield number, [cell.strip() for cell in cells]
