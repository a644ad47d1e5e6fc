"""Posts too close, the same post twice in an hour, and more than a day without one."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from scheduling.calendar.marks import Standing, find_clashes, find_gaps
from scheduling.planner import MAX_GAP, MIN_GAP

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
KITCHEN, GARDEN = UUID(int=1), UUID(int=2)


def hours(n: float) -> timedelta:
    return timedelta(hours=n)


def post(at=NOON, account=KITCHEN, network="tiktok", is_open=True, **more) -> Standing:
    return Standing(uuid4(), account, network, at, is_open, **more)


def kinds(*posts) -> list[list[str]]:
    found = find_clashes(posts)
    return [[clash.kind for clash in found.get(one.pk, [])] for one in posts]


def test_two_posts_of_an_account_within_two_hours_are_both_marked():
    assert kinds(post(), post(NOON + hours(1.5))) == [["close"], ["close"]]
    assert kinds(post(), post(NOON + hours(2))) == [[], []]
    assert kinds(post(), post(NOON + hours(1.5), GARDEN)) == [[], []]


def test_what_is_out_is_not_marked_but_still_stands():
    assert kinds(post(is_open=False), post(NOON + hours(1))) == [[], ["close"]]
    assert kinds(post(is_open=False), post(NOON + hours(1), is_open=False)) == [[], []]


def test_the_same_words_on_one_network_within_the_hour_are_marked():
    near = {"account": GARDEN, "at": NOON + hours(0.9)}
    assert kinds(post(words="a"), post(**near, words="a")) == [["words"], ["words"]]
    assert kinds(post(words="a"), post(**near, words="b")) == [[], []]
    assert kinds(post(words=""), post(**near, words="")) == [[], []]
    assert kinds(post(words="a"), post(**near, words="a", network="x")) == [[], []]
    far = {"account": GARDEN, "at": NOON + hours(1)}
    assert kinds(post(words="a"), post(**far, words="a")) == [[], []]


def test_nearly_the_same_picture_is_marked_but_not_within_a_cross_post():
    near = {"account": GARDEN, "at": NOON + hours(0.5)}
    one, other = "ff00ff00ff00ff00", "ff00ff00ff00ff01"
    assert kinds(post(phash=one), post(**near, phash=other)) == [["picture"], ["picture"]]
    assert kinds(post(phash=one), post(**near, phash="00ff00ff00ff00ff")) == [[], []]
    group = uuid4()
    pair = post(phash=one, group=group), post(**near, phash=other, group=group)
    assert kinds(*pair) == [[], []]


def gaps(*times, now=NOON, days=4, accounts=(KITCHEN,)):
    found = {KITCHEN: list(times)}
    return find_gaps(found, accounts, now=now, first=now, last=now + timedelta(days=days))


def test_a_gap_is_named_once_for_each_day_that_misses_a_post():
    found = gaps(NOON, NOON + hours(75), days=5)
    assert [gap.at for gap in found] == [
        NOON + hours(24), NOON + hours(48), NOON + hours(72), NOON + hours(99),
    ]  # fmt: skip
    assert [gap.hours for gap in found] == [75, 75, 75, None]


def test_a_day_is_no_gap_and_a_little_more_is_filled_before_its_end():
    assert gaps(NOON, NOON + hours(24), days=1) == []
    (gap,) = gaps(NOON, NOON + hours(25), days=2)[:1]
    assert gap.at == NOON + hours(23)


def test_an_account_without_posts_misses_one_from_the_next_half_hour_on():
    found = gaps(now=NOON + timedelta(minutes=7), days=2)
    assert found[0].at == NOON + timedelta(minutes=30)
    assert len(found) == 2


def test_the_past_is_not_filled():
    assert all(gap.at >= NOON for gap in gaps(NOON - hours(90), NOON + hours(1)))


TIMES = st.lists(st.integers(-48, 240), max_size=12).map(
    lambda found: sorted(NOON + timedelta(minutes=30 * n) for n in found)
)


@given(TIMES)
def test_what_is_named_is_free_to_come_and_truly_missing(times):
    end = NOON + timedelta(days=4)
    for gap in find_gaps({KITCHEN: times}, [KITCHEN], now=NOON, first=NOON, last=end):
        assert NOON <= gap.at < end
        assert gap.since is None or gap.at - gap.since >= MIN_GAP
        assert gap.until is None or gap.until - gap.at >= MIN_GAP
        if gap.since and gap.until:
            assert gap.until - gap.since > MAX_GAP
