"""A better plan by API: proposed, then accepted as it was proposed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from scheduling.models import PlanningRules, PostingSchedule
from tests.factories import make_analysis, make_asset, make_connection, make_schedule

DAY = timedelta(days=1)


@pytest.fixture
def times(team):
    """The times of two posts, of which the better one stands later."""
    PlanningRules.objects.create(team=team, use_good_hours=False)
    account, soon = make_connection(team), timezone.now() + timedelta(hours=1)
    for n, score in enumerate((20, 90)):
        asset = make_asset(team, status="scheduled")
        analysis = make_analysis(asset, pre_social_score=score)
        make_schedule(account, asset, analysis=analysis, review_status="awaiting",
                      scheduled_at=soon + n * DAY, body=f"{score}")  # fmt: skip
    return lambda: dict(PostingSchedule.objects.values_list("body", "scheduled_at"))


def propose(api):
    return api.post("/api/posts/replan", {}, format="json")


def accept(api, proposal):
    return api.post("/api/posts/replan/apply", {"proposal": proposal}, format="json")


def test_a_proposal_stores_nothing(api, times):
    before = times()
    answer = propose(api)
    assert answer.status_code == 200, answer.json()
    assert answer.json()["open_posts"] == 2
    assert answer.json()["gain_pct"] > 0
    assert [c["why"][-9:] for c in answer.json()["changes"]] == ["score 90.", "score 20."]
    assert times() == before


def test_the_proposal_is_accepted_as_it_was(api, times):
    before = times()
    assert accept(api, propose(api).json()["proposal"]).json() == {"moved": 2}
    assert times() == {"20": before["90"], "90": before["20"]}


def test_an_altered_foreign_or_late_proposal_moves_nothing(api, stranger_api, times):
    before, proposal = times(), propose(api).json()["proposal"]
    assert accept(api, proposal[:-2] + "xx").status_code == 409
    assert accept(stranger_api, proposal).status_code == 409
    PostingSchedule.objects.filter(body="90").update(review_status="approved")
    assert accept(api, proposal).status_code == 409
    assert times() == before


def test_a_team_without_posts_gets_an_empty_proposal(api):
    answer = propose(api).json()
    assert answer["changes"] == []
    assert accept(api, answer["proposal"]).json() == {"moved": 0}
