"""The page that proposes a better plan, and its button."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from scheduling.models import PlanningRules, PostingSchedule
from scheduling.services.replan import propose_replan
from scheduling.services.replan_seal import SALT, seal_proposal
from tests.factories import make_analysis, make_asset, make_connection, make_schedule

DAY = timedelta(days=1)


@pytest.fixture
def two_posts(team):
    PlanningRules.objects.create(team=team, use_good_hours=False)
    account = make_connection(team)
    soon = timezone.now() + timedelta(hours=1)
    posts = []
    for n, score in enumerate((20, 90)):
        asset = make_asset(team, status="scheduled")
        analysis = make_analysis(asset, pre_social_score=score)
        posts.append(
            make_schedule(
                account, asset, analysis=analysis, status="pending", review_status="awaiting",
                scheduled_at=soon + n * DAY, due_at=soon + n * DAY, body=f"Score {score}",
            )
        )  # fmt: skip
    return posts


def times(posts):
    found = {post.pk: post.scheduled_at for post in PostingSchedule.objects.all()}
    return [found[post.pk] for post in posts]


def apply(client, proposal: str):
    return client.post(reverse("replan-apply"), {"proposal": proposal}, follow=True)


def test_the_page_shows_from_when_to_when_and_why(owner_client, two_posts):
    html = owner_client.get(reverse("replan")).content.decode()
    assert "Score 90" in html
    assert "Planned anew with score 90" in html
    assert "Move 2 posts" in html


def test_the_button_moves_what_was_shown(owner_client, team, two_posts):
    before = times(two_posts)
    sealed = seal_proposal(team, propose_replan(team, now=timezone.now()))
    assert "2 posts moved" in apply(owner_client, sealed).content.decode()
    assert times(two_posts) == before[::-1]


def test_a_proposal_that_was_altered_moves_nothing(owner_client, team, two_posts):
    before = times(two_posts)
    sealed = seal_proposal(team, propose_replan(team, now=timezone.now()))
    assert "too old" in apply(owner_client, sealed[:-2] + "xx").content.decode()
    assert "too old" in apply(owner_client, "").content.decode()
    assert times(two_posts) == before


def test_a_proposal_of_another_team_moves_nothing(stranger_client, team, two_posts):
    before = times(two_posts)
    sealed = seal_proposal(team, propose_replan(team, now=timezone.now()))
    apply(stranger_client, sealed)
    assert times(two_posts) == before
    assert SALT not in sealed


def test_viewers_look_but_do_not_move(viewer_client, team, two_posts):
    assert "Move 2 posts" not in viewer_client.get(reverse("replan")).content.decode()
    sealed = seal_proposal(team, propose_replan(team, now=timezone.now()))
    assert apply(viewer_client, sealed).status_code == 403


def test_a_good_plan_says_so(owner_client, team):
    assert "The plan is good as it is" in owner_client.get(reverse("replan")).content.decode()


def test_the_number_of_queries_does_not_grow(
    owner_client, team, two_posts, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        owner_client.get(reverse("replan"))
    account = two_posts[0].connection
    for n in range(6):
        asset = make_asset(team, status="scheduled")
        at = timezone.now() + (n + 3) * DAY
        make_schedule(account, asset, status="pending", review_status="awaiting", scheduled_at=at)
    with django_assert_num_queries(len(few)):
        owner_client.get(reverse("replan"))
