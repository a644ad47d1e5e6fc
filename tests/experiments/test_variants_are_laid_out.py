"""Which variant goes where and when: balanced, fair to the hour, the same each time."""

import itertools
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.variants import NoRoom, gap_for, lay_out, orders

ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe",
     "America/Santiago", "Pacific/Chatham"]
).map(ZoneInfo)  # fmt: skip
SEEDS = st.text("abcdef0123456789", min_size=8, max_size=8)
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


def always(account: int, at: datetime) -> bool:
    return True


@given(st.integers(1, 24), st.integers(2, 4), SEEDS)
def test_every_block_has_every_variant_and_each_place_is_shared_out(blocks, arms, seed):
    found = orders(blocks, arms, seed)
    assert len(found) == blocks
    assert all(sorted(order) == list(range(arms)) for order in found)
    for place in range(arms):
        counts = Counter(order[place] for order in found)
        whole = blocks // arms
        assert all(whole <= counts[arm] <= whole + 1 for arm in range(arms))


@given(st.integers(1, 4), st.integers(1, 4), st.integers(2, 4), ZONES, DAYS, SEEDS, CLOCKS)
def test_variants_of_a_block_meet_the_same_weekday_and_hour(
    accounts, rounds, arms, zone, day, seed, clock
):
    turns = lay_out(
        accounts=accounts, rounds=rounds, clocks=[clock] * arms, first_day=day, gap_days=14,
        zone=zone, seed=seed, is_free=always,
    )  # fmt: skip
    assert len(turns) == accounts * rounds * arms
    assert len({(turn.account, turn.at) for turn in turns}) == len(turns)
    for block in range(accounts * rounds):
        mine = [turn for turn in turns if turn.block == block]
        assert len({turn.account for turn in mine}) == 1
        assert {turn.arm for turn in mine} == set(range(arms))
        local = [turn.at.astimezone(zone) for turn in mine]
        assert len({at.weekday() for at in local}) == 1
        for at in local:  # a time that the change of the clocks leaves out moves by an hour
            shown = timedelta(hours=at.hour, minutes=at.minute)
            meant = timedelta(hours=clock.hour, minutes=clock.minute)
            assert abs(shown - meant) <= timedelta(hours=1)
    for account in range(accounts):
        times = sorted(turn.at for turn in turns if turn.account == account)
        for before, after in itertools.pairwise(times):
            assert after - before >= timedelta(days=13, hours=22)


@given(st.integers(1, 3), st.integers(1, 3), SEEDS, DAYS)
def test_the_same_seed_gives_the_same_plan(accounts, rounds, seed, day):
    def plan():
        return lay_out(
            accounts=accounts, rounds=rounds, clocks=[time(9), time(18)], first_day=day,
            gap_days=7, zone=ZoneInfo("Europe/Berlin"), seed=seed, is_free=always,
        )  # fmt: skip

    assert plan() == plan()


def test_where_the_time_varies_each_variant_keeps_its_own():
    zone = ZoneInfo("Europe/Berlin")
    turns = lay_out(
        accounts=2, rounds=2, clocks=[time(9), time(18)], first_day=date(2026, 3, 16), gap_days=7,
        zone=zone, seed="s", is_free=always,
    )  # fmt: skip
    hours = {(turn.arm, turn.at.astimezone(zone).hour) for turn in turns}
    assert hours == {(0, 9), (1, 18)}  # also after the clocks went forward on 29 March


def test_a_block_that_does_not_fit_moves_by_whole_weeks_all_of_it():
    taken = datetime(2026, 3, 9, 18, tzinfo=UTC)
    turns = lay_out(
        accounts=1, rounds=1, clocks=[time(18)] * 2, first_day=date(2026, 3, 2), gap_days=7,
        zone=ZoneInfo("UTC"), seed="s", is_free=lambda account, at: at != taken,
    )  # fmt: skip
    assert [turn.at.day for turn in turns] == [16, 23]


def test_no_room_within_half_a_year_is_said():
    with pytest.raises(NoRoom):
        lay_out(
            accounts=1, rounds=1, clocks=[time(18)] * 2, first_day=date(2026, 3, 2), gap_days=7,
            zone=ZoneInfo("UTC"), seed="s", is_free=lambda account, at: False,
        )  # fmt: skip


@pytest.mark.parametrize(("rule", "days"), [(0, 7), (3, 7), (7, 7), (8, 14), (14, 14), (30, 35)])
def test_the_rule_for_near_duplicates_is_kept_in_whole_weeks(rule, days):
    assert gap_for(rule) == days
