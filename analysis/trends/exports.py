"""Rows of a Kalodata export (XLSX or CSV) as exemplars, with an error for each bad row. Pure.

Headers differ by language and by report, so each column is known by several names. The file is
hostile: XLSX is read row by row, never evaluated, within limits.
"""

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from ai.local.sentences import sentences_of
from analysis.trends.figures import currency_of, read_figure, read_range, read_seconds

MAX_ROWS = 5000
MAX_UNPACKED = 80_000_000  # bytes of an unpacked XLSX; more is a bomb or a mistake
HEADER_WITHIN = 10  # rows: exports begin with a title and the period
LENGTHS = {"title": 300, "hook": 300, "format": 60, "angle": 120, "product": 300,
           "category": 120, "url": 500}  # fmt: skip
HEADERS: dict[str, tuple[str, ...]] = {
    "title": ("video title", "title", "video description", "video name", "description", "视频标题",
              "视频描述", "标题", "视频名称"),
    "hook": ("hook", "opening", "first line", "script hook", "钩子", "开头", "开场白"),
    "format": ("format", "video type", "content type", "type", "形式", "视频类型", "内容类型"),
    "angle": ("angle", "selling point", "creative angle", "angle name", "角度", "卖点"),
    "product": ("product", "product name", "product title", "product tittle", "商品", "商品名称",
                "商品标题"),
    "category": ("category", "product category", "类目", "商品类目", "分类"),
    "duration_sec": ("duration", "length", "video duration", "video length",
                     "时长", "视频时长"),
    "price": ("price", "price range", "unit price", "avg. unit price", "average price", "价格",
              "单价", "平均单价", "商品价格", "价格区间"),
    "revenue": ("revenue", "gmv", "sales", "total revenue", "成交金额", "销售额",
                "营收", "成交额"),
    "views": ("views", "video views", "view count", "播放量", "观看次数", "观看量"),
    "items_sold": ("item sold", "items sold", "units sold", "sold", "销量", "成交件数"),
    "engagement_rate": ("engagement rate", "er", "interaction rate", "互动率"),
    "url": ("url", "link", "video url", "tiktok url", "video link", "tiktok link",
            "tiktokurl", "tiktok product url", "视频链接", "链接", "tiktok链接"),
}  # fmt: skip
FIELD_OF = {name: field for field, names in HEADERS.items() for name in names}
MONEY = ("price", "revenue")
# Kalodata writes the currency behind the name: “Revenue($)”, “成交金额(¥)”.
NAMING = {"title", "hook", "product"}
UNIT = re.compile(r"^(.+?)\s*[(（]([^()（）]{1,4})[)）]$")


class ExportUnreadable(ValueError):
    """The file is no such export; the message is for people."""


@dataclass(frozen=True)
class RowProblem:
    """A row (counted as the spreadsheet counts) that is left out, and why."""

    row: int
    sentence: str


@dataclass
class ReadExport:
    """What a file holds. `unknown`: headers that are not used."""

    exemplars: list[dict[str, Any]] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    repeated: int = 0


def read_export(name: str, body: bytes) -> ReadExport:
    """The exemplars of a file, each once. Raises ExportUnreadable."""
    rows = read_xlsx(body) if body[:2] == b"PK" else read_csv(name, body)
    numbered = iter(enumerate(rows, start=1))
    columns, unknown = find_header(numbered)
    signs = {name: sign for name, sign in columns.values() if sign and name in MONEY}
    fields = {at: name for at, (name, _) in columns.items()}
    found, seen = ReadExport(unknown=unknown), set()
    for number, cells in numbered:
        if not any(str(cell).strip() for cell in cells if cell is not None):
            continue
        if len(found.exemplars) + len(found.problems) >= MAX_ROWS:
            found.problems.append(RowProblem(number, f"Only the first {MAX_ROWS:,} rows are read."))
            break
        try:
            exemplar = as_exemplar(fields, cells, signs)
        except ValueError as error:
            found.problems.append(RowProblem(number, str(error)))
            continue
        found.repeated += exemplar["key"] in seen
        if exemplar["key"] not in seen:
            seen.add(exemplar["key"])
            found.exemplars.append(exemplar)
    return found


def read_xlsx(body: bytes) -> Iterator[Sequence[Any]]:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                raise ExportUnreadable("The workbook is too large. Export fewer rows.")
        book = load_workbook(io.BytesIO(body), read_only=True, data_only=True)
        sheets = book.worksheets
        lists = [sheet for sheet in sheets if sheet.title.upper().startswith("LIST_")]
        yield from (lists or sheets)[0].iter_rows(values_only=True)
    except ExportUnreadable:
        raise
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError,
            IndexError, SyntaxError) as error:  # fmt: skip
        raise ExportUnreadable("The file is no readable XLSX workbook.") from error


def read_csv(name: str, body: bytes) -> Iterator[Sequence[str]]:
    text = decoded(body)
    if "\0" in text:
        raise ExportUnreadable(f"“{name[:80]}” is neither an XLSX nor a CSV file.")
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text), delimiter=separator)
    except csv.Error as error:
        raise ExportUnreadable("The file is no readable CSV.") from error


def decoded(body: bytes) -> str:
    """UTF-8, UTF-16 with a mark, or the encoding of Chinese Windows."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("gb18030", "replace")


def find_header(
    rows: Iterator[tuple[int, Sequence[Any]]],
) -> tuple[dict[int, tuple[str, str]], list[str]]:
    """{column: (field, unit)} of the first row that names a video or product, and what is unknown.

    Raises ExportUnreadable.
    """
    for number, cells in rows:
        names = [" ".join(str(cell or "").lower().split()) for cell in cells]
        columns = {at: found for at, name in enumerate(names) if (found := field_of(name))}
        if NAMING & {name for name, _ in columns.values()} and len(columns) >= 2:
            return columns, [name for name in names if name and not field_of(name)]
        if number >= HEADER_WITHIN:
            break
    raise ExportUnreadable(
        "No header was found: one of the first rows must name a title, hook or product and one "
        "more column, such as “Video Title”, “Revenue” or “视频标题”, “成交金额”."
    )


def field_of(header: str) -> tuple[str, str] | None:
    """The field that a header means, and the unit in its brackets (empty: none)."""
    if header in FIELD_OF:
        return FIELD_OF[header], ""
    found = UNIT.match(header)
    if found and found[1] in FIELD_OF:
        return FIELD_OF[found[1]], found[2].strip()
    return None


def as_exemplar(
    columns: dict[int, str], cells: Sequence[Any], signs: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The values of one row by the model's names; `signs`: the currency of a column's header.

    Raises ValueError with a sentence.
    """
    raw = {name: cells[at] for at, name in reversed(columns.items()) if at < len(cells)}
    made: dict[str, Any] = {
        name: " ".join(str(raw.get(name) or "").split())[:most] for name, most in LENGTHS.items()
    }
    opening = next(iter(sentences_of(made["title"])), "")
    made["hook"] = made["hook"] or opening[:300] or made["product"]
    if not made["hook"]:
        raise ValueError("It has no title, no hook and no product.")
    if not made["url"].startswith(("https://", "http://")):
        made["url"] = ""
    made |= {"duration_sec": read_seconds(raw.get("duration_sec")), **money(raw, signs or {})}
    for name in ("views", "items_sold"):
        figure = read_figure(raw.get(name))
        made[name] = round(figure.value) if figure else None
    rate = read_figure(raw.get("engagement_rate"))
    made["engagement_rate"] = rate.value if rate else None
    if any(isinstance(value, int | float) and value < 0 for value in made.values()):
        raise ValueError("A figure is below zero.")
    identity = made["url"] or f"{made['hook']}\0{made['product']}"
    return {**made, "key": hashlib.sha256(identity.casefold().encode()).hexdigest()}


def money(raw: dict[str, Any], signs: Mapping[str, str]) -> dict[str, Any]:
    """Price range, revenue and their currency: the cell's, else the header's.

    Raises ValueError when they differ.
    """
    price, revenue = read_range(raw.get("price")), read_figure(raw.get("revenue"))
    named = {"price": price[0] if price else None, "revenue": revenue}
    codes = {
        code
        for name, figure in named.items()
        if figure and (code := figure.currency or currency_in(signs.get(name, "")))
    }
    if len(codes) > 1:
        raise ValueError(
            f"Price and revenue are in different currencies ({', '.join(sorted(codes))})."
        )
    return {
        "price_low": round(price[0].value, 2) if price else None,
        "price_high": round(price[1].value, 2) if price else None,
        "revenue": round(revenue.value, 2) if revenue else None,
        "currency": next(iter(codes), ""),
    }


def currency_in(unit: str) -> str:
    """The currency of a header's unit; empty for one that is none, such as “s”."""
    try:
        return currency_of(unit, unit)
    except ValueError:
        return ""
