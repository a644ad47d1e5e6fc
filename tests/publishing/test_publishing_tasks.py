"""The wakers: they may come twice, late or never."""

import pytest
from django.http import Http404
from django.utils import timezone
from django_q.models import OrmQ

from publishing.access import attempt_for
from publishing.tasks import (
    nudge_publisher,
    publish_due_schedules_task,
    publish_schedule_task,
    worker_name,
)
from scheduling.models import PostingSchedule
from tests.factories import make_attempt, make_team


@pytest.fixture
def due(post):
    now = timezone.now()
    PostingSchedule.objects.filter(pk=post.pk).update(due_at=now, scheduled_at=now)
    return post


def test_the_periodic_task_publishes_and_says_so(due, network):
    assert "published 1" in publish_due_schedules_task()
    assert "published 0" in publish_due_schedules_task()
    assert len(network.posts) == 1


def test_a_task_delivered_three_times_posts_once(due, network):
    assert {publish_schedule_task(str(due.pk)) for _ in range(3)} == {"posted"}
    assert len(network.posts) == 1


def test_a_task_for_a_row_that_is_gone_says_so(due, network):
    pk = str(due.pk)
    due.delete()
    assert publish_schedule_task(pk) == "gone"


def test_a_nudge_is_queued_only_when_the_transaction_holds(
    post, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        nudge_publisher(post)
        assert OrmQ.objects.count() == 0
    task = OrmQ.objects.get().task
    assert task["func"] == "publishing.tasks.publish_schedule_task"
    assert task["args"] == (str(post.pk),)


def test_a_worker_is_named_by_host_process_and_thread():
    assert worker_name().count(":") >= 2
    assert 0 < len(worker_name()) <= 120


def test_an_attempt_is_found_in_its_own_team_only(post, team):
    attempt = make_attempt(post)
    assert attempt_for(team, attempt.pk) == attempt
    for other, pk in [(make_team(), attempt.pk), (None, attempt.pk), (team, "nonsense")]:
        with pytest.raises(Http404):
            attempt_for(other, pk)
