"""Which models can do what, until when, and what they cost: a table in data, never in code.

`catalogue.json` is what the vendors' pages said on its day `seen`. A file of the operator's own
(AI_CATALOGUE_FILE, same shape) is looked at before it: prices move monthly, and compatible servers
have their own. Prices are US dollars for one million tokens, or for a minute of sound.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Literal

from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, ValidationError

BUILT_IN = Path(__file__).parent / "catalogue.json"
MILLION = 1_000_000
NOTICE = timedelta(days=90)  # how long before its end a model is warned about
AUTO = "auto"
Ability = Literal["text", "vision", "speech_to_text"]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Model(Strict):
    """What is known of the models that `pattern` fits; the first row that fits counts."""

    pattern: str = Field(min_length=1)
    abilities: tuple[Ability, ...]
    ends: date | Literal[""] = ""


class Price(Strict):
    """What the models of a server cost from a day on."""

    server: str
    pattern: str
    since: date
    input: Decimal | None = Field(default=None, ge=0)
    output: Decimal | None = Field(default=None, ge=0)
    per_minute: Decimal | None = Field(default=None, ge=0)

    def cost(self, input_tokens: int, output_tokens: int, seconds: float) -> Decimal | None:
        """US dollars; None when this row has no price for what was used."""
        if seconds:
            if self.per_minute is None:
                return None
            return self.per_minute * Decimal(str(seconds)) / 60
        if self.input is None or self.output is None:
            return None
        return (self.input * input_tokens + self.output * output_tokens) / MILLION


class Catalogue(Strict):
    """The file's shape; `seen` is the day on which the vendors' pages were read."""

    seen: date
    models: tuple[Model, ...] = ()
    prices: tuple[Price, ...] = ()


class CatalogueBroken(Exception):
    """AI_CATALOGUE_FILE cannot be used; the message says why."""


def find_model(name: str) -> Model | None:
    """What is known of a model, None for one that nobody listed. Raises CatalogueBroken."""
    rows = (row for table in catalogues() for row in table.models)
    return next((row for row in rows if fnmatchcase(name.lower(), row.pattern)), None)


def find_price(server: str, model: str, on: date) -> Price | None:
    """The price of a model at a server on a day. Raises CatalogueBroken."""
    for table in catalogues():
        fitting = [
            row
            for row in table.prices
            if row.server == server and fnmatchcase(model.lower(), row.pattern) and row.since <= on
        ]
        if fitting:
            return max(fitting, key=lambda row: row.since)
    return None


def cheapest_model(ability: Ability, server: str, on: date) -> str:
    """The least dear model with an ability that does not end soon, or empty when none is listed.

    Only rows that name one model (or a family by its first words) are chosen from.
    """
    offers = {
        row.pattern.rstrip("*"): row
        for table in reversed(catalogues())
        for row in table.prices
        if row.server == server and row.since <= on
    }
    able = [name for name in offers if name and _can(name, ability, on)]
    return min(able, key=lambda name: _sample_cost(offers[name]), default="")


def trouble_with(name: str, ability: Ability, setting: str, on: date) -> str:
    """What the table knows against a configured model, as a sentence; empty when nothing."""
    row = find_model(name)
    if row is None:
        return ""
    if ability not in row.abilities:
        return f"The model “{name}” is not known for {ability.replace('_', ' ')}. Check {setting}."
    if row.ends and row.ends <= on + NOTICE:
        verb = "ended" if row.ends <= on else "ends"
        return f"The model “{name}” {verb} on {row.ends.isoformat()}. Set {setting} to another one."
    return ""


def catalogues() -> Sequence[Catalogue]:
    """The operator's table, when there is one, before ours. Raises CatalogueBroken."""
    own = settings.AI_CATALOGUE_FILE
    return [*([read_catalogue(own)] if own else []), read_catalogue(str(BUILT_IN))]


@lru_cache(maxsize=8)
def read_catalogue(path: str) -> Catalogue:
    """A table from its file, read once. Raises CatalogueBroken."""
    try:
        return Catalogue.model_validate_json(Path(path).read_bytes())
    except OSError as error:
        raise CatalogueBroken(f"AI_CATALOGUE_FILE cannot be read: {error.strerror}.") from error
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(map(str, fault["loc"]))
        raise CatalogueBroken(f"AI_CATALOGUE_FILE: {place}: {fault['msg']}.") from error


def _can(name: str, ability: Ability, on: date) -> bool:
    row = find_model(name)
    return row is not None and ability in row.abilities and (not row.ends or row.ends > on + NOTICE)


def _sample_cost(price: Price) -> Decimal:
    """A typical call, to compare: 3,000 tokens in, 800 out, or a minute of sound."""
    if price.input is None or price.output is None:
        return price.per_minute or Decimal(0)
    return 3 * price.input + Decimal("0.8") * price.output
