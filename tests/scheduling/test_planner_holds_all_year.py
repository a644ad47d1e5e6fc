"""The planner's promises at any time of the year, in ten zones, with everything at once."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.best_times import place_times
from scheduling.planner import HORIZON, MAX_GAP, MIN_GAP
from scheduling.timetable import Closure, GoodHours, SlotTime, Timetable, occurrences
from tests.scheduling.test_best_times import ZONES

many = settings(max_examples=400, deadline=None)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
nows = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
clocks = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
zones = st.sampled_from(ZONES).map(ZoneInfo)


def taken_around(now, minutes):
    return [now + timedelta(minutes=m) for m in minutes]


def recurring(zone, now, clock, kind, pattern="daily"):
    """A slot that comes again and again, as the team's page makes it."""
    limits = {"pattern": pattern, "until": None, "first": now, "last": now + HORIZON}
    day = now.astimezone(zone).date() - DAY
    moments = occurrences(day, clock, zone, **limits)
    return [SlotTime(m.at, kind, note=m.note) for m in moments]


offsets = st.lists(st.integers(-24 * 60, 61 * 24 * 60), max_size=15, unique=True)


@many
@given(nows, zones, st.integers(0, 25), offsets, st.integers(1, 3), st.integers(1, 6), clocks,
       st.integers(1, 8), st.integers(0, 50))  # fmt: skip
def test_nothing_is_broken_with_all_rules_at_once(
    now, zone, count, minutes, per_hour, per_day, quiet_from, quiet_hours, closed_after
):
    taken = taken_around(now, minutes)
    end = (datetime.combine(date(2026, 1, 1), quiet_from) + quiet_hours * HOUR).time()
    first = now.astimezone(zone).date() + closed_after * DAY
    timetable = Timetable(
        zone=zone,
        quiet=(quiet_from, end),
        closures=[Closure(first, first + 2 * DAY)],
        per_hour=per_hour,
        per_day=per_day,
        good_hours=GoodHours({(d, 18): 1.0 for d in range(7)}, posts=40),
    )
    times = [t.at for t in place_times(count, now=now, taken=taken, timetable=timetable)]
    assert len(times) == len(set(times)) <= count
    for at in times:
        assert now <= at <= now + HORIZON
        assert not timetable.why_closed(at)
        assert all(abs(at - other) >= MIN_GAP for other in taken)
    assert all(later - sooner >= MIN_GAP for sooner, later in pairwise(times))
    together = sorted([*taken, *times])
    for at in times:  # any 24 hours and any hour that hold a new post are within the limits
        for window, most in ((DAY, per_day), (HOUR, per_hour)):
            starts = [t for t in together if at - window < t <= at]
            crowd = max(sum(s <= t < s + window for t in together) for s in starts)
            assert crowd <= max(most, _crowd_without(taken, window, starts, at))


def _crowd_without(taken, window, starts, at) -> int:
    """How many stood in such a window before: people may go over a limit, the planner may not."""
    return max((sum(s <= t < s + window for t in taken) for s in starts), default=0)


@many
@given(nows, zones, st.integers(1, 40), clocks)
def test_two_to_24_hours_lie_between_posts_also_when_the_clocks_change(now, zone, count, clock):
    good = GoodHours({(d, clock.hour): 1.0 for d in range(7)}, posts=40)
    timetable = Timetable(zone=zone, good_hours=good)
    times = [t.at for t in place_times(count, now=now, timetable=timetable)]
    assert len(times) == count
    assert all(MIN_GAP <= later - sooner <= MAX_GAP for sooner, later in pairwise(times))


@many
@given(nows, zones, clocks, st.integers(1, 30), st.sampled_from(["regular", "prime"]))
def test_a_slot_of_every_day_is_used_once_a_day_all_year(now, zone, clock, count, kind):
    slots = recurring(zone, now, clock, kind)
    timetable = Timetable(zone=zone, good_hours=GoodHours(weights={}), slots=slots)
    planned = place_times(count, now=now, timetable=timetable)
    used = [one.at for one in planned if one.at in {slot.at for slot in slots}]
    days = [at.astimezone(zone).date() for at in used]
    assert len(days) == len(set(days))
    if kind == "regular":
        assert len(used) == len(planned)


@many
@given(nows, zones, clocks, offsets, st.integers(0, 20), st.randoms())
def test_the_same_input_in_any_order_gives_the_same_plan(now, zone, clock, minutes, count, random):
    taken = taken_around(now, minutes)
    shuffled = random.sample(taken, len(taken))
    slots = recurring(zone, now, clock, "prime", pattern="weekly")
    timetable = Timetable(zone=zone, slots=slots)
    once = place_times(count, now=now, taken=taken, timetable=timetable)
    assert once == place_times(count, now=now, taken=shuffled, timetable=timetable)
