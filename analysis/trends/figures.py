"""Figures as people and exports write them: “$1.2K”, “¥3,400”, “12.3万”, “12%”, “0:34”. Pure."""

import re
import unicodedata
from dataclasses import dataclass

TIMES = {"": 1.0, "k": 1e3, "m": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9, "w": 1e4, "千": 1e3,
         "万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8}  # fmt: skip
CURRENCIES = {"us$": "USD", "$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "元": "CNY",
              "rmb": "CNY", "cn¥": "CNY", "jp¥": "JPY", "₫": "VND", "฿": "THB", "rp": "IDR",
              "rm": "MYR", "₱": "PHP", "s$": "SGD"}  # fmt: skip
CODES = frozenset({*CURRENCIES.values(), "MXN", "BRL", "CAD", "AUD", "KRW"})
NUMBER = re.compile(
    r"^(?P<before>[^\d.,+-]*)(?P<number>-?\d[\d.,' ]*|-?[.,]\d+)\s*"
    r"(?P<times>千|万|萬|亿|億|bn|mn|[kmbw](?![a-z]))?\s*(?P<after>%|[^\d%]*)$"
)
CLOCK = re.compile(r"^(?:(\d+):)?(\d{1,2}):(\d{1,2})$")
SPAN = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*(h|hours?|小时|m|min|minutes?|分钟|分|s|secs?|seconds?|秒)(?![a-z])"
)
UNITS = {"h": 3600, "小": 3600, "m": 60, "分": 60, "s": 1, "秒": 1}
NOTHING = frozenset({"", "-", "–", "—", "--", "n/a", "na", "null", "none", "/"})


@dataclass(frozen=True)
class Figure:
    """A number; `currency` (ISO 4217) where one stands beside it; 12 % has the value 0.12."""

    value: float
    currency: str = ""


def read_figure(text: object) -> Figure | None:
    """The figure in a cell; None for an empty one. Raises ValueError for anything else."""
    if isinstance(text, int | float) and not isinstance(text, bool):
        return Figure(float(text))
    plain = unicodedata.normalize("NFKC", str(text or "")).strip().lower()
    if plain in NOTHING:
        return None
    found = NUMBER.match(plain.rstrip("+"))
    if not found:
        raise ValueError(f"“{str(text)[:40]}” is no number.")
    value = as_number(found["number"], grouped=bool(found["times"])) * TIMES[found["times"] or ""]
    after = found["after"].strip()
    if after == "%":
        return Figure(value / 100)
    return Figure(value, currency_of(found["before"].strip(), str(text)) or
                  currency_of(after, str(text)))  # fmt: skip


def currency_of(sign: str, cell: str) -> str:
    """ISO code of a sign or code; empty for none. Raises ValueError for an unknown word."""
    if not sign:
        return ""
    code = CURRENCIES.get(sign) or (sign.upper() if sign.upper() in CODES else "")
    if not code:
        raise ValueError(f"“{cell[:40]}” is no number: “{sign[:20]}” is not a currency.")
    return code


def as_number(text: str, *, grouped: bool = False) -> float:
    """“3,400” and “3.400,50” and “1 234”: the last sign is a decimal point unless it groups three.

    With a multiplier behind it (`grouped`: “1.234万”, “1,2K”) the only sign is a decimal point.
    """
    text = text.replace(" ", "").replace("'", "")
    comma, point = text.rfind(","), text.rfind(".")
    if comma >= 0 and point >= 0:
        group = "," if comma < point else "."
        return float(text.replace(group, "").replace(",", "."))
    if comma >= 0:
        groups_three = bool(re.fullmatch(r"-?\d{1,3}(,\d{3})+", text)) and not grouped
        return float(text.replace(",", "" if groups_three or text.count(",") > 1 else "."))
    if text.count(".") > 1:
        return float(text.replace(".", ""))
    return float(text)


def read_range(text: object) -> tuple[Figure, Figure] | None:
    """“$12.99 - $18” as low and high; one figure is both. Raises ValueError as `read_figure`."""
    parts = re.split(r"\s*[~–—]\s*|(?<=\d)\s*-\s*", str(text if text is not None else "").strip())
    figures = [found for part in parts if (found := read_figure(part))]
    if not figures:
        return None
    figures.sort(key=lambda figure: figure.value)
    return figures[0], figures[-1]


def read_seconds(text: object) -> float | None:
    """“34”, “34s”, “0:34”, “1m 4s”, “1分4秒” as seconds. Raises ValueError for anything else."""
    if isinstance(text, int | float):
        return float(text)
    plain = unicodedata.normalize("NFKC", str(text or "")).strip().lower()
    if plain in NOTHING:
        return None
    if clock := CLOCK.match(plain):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return float(hours * 3600 + minutes * 60 + seconds)
    if spans := SPAN.findall(plain):
        return sum(float(n.replace(",", ".")) * UNITS[unit[0]] for n, unit in spans)
    figure = read_figure(plain)
    return figure.value if figure else None
