"""Which rows are a person's: found from the models, with what an export shows of each.

A row that cannot be without its person (CASCADE) is theirs. One that stays when they go (SET NULL)
is the team's: it is shown by its key and time, unless the person's own words stand in it (OWN).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models

from teams.models import User
from teams.privacy.tables import Model, Table, keys_of, models_of_ours

# What people wrote or did themselves, in tables that stay: {model: {key: columns}}
OWN: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "scheduling.PostComment": {"user": ("schedule_id", "text", "said_at", "resolved_at")},
    "scheduling.Approval": {"user": ("schedule_id", "decision", "note", "decided_at")},
    "teams.Feedback": {"user": ("subject_type", "subject_id", "part", "rating", "comment")},
    "teams.EventLog": {"user": ("event_type", "subject_type", "subject_id")},
    "teams.DataRequest": {"requested_by": ("kind", "status", "receipt", "finished_at")},
}
ALWAYS = ("team_id", "created_at")  # where the table has them


@dataclass(frozen=True)
class PersonTable(Table):
    """One key of one table that leads to a person."""

    goes_with_person: bool

    @property
    def title(self) -> str:
        """The name of its file: a table may name people in several ways."""
        return f"{self.name}.{self.lookup}".replace("__", ".")

    def columns(self) -> list[str]:
        if self.goes_with_person:
            return super().columns()
        names = {field.attname for field in self.model._meta.concrete_fields}
        own = OWN.get(self.label, {}).get(self.lookup, ())
        always = [name for name in ALWAYS if name in names]
        return [self.model._meta.pk.attname, *always, *own]


def person_tables() -> list[PersonTable]:
    """Every key that leads to a person, directly or over a row that goes with them."""
    direct = [
        PersonTable(model, key.name, key.remote_field.on_delete is models.CASCADE)
        for model in models_of_ours()
        for key in keys_of(model)
        if key.related_model is User
    ]
    theirs = {table.model: table.lookup for table in direct if table.goes_with_person}
    further = [
        PersonTable(model, f"{key.name}__{theirs[key.related_model]}", True)
        for model in models_of_ours()
        for key in keys_of(model)
        if key.related_model in theirs and key.remote_field.on_delete is models.CASCADE
    ]
    return sorted([*direct, *further], key=lambda table: table.title)


def is_theirs(model: Model) -> bool:
    """Whether rows of `model` go when their person goes."""
    return any(table.model is model and table.goes_with_person for table in person_tables())
