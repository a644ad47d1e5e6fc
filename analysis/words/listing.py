"""Lists that are said or shown: “One, …”, “Second, …”, “3. …”; pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

LEAST_ITEMS = 3
NUMBERS = (
    ("one", "first", "firstly", "eins", "erstens", "uno", "primero", "premièrement"),
    ("two", "second", "secondly", "zwei", "zweitens", "dos", "segundo", "deuxièmement"),
    ("three", "third", "thirdly", "drei", "drittens", "tres", "tercero", "troisièmement"),
    ("four", "fourth", "vier", "viertens", "cuatro", "cuarto", "quatrièmement"),
    ("five", "fifth", "fünf", "fünftens", "cinco", "quinto", "cinquièmement"),
    ("six", "sixth", "sechs", "sechstens", "seis", "sexto"),
    ("seven", "seventh", "sieben", "siebtens", "siete"),
    ("eight", "eighth", "acht", "achtens", "ocho"),
    ("nine", "ninth", "neun", "neuntens", "nueve"),
    ("ten", "tenth", "zehn", "zehntens", "diez"),
)
PLACES = {word: place for place, words in enumerate(NUMBERS, start=1) for word in words}
SAID = re.compile(
    rf"^(?:(?:and|und|y|et)(?: finally)?,? )?(?:number |nummer )?({'|'.join(PLACES)})[,:.]\s+(.+)$",
    re.I | re.S,
)
SHOWN = re.compile(r"^(?:#|no\.? ?)?(\d{1,2})[.):]\s*(\S.*)$", re.S)


@dataclass(frozen=True)
class Listing:
    """intro: the line before the first item, or empty. outro: the line after the last one."""

    intro: str
    items: tuple[str, ...]
    outro: str

    def text(self) -> str:
        """The items as numbered lines."""
        return "\n".join(f"{place}. {item}" for place, item in enumerate(self.items, start=1))


def listing_in(lines: Sequence[str]) -> Listing | None:
    """The list of three items and more, counted up from one without a gap; None without any."""
    places = [_place(line) for line in lines]
    items: list[str] = []
    last = -1
    for at, (place, item) in enumerate(places):
        if place == len(items) + 1:
            items.append(item)
            last = at
    if len(items) < LEAST_ITEMS:
        return None
    first = next(at for at, (place, _) in enumerate(places) if place == 1)
    outro = lines[last + 1] if last + 1 < len(lines) else ""
    return Listing(lines[first - 1] if first else "", tuple(items), outro)


def is_item(line: str) -> bool:
    """Whether the line is an item of a list, which makes no sense in front of a caption."""
    return _place(line)[0] > 0


def _place(line: str) -> tuple[int, str]:
    """Which item the line is, from 1, and what it says; 0 for none."""
    if found := SAID.match(line):
        return PLACES[found[1].lower()], _capital(found[2])
    if found := SHOWN.match(line):
        return int(found[1]), _capital(found[2])
    return 0, ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
