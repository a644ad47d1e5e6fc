"""Posts that belong together, and posts that are urgent."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.cross_post import group_times, status_of
from scheduling.exceptions import PostProblem
from scheduling.models import CrossPostGroup, PostingSchedule
from scheduling.services.groups import cross_post
from scheduling.services.posts import cancel
from tests.factories import make_connection, make_schedule
from tests.publishing.conftest import stored_image

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
Priority = PostingSchedule.Priority


@pytest.fixture
def accounts(team):
    team.review_policy = "none"
    team.save()
    return [make_connection(team, platform="tiktok") for _ in range(3)]


@pytest.fixture
def crossed(accounts, asset, owner, now):
    asset.mime_type = "image/jpeg"
    asset.save()

    def create(**more):
        return cross_post(asset, accounts, at=now + HOUR, by=owner, now=now, **more)

    return create


def status(group) -> str:
    return CrossPostGroup.objects.get(pk=group.pk).status


@pytest.mark.parametrize(
    ("strategy", "minutes"),
    [("simultaneous", [60, 60, 60]), ("staggered", [60, 70, 80]), ("optimized", [180, 60, 60])],
)
def test_each_strategy_has_its_times(crossed, accounts, now, strategy, minutes):
    make_schedule(accounts[0], scheduled_at=now + HOUR)
    if strategy == "simultaneous":
        PostingSchedule.objects.all().delete()
    done = crossed(strategy=strategy, stagger=10 * MINUTE)
    if strategy == "staggered":
        assert list(done.problems) == [accounts[0]]  # its slot is taken
        assert [post.scheduled_at - now for post in done.posts] == [70 * MINUTE, 80 * MINUTE]
        return
    assert [(post.scheduled_at - now) / MINUTE for post in done.posts] == minutes


def test_a_post_that_fails_on_one_network_blocks_no_other(crossed, network, run_tick):
    done = crossed()
    assert status(done.group) == "pending"
    network.answers.append("refused")
    run_tick(*done.posts, after=HOUR)
    assert sorted(post.status for post in done.posts) == ["failed", "posted", "posted"]
    assert status(done.group) == "partial"


def test_a_group_in_which_all_is_out_is_completed(crossed, network, run_tick):
    done = crossed()
    run_tick(*done.posts, after=HOUR)
    assert status(done.group) == "completed"
    assert len(network.posts) == 3


def test_a_group_is_in_progress_while_one_is_in_doubt(crossed, network, run_tick):
    done = crossed()
    network.answers.append("lands without answer")
    run_tick(after=HOUR)
    assert status(done.group) == "in_progress"
    run_tick(after=HOUR + 4 * MINUTE)
    assert status(done.group) == "completed"


def test_a_canceled_post_is_not_waited_for(crossed, network, run_tick, owner):
    done = crossed()
    cancel(done.posts[0], by=owner)
    run_tick(after=HOUR)
    assert status(done.group) == "completed"


def test_an_account_that_cannot_take_it_is_named(crossed, accounts):
    accounts[1].is_active = False
    accounts[1].save()
    done = crossed()
    assert list(done.problems) == [accounts[1]]
    assert len(done.posts) == 2


def test_without_any_account_nothing_is_created(accounts, crossed):
    for account in accounts:
        account.is_active = False
        account.save()
    with pytest.raises(PostProblem, match="not connected"):
        crossed()
    assert not CrossPostGroup.objects.exists()


def test_the_urgent_post_goes_first(connection, network, publish, now):
    due = {"scheduled_at": now}
    posts = {}
    for n, priority in enumerate([Priority.LOW, Priority.NORMAL, Priority.HIGH]):
        due["scheduled_at"] = now - (10 - n) * timedelta(seconds=1)
        image = stored_image(connection.team, bytes([n]))
        posts[priority] = make_schedule(connection, image, priority=priority, **due)
    publish()
    order = [posts[p].pk.hex for p in (Priority.HIGH, Priority.NORMAL, Priority.LOW)]
    assert network.keys() == order


@given(st.lists(st.sampled_from(PostingSchedule.Status.values), max_size=6))
def test_a_group_is_completed_only_when_all_that_counts_is_out(statuses):
    derived = status_of(statuses)
    counted = [s for s in statuses if s != "canceled"]
    assert (derived == "completed") == (bool(counted) and set(counted) == {"posted"})
    if derived == "partial":
        assert "failed" in counted
        assert not {"pending", "publishing", "unconfirmed", "draft"} & set(counted)


@given(st.integers(0, 6), st.integers(1, 90))
def test_staggered_posts_keep_their_distance(count, minutes):
    from datetime import UTC, datetime

    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    times = group_times("staggered", [[]] * count, at=at, stagger=minutes * MINUTE)
    assert times == [at + n * minutes * MINUTE for n in range(count)]
