"""`/healthz`, `/readyz` and doctor."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from config.doctor import examine
from config.health import probe_storage
from config.watchdog import EXPECTED, silence_of_process
from teams.services.heartbeats import beat
from tests.factories import make_asset, make_connection, make_job, make_schedule

pytestmark = pytest.mark.django_db


@pytest.fixture
def all_alive():
    for name in EXPECTED:
        beat(name, now=timezone.now())


def findings(now=None) -> dict:
    return {f.name: f for f in examine(now or timezone.now())}


def test_the_web_process_says_that_it_lives(client):
    assert client.get("/healthz").content == b"ok"


def test_ready_when_every_process_was_heard_of(client, all_alive):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["ready"] is True


@pytest.mark.parametrize("silent", EXPECTED)
def test_not_ready_when_one_process_is_silent(client, all_alive, silent):
    beat(silent, now=timezone.now() - timedelta(minutes=10))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"][silent] == "failed"


def test_the_media_cluster_counts_as_alive_while_it_analyses(team):
    now = timezone.now()
    beat("cluster:media", now=now - timedelta(minutes=30))
    job = make_job(make_asset(team), status="processing", lease_owner="w", due_at=now)
    assert silence_of_process("cluster:media", now) == timedelta(minutes=30)
    type(job).objects.update(due_at=now + timedelta(minutes=2))
    assert silence_of_process("cluster:media", now) == timedelta(0)


def test_storage_that_cannot_be_written_is_found(settings, tmp_path):
    (tmp_path / "blocked").write_text("a file where the folder should be")
    settings.MEDIA_ROOT = str(tmp_path / "blocked")
    assert not probe_storage().ok


def test_doctor_finds_a_post_that_is_overdue(team, all_alive):
    make_schedule(make_connection(team))
    assert not findings()["posts"].ok


def test_doctor_names_an_account_that_expired(team):
    make_connection(team, status="expired", platform_username="lostone")
    assert "lostone" in findings()["accounts"].detail


def test_an_account_that_a_person_disconnected_is_no_fault(team):
    make_connection(team, status="revoked")
    assert findings()["accounts"].ok


def test_doctor_says_which_ai_is_used():
    assert any(name.startswith("AI: ") for name in findings())


def test_doctor_fails_with_the_names_of_what_is_not_well():
    out = StringIO()
    with pytest.raises(CommandError, match="clock"):
        call_command("doctor", "--json", stdout=out)
    assert {"name", "ok", "detail", "advice"} == set(json.loads(out.getvalue())[0])


def test_doctor_names_the_missing_limits_of_ffmpeg(db, monkeypatch):
    monkeypatch.setattr("config.doctor.missing_guards", lambda: ["prlimit"])
    finding = findings()["limits of ffmpeg"]
    assert (finding.ok, finding.detail) == (False, "missing: prlimit")


def test_doctor_repeats_what_is_wrong_with_the_models(db, monkeypatch):
    monkeypatch.setattr("config.doctor.check_openai_models", lambda: ["The model “x” ends soon."])
    assert (findings()["AI: models"].ok, findings()["AI: models"].detail) == (
        False,
        "The model “x” ends soon.",
    )
