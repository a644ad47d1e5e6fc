"""Does every number in a text stand in the data that it was written from? Pure.

A model that coaches must not invent figures. A number in the text counts as cited when it is a
number of the data, rounded as people round: 0.456 may be said as 0.46, 46 or 46%; 1,450 as 1450
or 1.4k is not accepted (say it as it is).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, model_validator

NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\w])|(?<![\w.])\d+(?:\.\d+)?")


def numbers_in(text: str) -> list[float]:
    """Every number in a text, with thousands separators understood."""
    return [float(found.replace(",", "")) for found in NUMBER.findall(text)]


def known_numbers(data: Any) -> Iterator[float]:
    """Every number anywhere in plain JSON data, also those inside its texts and keys."""
    if isinstance(data, bool) or data is None:
        return
    if isinstance(data, int | float):
        yield abs(float(data))
    elif isinstance(data, str):
        yield from numbers_in(data)
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield from numbers_in(str(key))
            yield from known_numbers(value)
    elif isinstance(data, Sequence):
        yield float(len(data))
        for value in data:
            yield from known_numbers(value)


def sayable(numbers: Iterator[float]) -> set[float]:
    """The numbers as they may be written: as they are, rounded, and shares as percentages."""
    said: set[float] = set()
    for n in numbers:
        forms = (n, n * 100) if n <= 1 else (n,)
        said |= {round(form, digits) for form in forms for digits in (0, 1, 2, 3, 4)}
    return said


def invented_numbers(text: str, data: Any) -> list[float]:
    """The numbers of `text` that `data` does not hold."""
    known = sayable(known_numbers(data))
    return [n for n in numbers_in(text) if n not in known]


def checked_shape(shape: type[BaseModel], data: Any) -> type[BaseModel]:
    """`shape` that also refuses a text citing a number that `data` does not hold."""
    known = sayable(known_numbers(data))

    class Checked(shape):  # type: ignore[valid-type,misc]
        @model_validator(mode="after")
        def _cites_what_is_there(self) -> "Checked":
            texts = texts_in(self.model_dump())
            if strange := sorted({n for text in texts for n in numbers_in(text)} - known):
                named = ", ".join(f"{n:g}" for n in strange)
                raise ValueError(f"these numbers are not in the data: {named}")
            return self

    Checked.__name__ = shape.__name__  # the name that the server is shown
    return Checked


def texts_in(value: Any) -> Iterator[str]:
    """Every string inside plain JSON values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from texts_in(inner)
