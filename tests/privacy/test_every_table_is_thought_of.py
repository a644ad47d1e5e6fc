"""No table, key or secret column is forgotten, now or when a new one comes."""

import re

from django.db import models

from teams.models import Team, User
from teams.privacy.parts import secret_columns
from teams.privacy.people import person_tables
from teams.privacy.tables import KEPT, keys_of, models_of_ours, team_tables

# Columns whose names sound like a secret and that are none, each with the reason.
HARMLESS = {
    "tokens counted": {"input_tokens", "output_tokens"},
    "a time or a count, not the token": {
        "token_expires_at", "token_renewed_at", "key_sha", "old_secret_until",
    },
    "of the content, to compare it": {
        "sha256", "phash", "payload_hash", "recipe_hash", "request_hash", "file_sha256",
    },
    "a name of a thing, or a key of ours without rights": {
        "key", "idempotency_key", "op_key", "topic_key", "object_id", "action_flag", "prefix",
    },
    "a word of the network, not a right": {"scopes", "session_type"},
}  # fmt: skip
SUSPICIOUS = re.compile(
    r"token|secret|passw|hash(?!tag)|key|verifier|session|credential|sha(?!r)", re.I
)


def labels(tables) -> set[str]:
    return {table.label for table in tables}


def test_every_table_with_a_key_to_a_team_is_exported_and_erased_or_kept_with_a_reason():
    owned = {m._meta.label for m in models_of_ours() if leads_to(m, Team)}
    assert len(owned) > 45
    assert owned - labels(team_tables()) == set(KEPT)


def test_tables_below_a_teams_rows_are_found_too():
    found = {table.label: table.lookup for table in team_tables()}
    assert found["analysis.FrameSample"] == "analysis__team"
    assert found["scheduling.ReviewLink_posts"] == "reviewlink__team"
    assert found["publishing.Breaker"] == "connection__team"


def test_no_table_of_people_belongs_to_a_team_by_the_way():
    assert not labels(team_tables()) & {"teams.User", "teams.Team", "admin.LogEntry"}


def test_who_names_a_row_goes_before_it():
    places = {table.model: number for number, table in enumerate(team_tables())}
    for model, place in places.items():
        for key in keys_of(model):
            if key.related_model in places and key.related_model is not model:
                assert place < places[key.related_model], (model, key.name)


def test_every_key_to_a_person_is_in_their_export():
    keys = {
        (m._meta.label, key.name)
        for m in models_of_ours()
        for key in keys_of(m)
        if key.related_model is User
    }
    assert len(keys) > 25
    assert keys <= {(table.label, table.lookup) for table in person_tables()}


def test_every_column_that_sounds_like_a_secret_is_left_out_or_known_to_be_none():
    harmless = set().union(*HARMLESS.values())
    shown = {
        f"{table.label}.{column}"
        for table in (*team_tables(), *person_tables())
        for column in table.columns()
        if SUSPICIOUS.search(column) and column not in harmless and not column.endswith("_id")
    }
    assert shown == set()


def test_no_column_of_bytes_is_exported():
    for table in team_tables():
        for field in table.model._meta.concrete_fields:
            if isinstance(field, models.BinaryField):
                assert field.name in secret_columns(table.label), table.label


def leads_to(model, owner) -> bool:
    return any(key.related_model is owner for key in keys_of(model))
