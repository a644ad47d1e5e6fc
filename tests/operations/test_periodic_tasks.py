"""Periodic tasks are declared in one place, and the settings of the workers are safe."""

import math

import pytest
from django.conf import settings
from django.utils.module_loading import import_string
from django_q.models import Schedule

from config.schedules import PERIODIC, setup_schedules

pytestmark = pytest.mark.django_db


def test_setting_up_twice_leaves_one_row_each():
    setup_schedules()
    setup_schedules()
    names = list(Schedule.objects.order_by("name").values_list("name", flat=True))
    assert names == sorted(p.name for p in PERIODIC)


def test_a_row_that_was_edited_by_hand_is_put_right():
    setup_schedules()
    Schedule.objects.filter(name="plan posts").update(args="broken(", minutes=1)
    setup_schedules()
    row = Schedule.objects.get(name="plan posts")
    assert (row.args, row.minutes) == (None, 15)


def test_a_row_that_is_not_declared_goes_away():
    Schedule.objects.create(name="stray", func="os.getcwd")
    setup_schedules()
    assert not Schedule.objects.filter(name="stray").exists()


def test_the_planner_runs_every_fifteen_minutes():
    planner = next(p for p in PERIODIC if "plan" in p.func)
    assert planner.minutes == 15


@pytest.mark.parametrize("periodic", PERIODIC, ids=lambda p: p.name)
def test_every_task_runs_with_nothing_to_do(periodic):
    assert isinstance(import_string(periodic.func)(), (int, str, type(None)))


@pytest.mark.parametrize("alternative", [{}, settings.Q_CLUSTER["ALT_CLUSTERS"]["media"]])
def test_a_task_is_never_offered_again_while_it_may_still_run(alternative):
    """`reliability.md` §8: retry > timeout × (1 + ceil((queue_limit + bulk) / workers)) + 30."""
    conf = {**settings.Q_CLUSTER, **alternative}
    waits = math.ceil((conf["queue_limit"] + conf["bulk"]) / conf["workers"])
    assert conf["retry"] > conf["timeout"] * (1 + waits) + 30


@pytest.mark.parametrize("alternative", [{}, settings.Q_CLUSTER["ALT_CLUSTERS"]["media"]])
def test_the_hard_time_out_can_strike(alternative):
    """It works only if guard_cycle divides timeout + 3 (`reliability.md` §8)."""
    conf = {**settings.Q_CLUSTER, **alternative}
    assert (conf["timeout"] + 3) % conf["guard_cycle"] == 0
