"""A file is taken once it has stopped growing. No threads, no clock, no disk."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from media_assets.services.settler import FileSettler

CLIP, PHOTO = Path("clip.mp4"), Path("photo.jpg")
DELAY = timedelta(seconds=3)


def seconds(n: float) -> timedelta:
    return timedelta(seconds=n)


def test_a_file_that_stays_as_it_is_settles_after_the_delay(now):
    settler = FileSettler(DELAY)
    settler.saw(CLIP, 10, now)
    settler.saw(CLIP, 10, now + seconds(2.9))
    assert settler.settled(now + seconds(2.9)) == []
    assert settler.settled(now + seconds(3)) == [(CLIP, 10)]


def test_a_file_that_grows_waits_from_its_last_change(now):
    settler = FileSettler(DELAY)
    for second in range(5):
        settler.saw(CLIP, second, now + seconds(second))
    assert settler.settled(now + seconds(6.9)) == []
    assert settler.settled(now + seconds(7)) == [(CLIP, 4)]


def test_a_settled_file_is_told_once(now):
    settler = FileSettler(DELAY)
    settler.saw(CLIP, 10, now)
    assert settler.settled(now + DELAY)
    assert settler.settled(now + DELAY * 2) == []
    assert settler.waiting == 0


def test_a_file_that_vanishes_is_forgotten(now):
    settler = FileSettler(DELAY)
    settler.saw(CLIP, 10, now)
    settler.keep_only([PHOTO])
    assert settler.settled(now + DELAY) == []


def test_the_one_that_waited_longest_comes_first(now):
    settler = FileSettler(DELAY)
    settler.saw(CLIP, 1, now + seconds(1))
    settler.saw(PHOTO, 1, now)
    assert [path for path, _ in settler.settled(now + seconds(9))] == [PHOTO, CLIP]


@given(st.lists(st.tuples(st.floats(0.1, 5), st.integers(0, 3)), min_size=1, max_size=20))
def test_nothing_settles_within_the_delay_of_its_last_change(looks):
    settler = FileSettler(DELAY)
    at, state, changed = seconds(0), None, seconds(0)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for step, size in looks:
        at += seconds(step)
        if size != state:
            state, changed = size, at
        settler.saw(CLIP, size, start + at)
        settled = settler.settled(start + at)
        assert bool(settled) == (at - changed >= DELAY)
        state = None if settled else state
