"""The best frame and the frames beside it."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from analysis.engine.covers import MOST_COVERS, BestCovers, is_distinct
from analysis.engine.decode import Picture
from tests.analysis.engine.clips import clip, draw, measured, source
from tests.analysis.reports import make_frame

__all__ = ["clip"]
LOOKS = [
    f"{value:016x}" for value in (0, 0xFFFF, 0xFFFF0000, 0xFFFF << 32, 0xFFFF << 48, 2**64 - 1)
]


def kept_of(frames) -> BestCovers:
    covers = BestCovers()
    for index, (score, look) in enumerate(frames):
        reading = make_frame(index, score=score, phash=look)
        covers.add(Picture(None, float(index)), reading)
    return covers


@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from(LOOKS)), min_size=1, max_size=40))
def test_the_best_of_all_is_first_and_all_differ(frames):
    ranked = kept_of(frames).ranked
    assert len(ranked) <= MOST_COVERS
    assert ranked[0].score == max(score for score, _ in frames)
    assert all(is_distinct(a.reading, b.reading) for a, b in combinations(ranked, 2))


@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from(LOOKS)), min_size=1, max_size=40))
def test_no_kept_look_has_a_better_frame_outside(frames):
    for cover in kept_of(frames).ranked:
        same = [score for score, look in frames if look == cover.reading.phash]
        assert cover.score == max(same)


def four_scenes(folder):
    """Four pictures of a second each that share nothing."""
    graphs = ("mandelbrot", "testsrc2", "smptebars", "testsrc")
    inputs = [arg for g in graphs for arg in source(f"{g}=size=180x320:rate=10,trim=duration=1")]
    joined = "[0][1][2][3]concat=n=4:v=1,format=yuv420p"
    return draw(folder / "scenes.mp4", *inputs, "-filter_complex", joined, "-c:v", "libx264")


def test_a_clip_of_several_scenes_gives_three_more_covers_at_full_size(clip):
    report = measured(clip(four_scenes))
    chosen = [report.best_frame, *(report.frames[a.index] for a in report.alternatives)]
    assert len(chosen) == MOST_COVERS
    assert all(is_distinct(a, b) for a, b in combinations(chosen, 2))
    assert all(picture.jpeg[:2] == b"\xff\xd8" for picture in report.alternatives)


def test_the_first_three_seconds_are_sampled_five_times_a_second(clip):
    times = [frame.time_sec for frame in measured(clip(four_scenes)).frames]
    assert sum(time < 3 for time in times) == 15
