"""`manage.py doctor` says when an export or an erasure is late, held up, or undone by a restore."""

from datetime import timedelta

import pytest

from config.doctor import probe_data_requests, probe_erased
from teams.models import DataRequest, Team
from teams.privacy.erased import remember_erasures
from teams.privacy.requests import (
    ask_erasure_of_person,
    ask_erasure_of_team,
    ask_export_of_team,
)
from tests.factories import make_user
from tests.privacy.conftest import done

pytestmark = pytest.mark.django_db


def test_one_that_nobody_takes_up_is_said(team, owner, now):
    assert probe_data_requests(now).ok
    ask_export_of_team(team, by=owner, now=now)
    assert probe_data_requests(now + timedelta(minutes=5)).ok
    late = probe_data_requests(now + timedelta(minutes=11))
    assert (late.ok, late.detail) == (False, "1 overdue, 0 held up")


def test_one_that_cannot_begin_is_said(team, owner, now):
    request = ask_export_of_team(team, by=owner, now=now)
    DataRequest.objects.filter(pk=request.pk).update(error="A post is being sent right now.")
    assert probe_data_requests(now).detail == "0 overdue, 1 held up"


def test_a_team_that_a_restored_copy_brings_back_is_named_with_the_command(team, owner, now):
    copy = Team.objects.get()
    done(ask_erasure_of_team(team, by=owner, now=now))
    assert probe_erased().ok
    copy.owner = None
    copy.save(force_insert=True)
    finding = probe_erased()
    assert not finding.ok
    assert finding.advice == f"manage.py erase_team {copy.pk} --now --name “Kitchen”"


def test_a_person_likewise_but_not_one_who_stayed(team, owner, now):
    person = make_user(email="back@example.com")
    done(ask_erasure_of_person(person, by=person, now=now))
    assert probe_erased().ok
    person.save()
    assert f"erase_person {person.pk}" in probe_erased().advice


def test_a_request_that_is_open_in_the_copy_needs_no_command(team, owner, now):
    request = done(ask_erasure_of_team(team, by=owner, now=now))
    team.owner = None
    team.save(force_insert=True)
    DataRequest.objects.filter(pk=request.pk).update(status="waiting", due_at=now)
    assert probe_erased().ok


def test_a_line_is_written_once_and_made_up_for_after_a_crash(team, owner, now, settings):
    done(ask_erasure_of_team(team, by=owner, now=now))
    assert remember_erasures() == 0
    settings.ERASED_FILE.unlink()
    assert remember_erasures() == 1
    with settings.ERASED_FILE.open("a") as file:
        file.write('{"kind": "erase_te')
    assert probe_erased().ok
    assert remember_erasures() == 0
