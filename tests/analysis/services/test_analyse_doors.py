"""The command, the task and the door to a row."""

import json
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.http import Http404
from django.utils import timezone

from analysis.access import analysis_for
from analysis.engine.errors import AnalysisFailed
from analysis.tasks import analyse_due_assets_task
from media_assets.models import ProcessingJob
from media_assets.services.holding import LEASE
from media_assets.services.jobs import claim_job
from tests.factories import make_analysis


def told(capsys, *words: str) -> list[dict]:
    call_command("analyse", *words, "--json")
    return json.loads(capsys.readouterr().out)


def test_a_named_asset_is_analysed_again(engine, asset, capsys):
    for word in (str(asset.pk), asset.filename):
        (row,) = told(capsys, word)
        assert (row["status"], row["asset"]) == ("completed", asset.filename)
    assert asset.analyses.count() == 2


def test_everything_due_is_analysed(engine, asset, job, capsys):
    (row,) = told(capsys, "--due")
    assert row["score"] > 0
    assert told(capsys, "--due") == []


def test_a_failure_is_told_and_ends_with_an_error(engine, asset, capsys):
    engine.error = AnalysisFailed("No frame could be decoded.")
    with pytest.raises(CommandError, match="1 of 1"):
        call_command("analyse", str(asset.pk))
    assert "No frame could be decoded." in capsys.readouterr().out


def test_an_asset_in_other_hands_is_left_there(engine, asset, job, capsys):
    assert claim_job(job, owner="worker", now=timezone.now(), lease=LEASE)
    with pytest.raises(CommandError):
        call_command("analyse", str(asset.pk))
    assert engine.runs == 0


@pytest.mark.parametrize("words", [[], ["x.mp4", "--due"], ["nothing.mp4"], [str(uuid4())]])
def test_unclear_wishes_are_refused(db, words):
    with pytest.raises(CommandError):
        call_command("analyse", *words)


def test_the_task_takes_all_that_is_due(engine, asset, job):
    assert analyse_due_assets_task() == 1
    assert ProcessingJob.objects.get().status == ProcessingJob.Status.COMPLETED
    assert analyse_due_assets_task() == 0


def test_only_the_team_gets_its_analysis(asset, team, stranger):
    analysis = make_analysis(asset)
    assert analysis_for(team, str(analysis.pk)) == analysis
    elsewhere = stranger.memberships.get().team
    for found, pk in ((elsewhere, analysis.pk), (team, uuid4()), (team, "x"), (None, analysis.pk)):
        with pytest.raises(Http404):
            analysis_for(found, pk)
