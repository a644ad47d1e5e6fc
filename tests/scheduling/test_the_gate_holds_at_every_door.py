"""Under “two people” one yes opens no door: page, API, admin, command, worker."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from publishing.tasks import publish_due_schedules_task, publish_schedule_task
from scheduling.models import Approval, PostingSchedule
from scheduling.services.posts import approve
from tests.factories import make_connection, make_schedule

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def half(team, owner):
    """A due post of which the owner has approved one of two halves."""
    team.review_policy = "two_people"
    team.save()
    at = timezone.now() - timedelta(minutes=1)
    post = make_schedule(make_connection(team), review_status="awaiting", scheduled_at=at)
    approve(post, by=owner, now=timezone.now())
    return post


def state(post) -> tuple[str, str]:
    post.refresh_from_db()
    return post.status, post.review_status


def changelist(post, client, action: str):
    page = reverse("admin:scheduling_postingschedule_changelist")
    return client.post(page, {"action": action, "_selected_action": str(post.pk)}, follow=True)


def test_the_page_publishes_it_not(owner_client, half):
    answer = owner_client.post(reverse("post-publish-now", args=[half.pk]), follow=True)
    assert "not approved yet" in answer.content.decode()
    assert state(half) == ("pending", "awaiting")


def test_the_api_publishes_it_not(api, half):
    answer = api.post(f"/api/posts/{half.pk}/publish")
    assert answer.status_code == 409
    assert state(half) == ("pending", "awaiting")


def test_the_admin_publishes_it_not(owner_client, half):
    answer = changelist(half, owner_client, "publish_now")
    assert "not approved yet" in answer.content.decode()
    assert state(half) == ("pending", "awaiting")


def test_the_worker_and_the_command_publish_it_not(half):
    publish_schedule_task(str(half.pk))
    publish_due_schedules_task()
    call_command("publish", str(half.pk))
    call_command("publish", "--due")
    assert state(half) == ("pending", "awaiting")
    assert not half.attempts.exists()


def test_the_second_half_may_come_through_any_door(teammate_client, teammate, half):
    reverse_to = reverse("post-approve", args=[half.pk])
    teammate_client.post(reverse_to, {"version": half.version})
    assert state(half) == ("pending", "approved")


def test_the_api_takes_the_second_half(teammate, half):
    client = APIClient()
    client.force_login(teammate, backend=BACKEND)
    body = client.post(f"/api/posts/{half.pk}/approve").json()
    assert body["review_status"] == "approved"
    rows = client.get("/api/approvals", {"schedule": half.pk}).json()["results"]
    assert [row["decision"] for row in rows] == ["approved", "approved"]
    body = client.post(f"/api/posts/{half.pk}/take-back").json()
    assert (body["review_status"], body["approved_by"]) == ("awaiting", None)


def test_the_admin_takes_the_second_half(teammate_client, half):
    changelist(half, teammate_client, "approve")
    assert state(half) == ("pending", "approved")


def test_the_same_person_is_not_asked_again_but_told(owner_client, half):
    page = owner_client.get(reverse("post", args=[half.pk])).content.decode()
    assert "1 of 2 approvals" in page
    assert reverse("post-approve", args=[half.pk]) not in page
    answer = owner_client.post(
        reverse("post-approve", args=[half.pk]), {"version": half.version}, follow=True
    )
    assert "somebody else’s yes" in answer.content.decode()
    assert Approval.objects.count() == 1


def test_a_whole_page_of_halves_says_what_still_waits(teammate_client, team, half):
    other = make_schedule(half.connection, review_status="awaiting")
    pairs = [f"{row.pk}:{row.version}" for row in (half, other)]
    answer = teammate_client.post(reverse("posts-approve"), {"post": pairs}, follow=True)
    assert "2 posts approved. 1 of them wait for somebody else’s yes" in answer.content.decode()
    assert state(half) == ("pending", "approved")
    assert state(other) == ("pending", "awaiting")


def test_the_list_counts_no_query_per_post(owner_client, half, django_assert_max_num_queries, team):
    def queries() -> int:
        with django_assert_max_num_queries(60) as asked:
            owner_client.get(reverse("posts"))
        return len(asked)

    before = queries()
    for _ in range(5):
        make_schedule(half.connection, review_status="awaiting")
    assert queries() == before
    assert PostingSchedule.objects.count() == 6
