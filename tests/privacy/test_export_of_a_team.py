"""A ZIP with everything of the team, nothing of another one, and no secret."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from teams.models import DataRequest, Notification, TeamMember, WebhookEndpoint
from teams.privacy.archive import without_secrets
from teams.privacy.exports import forget_expired
from teams.privacy.requests import DataProblem, ask_export_of_team, cancel
from teams.privacy.tables import team_tables
from tests.api.everything import SECRET
from tests.privacy.conftest import OTHER_WORD, WORD, contents, done

pytestmark = pytest.mark.django_db


@pytest.fixture
def export(full, other, team, owner, now) -> DataRequest:
    return done(ask_export_of_team(team, by=owner, now=now))


def test_every_table_is_in_it_with_all_its_rows(export, team):
    files = contents(export)
    for table in team_tables():
        rows = json.loads(files[f"tables/{table.name}.json"])
        if table.name not in ("event_logs", "notifications", "data_requests"):
            assert len(rows) == table.rows(team.pk).count(), table.name
        assert export.receipt["tables"][table.name] == len(rows)


def test_the_teams_words_are_in_it_and_nobody_elses(export):
    whole = b"".join(contents(export).values())
    assert whole.count(WORD.encode()) > 60
    assert OTHER_WORD.encode() not in whole


def test_no_secret_is_in_it(export, full, owner):
    whole = b"".join(contents(export).values())
    endpoint = full[WebhookEndpoint]
    for secret in (SECRET, full.key, full.key.partition(".")[2], endpoint.secret, owner.password):
        assert secret.encode() not in whole


def test_its_files_are_in_it_also_those_that_no_row_names(export):
    files = {name: data for name, data in contents(export).items() if name.startswith("files/")}
    assert len(files) == 3
    assert set(files.values()) == {f"bytes of {WORD}".encode()}
    assert export.receipt["files"]["found"] == 3


def test_its_checksums_are_right(export):
    files = contents(export)
    sums = dict(line.split("  ")[::-1] for line in files.pop("SHA256SUMS").decode().splitlines())
    assert sums == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    manifest = json.loads(files["manifest.json"])
    for table in manifest["tables"]:
        assert sums[table["file"]] == table["sha256"]
    assert (
        "access_token"
        in next(t for t in manifest["tables"] if t["table"] == "connections")["left_out"]
    )


def test_it_says_who_the_people_are(export):
    people = json.loads(contents(export)["people.json"])
    assert [(person["email"], person["role"]) for person in people] == [
        ("owner@example.com", "owner")
    ]


def test_secrets_inside_json_are_left_out_however_deep():
    value = {"a": [{"feed_secret": "x", "input_tokens": 3}], "token": "y", "tokens": 4}
    assert without_secrets(value) == {
        "a": [{"feed_secret": "(left out: a secret)", "input_tokens": 3}],
        "token": "(left out: a secret)",
        "tokens": 4,
    }


def test_only_an_owner_may_ask(team, teammate, viewer, now):
    TeamMember.objects.filter(user=viewer).update(role="admin")
    for person in (teammate, viewer):
        with pytest.raises(DataProblem, match="Only an owner"):
            ask_export_of_team(team, by=person, now=now)


def test_a_second_one_is_refused_while_one_is_open(team, owner, now):
    ask_export_of_team(team, by=owner, now=now)
    with pytest.raises(DataProblem, match="already"):
        ask_export_of_team(team, by=owner, now=now)


def test_who_asked_is_told_when_it_is_ready(export, owner):
    notice = Notification.objects.get(type="export_ready")
    assert (notice.user, notice.title) == (owner, "Your export is ready: Kitchen")


def test_it_is_removed_after_a_week(export):
    assert default_storage.exists(export.file_path)
    assert forget_expired(export.expires_at - timedelta(seconds=1)) == 0
    assert forget_expired(export.expires_at) == 1
    assert not default_storage.exists(export.file_path)
    export.refresh_from_db()
    assert (export.status, export.file_path) == ("done", "")


def test_a_file_that_a_crash_left_without_a_row_goes(db):
    from django.core.files.base import ContentFile

    default_storage.save("exports/stray.zip", ContentFile(b"x"))
    assert forget_expired(timezone.now()) == 1
    assert not default_storage.exists("exports/stray.zip")


def test_a_worker_that_died_is_followed_by_another_at_most_three_times(team, owner, now):
    request = ask_export_of_team(team, by=owner, now=now)
    lease_over = now + timedelta(days=1)
    died = {"status": "running", "due_at": now, "lease_owner": "gone"}
    DataRequest.objects.filter(pk=request.pk).update(**died, attempts=2)
    assert done(request, lease_over).status == "done"
    DataRequest.objects.filter(pk=request.pk).update(**died, attempts=3)
    request = done(request, lease_over)
    assert (request.status, request.error[:14]) == ("failed", "Tried 3 times ")


def test_a_held_request_is_left_alone(team, owner, now):
    request = ask_export_of_team(team, by=owner, now=now)
    held = {"status": "running", "due_at": now + timedelta(minutes=9), "lease_owner": "another"}
    DataRequest.objects.filter(pk=request.pk).update(**held)
    assert done(request, now).lease_owner == "another"


def test_it_can_be_called_off_until_it_begins(team, owner, now):
    request = ask_export_of_team(team, by=owner, now=now)
    cancel(request, by=owner, now=now)
    assert request.status == "canceled"
    with pytest.raises(DataProblem, match="over"):
        cancel(request, by=owner, now=now)
