"""The operator exports and erases by command; looking changes nothing."""

import json
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command

from teams.models import DataRequest, Team
from tests.privacy.conftest import gone

pytestmark = pytest.mark.django_db


def said(capsys, *words) -> dict:
    call_command(*words, "--json")
    return json.loads(capsys.readouterr().out)


def test_looking_changes_nothing(full, team, capsys, tmp_path):
    before = DataRequest.objects.count()
    rows = said(capsys, "export_team", "Kitchen", "--dry-run")["would be exported"]
    assert rows["media_assets"] == 1
    look = said(capsys, "erase_team", str(team.pk), "--dry-run")
    assert look["files"] == 3
    assert look["beside them"]["journal_lines"] == 2
    assert said(capsys, "erase_person", "owner@example.com", "--dry-run")["cannot be erased now"]
    assert DataRequest.objects.count() == before


def test_a_team_is_exported_to_a_file(full, capsys, tmp_path):
    path = tmp_path / "out.zip"
    receipt = said(capsys, "export_team", "Kitchen", "--output", str(path))
    assert receipt["tables"]["media_assets"] == 1
    with ZipFile(path) as archive:
        assert archive.testzip() is None
    assert not DataRequest.objects.exclude(file_path="").exists()


def test_an_erasure_at_once_needs_the_name_again(full, team, capsys):
    with pytest.raises(CommandError, match="Repeat the name"):
        call_command("erase_team", "Kitchen", "--now")
    receipt = said(capsys, "erase_team", "Kitchen", "--now", "--name", "Kitchen")
    assert receipt["rows_left"] == 0
    assert gone(team)


def test_without_now_it_is_planned_and_can_be_hastened(full, team, capsys):
    call_command("erase_team", "Kitchen")
    assert "It will be erased on" in capsys.readouterr().out
    assert not gone(team)
    said(capsys, "erase_team", "Kitchen", "--now", "--name", "Kitchen")
    assert gone(team)
    assert DataRequest.objects.filter(kind="erase_team").count() == 1


def test_a_post_in_doubt_is_said_and_nothing_goes(full, team):
    from tests.factories import make_connection, make_schedule

    make_schedule(make_connection(team), status="unconfirmed")
    with pytest.raises(CommandError, match="settle it first"):
        call_command("erase_team", "Kitchen", "--now", "--name", "Kitchen")
    assert not gone(team)


def test_a_name_that_two_teams_have_is_not_guessed(full, owner):
    Team.objects.create(name="Kitchen", owner=owner)
    with pytest.raises(CommandError, match="Several"):
        call_command("export_team", "Kitchen", "--dry-run")
    with pytest.raises(CommandError, match="There is no"):
        call_command("export_team", "Nothing", "--dry-run")
