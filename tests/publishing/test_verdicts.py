"""What a look-up proves."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from platforms.adapters.types import Absent, Found, Unknown
from publishing.verdicts import Doubt, Verdict, judge

SENT = datetime(2026, 3, 2, 12, tzinfo=UTC)
SETTLE = timedelta(seconds=180)


def doubt(**changes) -> Doubt:
    values = {
        "sent_at": SENT,
        "lookups": 0,
        "first_absent_at": None,
        "settle": SETTLE,
        "lookback": timedelta(hours=48),
    }
    return Doubt(**{**values, **changes})


def test_found_is_found():
    assert judge(Found("p", "u"), doubt(), SENT).verdict == Verdict.FOUND


def test_the_first_absence_proves_nothing_and_is_checked_a_settle_later():
    now = SENT + SETTLE
    judgement = judge(Absent(), doubt(), now)
    assert judgement.verdict == Verdict.LOOK_AGAIN
    assert (judgement.first_absent_at, judgement.delay) == (now, SETTLE)


def test_the_second_absence_a_settle_later_is_proof():
    first = SENT + SETTLE
    seen = doubt(first_absent_at=first)
    assert judge(Absent(), seen, first + SETTLE).verdict == Verdict.ABSENT
    early = judge(Absent(), seen, first + SETTLE / 2)
    assert (early.verdict, early.delay) == (Verdict.LOOK_AGAIN, SETTLE / 2)


def test_an_absence_before_anything_could_settle_is_not_counted():
    judgement = judge(Absent(), doubt(), SENT + SETTLE / 2)
    assert judgement.first_absent_at is None


def test_an_absence_beyond_the_listing_is_none():
    late = doubt(first_absent_at=SENT + SETTLE)
    assert judge(Absent(), late, SENT + timedelta(hours=49)).verdict == Verdict.LOOK_AGAIN


def test_not_knowing_keeps_the_absence_that_was_seen():
    first = SENT + SETTLE
    judgement = judge(Unknown("busy"), doubt(first_absent_at=first), first + SETTLE)
    assert judgement.first_absent_at == first
    assert judgement.delay == timedelta(minutes=5)


def test_after_a_day_a_person_is_asked():
    assert judge(Unknown("busy"), doubt(), SENT + timedelta(hours=24)).needs_person
    assert not judge(Unknown("busy"), doubt(), SENT + timedelta(hours=23)).needs_person


readings = st.lists(
    st.tuples(st.sampled_from([Absent(), Unknown("?")]), st.integers(1, 5000)), max_size=30
)


@given(readings)
def test_absence_is_never_proved_by_readings_less_than_a_settle_apart(steps):
    now, state, absences = SENT, doubt(), []
    for reading, seconds in steps:
        now += timedelta(seconds=seconds)
        judgement = judge(reading, state, now)
        if isinstance(reading, Absent) and now - SENT >= SETTLE:
            absences.append(now)
        if judgement.verdict == Verdict.ABSENT:
            assert absences[-1] - absences[0] >= SETTLE
            return
        assert judgement.delay > timedelta(0)
        state = doubt(first_absent_at=judgement.first_absent_at, lookups=state.lookups + 1)


def test_a_reading_that_no_other_can_better_asks_a_person_once_it_has_settled():
    reading = Unknown("It is in no list.", asks_person=True)
    early, late = (judge(reading, doubt(), SENT + after) for after in (SETTLE / 2, SETTLE))
    assert (early.needs_person, late.needs_person) == (False, True)
    assert late.sentence == "It is in no list."
