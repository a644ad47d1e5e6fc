"""A new plan moves only what is open, is shown first, and is applied whole or not at all."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.assignment import Piece, are_twins
from scheduling.best_times import PlannedTime
from scheduling.exceptions import PostProblem
from scheduling.models import CalendarSlot, PlanningRules, PostingSchedule
from scheduling.replan import propose
from scheduling.services.posts import approve, reschedule
from scheduling.services.replan import Step, apply_replan, propose_replan
from tests.factories import make_analysis, make_asset, make_connection, make_schedule
from tests.scheduling.test_best_times import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def account(team):
    PlanningRules.objects.create(team=team, use_good_hours=False)
    return make_connection(team)


def planned(account, at, score, **fields):
    asset = make_asset(account.team, status="scheduled", phash=fields.pop("phash", ""))
    analysis = make_analysis(asset, pre_social_score=score)
    post = {"status": "pending", "review_status": "awaiting", "scheduled_at": at, "due_at": at}
    return make_schedule(account, asset, analysis=analysis, **{**post, **fields})


def steps_of(replan):
    return [Step(c.post.pk, c.post.fence, c.after, c.why) for c in replan.changes]


def test_a_better_score_takes_the_sooner_time(account, team, owner, now):
    weak, strong = planned(account, now + DAY, 20), planned(account, now + 2 * DAY, 90)
    replan = propose_replan(team, now=now)
    assert {c.post: c.after for c in replan.changes} == {strong: now + DAY, weak: now + 2 * DAY}
    assert replan.after > replan.before
    assert apply_replan(team, steps_of(replan), by=owner, now=now) == 2
    strong.refresh_from_db()
    assert (strong.scheduled_at, strong.due_at) == (now + DAY, now + DAY)
    assert not strong.placed_by_person


def test_a_plan_that_is_good_stays(account, team, now):
    for n, score in enumerate((90, 60, 30), 1):
        planned(account, now + n * DAY, score)
    assert propose_replan(team, now=now).changes == ()


def test_nothing_is_stored_by_looking(account, team, now):
    planned(account, now + DAY, 20)
    planned(account, now + 2 * DAY, 90)
    before = list(PostingSchedule.objects.values_list("pk", "scheduled_at", "fence"))
    propose_replan(team, now=now)
    assert list(PostingSchedule.objects.values_list("pk", "scheduled_at", "fence")) == before


@pytest.mark.parametrize(
    "fields",
    [
        {"review_status": "approved"},
        {"placed_by_person": True},
        {"is_locked": True},
        {"status": "posted", "external_post_id": "x"},
    ],
)
def test_approved_locked_hand_placed_and_published_posts_are_not_touched(
    account, team, now, fields
):
    fixed = planned(account, now + DAY, 5, **fields)
    planned(account, now + 2 * DAY, 90)
    assert fixed not in {c.post for c in propose_replan(team, now=now).changes}


def test_the_best_goes_to_the_prime_slot(account, team, now):
    at = (now + 3 * DAY).astimezone(team.zone)
    CalendarSlot.objects.create(
        team=team, connection=account, date=at.date(), time_slot=at.time(),
        timezone=team.timezone, slot_type="prime",
    )  # fmt: skip
    best = planned(account, now + DAY, 95)
    for n in (2, 3):
        planned(account, now + n * DAY, 30)
    after = {c.post: c.after for c in propose_replan(team, now=now).changes}
    assert after[best] == at


def test_rules_that_changed_since_move_the_posts_that_break_them(account, team, now):
    local = (now + DAY).astimezone(team.zone)
    PlanningRules.objects.filter(team=team).update(
        quiet_from=(local - HOUR).time(), quiet_until=(local + HOUR).time()
    )
    post = planned(account, now + DAY, 50)
    (change,) = propose_replan(team, now=now).changes
    assert change.post == post
    clock = change.after.astimezone(team.zone).time()
    assert not (local - HOUR).time() <= clock < (local + HOUR).time()


def test_a_post_that_was_approved_meanwhile_stops_the_whole_change(account, team, owner, now):
    planned(account, now + DAY, 20)
    strong = planned(account, now + 2 * DAY, 90, body="x", hashtags=[])
    steps = steps_of(propose_replan(team, now=now))
    approve(strong, by=owner, now=now)
    with pytest.raises(PostProblem, match="changed meanwhile"):
        apply_replan(team, steps, by=owner, now=now)
    times = PostingSchedule.objects.order_by("scheduled_at").values_list("scheduled_at", flat=True)
    assert list(times) == [now + DAY, now + 2 * DAY]


def test_a_time_that_was_taken_meanwhile_stops_the_whole_change(account, team, owner, now):
    planned(account, now + DAY, 20)
    planned(account, now + 2 * DAY, 90)
    third = planned(account, now + 9 * DAY, 10, placed_by_person=True)
    steps = steps_of(propose_replan(team, now=now))
    free = steps[0].after + timedelta(minutes=7)
    reschedule(third, at=free, by=owner, now=now)
    taken = [Step(steps[0].pk, steps[0].fence, free, ""), *steps[1:]]
    with pytest.raises(PostProblem, match="changed meanwhile"):
        apply_replan(team, taken, by=owner, now=now)


def test_viewers_and_other_teams_cannot_apply(account, team, viewer, now):
    planned(account, now + DAY, 20)
    planned(account, now + 2 * DAY, 90)
    with pytest.raises(PostProblem, match="Viewers"):
        apply_replan(team, steps_of(propose_replan(team, now=now)), by=viewer, now=now)


pieces = st.lists(
    st.builds(
        Piece,
        pk=st.uuids(),
        score=st.floats(0, 100),
        phash=st.sampled_from(["", "00ff00ff00ff00ff", "00ff00ff00ff00fe", "123456789abcdef0"]),
        not_after=st.none() | st.integers(1, 40).map(lambda d: NOW + d * DAY),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda piece: piece.pk,
)
days = st.lists(st.integers(1, 59), min_size=1, max_size=10, unique=True)


@settings(max_examples=400, deadline=None)
@given(pieces, days, st.integers(0, 5))
def test_no_time_is_used_twice_and_no_rule_is_broken(found, on_days, apart):
    times = [PlannedTime(NOW + d * DAY, "regular", d % 3 / 2, "") for d in sorted(on_days)]
    stands_at = [NOW + n * HOUR for n in range(len(found))]
    proposal = propose(
        found, times, stands_at=stands_at, now=NOW, twins_apart=timedelta(days=apart)
    )
    used = [pairing.time.at for pairing in proposal.pairings]
    assert len(used) == len(set(used))
    assert len(used) + len(proposal.unplaced) == len(found)
    assert all(pairing.piece.may_go(pairing.time.at) for pairing in proposal.pairings)


@settings(max_examples=200, deadline=None)
@given(pieces, days)
def test_no_exchange_of_two_posts_would_be_better(found, on_days):
    times = [PlannedTime(NOW + d * DAY, "regular", d % 3 / 2, "") for d in sorted(on_days)]
    free = [Piece(pk=one.pk, score=one.score) for one in found]
    proposal = propose(free, times, stands_at=[NOW] * len(free), now=NOW)
    pairs = [(p.piece.score, p.time) for p in proposal.pairings]
    from scheduling.replan import quality

    for one, time in pairs:
        for other, place in pairs:
            kept = one * quality(time, NOW) + other * quality(place, NOW)
            swapped = one * quality(place, NOW) + other * quality(time, NOW)
            assert kept >= swapped - 1e-6


def test_twins_in_a_row_are_pulled_apart():
    twins = [Piece(pk=u, score=90.0, phash="00ff00ff00ff00ff") for u in _uuids(2)]
    others = [Piece(pk=u, score=10.0) for u in _uuids(6)]
    times = [PlannedTime(NOW + n * DAY, "regular", 0.0, "") for n in range(1, 9)]
    found = [*twins, *others]
    proposal = propose(found, times, stands_at=[t.at for t in times], now=NOW, twins_apart=4 * DAY)
    at = {pairing.piece.pk: pairing.time.at for pairing in proposal.pairings}
    assert are_twins(twins[0].phash, twins[1].phash)
    assert abs(at[twins[0].pk] - at[twins[1].pk]) >= 4 * DAY


def _uuids(count):
    from uuid import uuid4

    return [uuid4() for _ in range(count)]
