"""Which tables belong to a team or to a person: found from the models, so that none is forgotten.

A table with a foreign key to Team is the team's; so is one that leads there over another table of
the team (a frame over its analysis). What is kept all the same stands in KEPT, with the reason.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from uuid import UUID

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models

from teams.models import Team, User
from teams.privacy.parts import secret_columns

BATCH = 500
KEPT = {"teams.DataRequest": "It is the receipt: counts and times, and no personal data."}
Model = type[models.Model]


@dataclass(frozen=True)
class Table:
    """One table, and the way from its rows to their owner, such as `analysis__team`."""

    model: Model
    lookup: str

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    @property
    def label(self) -> str:
        return self.model._meta.label

    def rows(self, owner: UUID) -> models.QuerySet:
        """All rows of `owner`, in a stable order."""
        return self.model._base_manager.filter(**{self.lookup: owner}).order_by("pk")

    def columns(self) -> list[str]:
        """What an export shows of a row."""
        left_out = secret_columns(self.label)
        fields = self.model._meta.concrete_fields
        return [field.attname for field in fields if field.name not in left_out]


def models_of_ours() -> list[Model]:
    """Every model with a table of its own, also those between two others."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def keys_of(model: Model) -> Iterator[models.ForeignKey]:
    """The foreign keys of a model, one-to-one included."""
    for field in model._meta.local_fields:
        if isinstance(field, models.ForeignKey):
            yield field


@cache
def team_tables() -> tuple[Table, ...]:
    """The tables of a team, in the order in which their rows can be deleted."""
    ways = _ways_to(Team)
    return tuple(
        Table(model, ways[model]) for model in _leaves_first(list(ways)) if not _is_kept(model)
    )


def _is_kept(model: Model) -> bool:
    return model._meta.label in KEPT


def _ways_to(owner: Model) -> dict[Model, str]:
    """{model: lookup}; the shortest way wins."""
    ways: dict[Model, str] = {}
    for model in models_of_ours():
        for key in keys_of(model):
            if key.related_model is owner:
                ways.setdefault(model, key.name)
    while more := dict(_one_step_further(ways)):
        ways |= more
    return ways


def _one_step_further(ways: dict[Model, str]) -> Iterator[tuple[Model, str]]:
    for model in models_of_ours():
        if model in ways or model is Team or model is User:
            continue
        for key in keys_of(model):
            if key.related_model in ways and not _is_kept(key.related_model):
                yield model, f"{key.name}__{ways[key.related_model]}"
                break


def _leaves_first(found: list[Model]) -> list[Model]:
    """Who names another row comes before it. Raises CycleError when two tables name each other."""
    order = TopologicalSorter({model: set() for model in found})
    for model in found:
        for key in keys_of(model):
            if key.related_model in found and key.related_model is not model:
                order.add(key.related_model, model)
    return list(order.static_order())


def delete_batch(table: Table, owner: UUID) -> dict[str, int]:
    """Delete up to BATCH rows of `owner`; {table: how many}, empty when none was left.

    What Django's own log says about them goes as well. To be called in a transaction.
    """
    pks = list(table.rows(owner).values_list("pk", flat=True)[:BATCH])
    if not pks:
        return {}
    rows = table.model._base_manager.filter(pk__in=pks)
    for key in keys_of(table.model):
        if key.related_model is table.model:  # rows of another batch may name these
            table.model._base_manager.filter(**{f"{key.name}__in": pks}).update(**{key.name: None})
    counts = forget_log(table.model, pks)
    for label, count in rows.delete()[1].items():
        name = apps.get_model(label)._meta.db_table
        counts[name] = counts.get(name, 0) + count
    return {name: count for name, count in counts.items() if count}


def forget_log(model: Model, pks: list) -> dict[str, int]:
    """Django's own log of the admin names rows in words."""
    kind = ContentType.objects.get_for_model(model)
    rows = LogEntry.objects.filter(content_type=kind, object_id__in=[str(pk) for pk in pks])
    return {LogEntry._meta.db_table: rows.delete()[0]}
