"""One asset to several accounts through the API."""

from datetime import UTC, datetime, timedelta

import pytest

from scheduling.models import CrossPostGroup, PostingSchedule
from teams.models import Team
from tests.factories import make_analysis, make_asset, make_connection, make_schedule

SOON = datetime(2031, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def asset(team):
    asset = make_asset(team)
    make_analysis(asset)
    return asset


@pytest.fixture
def accounts(team):
    return [make_connection(team, platform="tiktok") for _ in range(3)]


def cross_post(api, asset, accounts, **more):
    body = {"media": str(asset.pk), "connections": [str(account.pk) for account in accounts]}
    body |= {"scheduled_at": SOON.isoformat(), **more}
    return api.post("/api/cross-post-groups", body, format="json")


@pytest.mark.parametrize(
    ("more", "minutes"),
    [
        ({}, [0, 0, 0]),
        ({"timing_strategy": "staggered", "stagger_minutes": 10}, [0, 10, 20]),
        ({"timing_strategy": "optimized"}, [0, 0, 0]),
    ],
)
def test_each_account_gets_a_post_at_its_time(api, asset, accounts, more, minutes):
    answer = cross_post(api, asset, accounts, **more)
    assert answer.status_code == 201, answer.json()
    body = answer.json()
    times = [datetime.fromisoformat(post["scheduled_at"]) for post in body["posts"]]
    assert [(time - SOON) / timedelta(minutes=1) for time in times] == minutes
    assert {post["cross_post_group"] for post in body["posts"]} == {body["group"]["id"]}
    assert body["left_out"] == []


def test_an_account_that_cannot_take_it_is_named_and_stops_no_other(api, asset, accounts):
    make_schedule(accounts[1], scheduled_at=SOON)
    body = cross_post(api, asset, accounts).json()
    assert len(body["posts"]) == 2
    assert [left["connection"] for left in body["left_out"]] == [str(accounts[1].pk)]
    assert body["left_out"][0]["reason"]


def test_when_no_account_can_take_it_nothing_is_kept(api, asset, accounts):
    for account in accounts:
        make_schedule(account, scheduled_at=SOON)
    answer = cross_post(api, asset, accounts)
    assert answer.status_code == 409
    assert not CrossPostGroup.objects.exists()


def test_another_teams_account_answers_as_a_random_one(api, asset, accounts, stranger):
    foreign = make_connection(Team.objects.get(owner=stranger))
    answer = cross_post(api, asset, [*accounts, foreign])
    assert answer.status_code == 400
    assert not PostingSchedule.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"timing_strategy": "chaotic"}, {"stagger_minutes": 0}, {"connections": []}, {"colour": 1}],
)
def test_a_wrong_body_is_refused(api, asset, accounts, wrong):
    assert cross_post(api, asset, accounts, **wrong).status_code == 400


def test_an_account_is_named_once(api, asset, accounts):
    assert cross_post(api, asset, [accounts[0], accounts[0]]).status_code == 400


def test_the_same_key_makes_one_group(api, asset, accounts):
    body = {"media": str(asset.pk), "connections": [str(a.pk) for a in accounts]}
    body |= {"scheduled_at": SOON.isoformat()}
    key = {"HTTP_IDEMPOTENCY_KEY": "one"}
    answers = [
        api.post("/api/cross-post-groups", body, format="json", **key).json() for _ in range(2)
    ]
    assert answers[0]["group"]["id"] == answers[1]["group"]["id"]
    assert CrossPostGroup.objects.count() == 1
