"""`manage.py plan`, `poll_metrics` and `coach`: doors over the services."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django_q.models import OrmQ

from scheduling.models import PostingSchedule
from scheduling.tasks import PLAN, nudge_planner, plan_due_schedules_task
from tests.factories import make_analysis, make_asset, make_connection


def run(*words, **options) -> str:
    out = StringIO()
    call_command(*words, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def clip(team):
    make_connection(team)
    make_analysis(asset := make_asset(team))
    return asset


def test_plan_says_what_it_did(clip, team):
    picture = make_asset(team, media_type="audio", mime_type="audio/mpeg", filename="song.mp3")
    make_analysis(picture)
    said = run("plan")
    assert "Kitchen: 1 post planned." in said
    assert "left out: song.mp3 on TikTok" in said


def test_plan_answers_in_json(clip, team):
    row = json.loads(run("plan", "--json", "--team", "Kitchen"))[0]
    assert (row["team"], row["created"], row["waiting"]) == (str(team.pk), 1, 0)


def test_a_dry_run_stores_nothing(clip):
    assert "1 post would be planned" in run("plan", "--dry-run")
    assert not PostingSchedule.objects.exists()


@pytest.mark.parametrize("name", ["Nobody", "not-a-uuid", "0" * 32])
def test_an_unknown_team_is_named(clip, name):
    with pytest.raises(CommandError, match="There is no team"):
        run("plan", "--team", name)


def test_the_task_plans_and_a_nudge_enqueues_it(clip, team, django_capture_on_commit_callbacks):
    assert plan_due_schedules_task() == 1
    with django_capture_on_commit_callbacks(execute=True):
        nudge_planner(team)
    assert OrmQ.objects.get().func() == PLAN


def test_poll_metrics_counts_what_was_due(db):
    assert json.loads(run("poll_metrics", "--json")) == {"due": 0, "taken": 0}


def test_coach_refuses_an_unknown_post_with_a_sentence(db):
    assert json.loads(run("coach", "--json")) == {"written": 0}
    with pytest.raises(CommandError, match="There is no post"):
        run("coach", "--post", "nonsense")
