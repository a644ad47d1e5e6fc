"""The detector on drawn frames, without a video."""

from itertools import accumulate

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.engine.cuts import CutDetector, Settled, Windows, in_order, measure, share_replaced
from analysis.engine.report import Cut

ROWS, COLUMNS = 32, 24


def scene(seed: int, brighter: int = 0) -> np.ndarray:
    """A pattern of blocks: yuv 4:2:0 planes below each other."""
    blocks = np.random.default_rng(seed).integers(20, 200, (ROWS * 3 // 8, COLUMNS // 4))
    pixels = np.kron(blocks, np.ones((4, 4))).astype(np.uint8)
    pixels[:ROWS] += brighter
    return pixels


def watched(pictures: list[np.ndarray], fps: float = 30.0) -> list[Settled]:
    detector, before, seen = CutDetector(fps), None, []
    for n, pixels in enumerate(pictures):
        before = measure(n / fps, pixels, before)
        seen += detector.add(before)
    return seen + detector.finish()


def changes(pictures: list[np.ndarray], fps: float = 30.0) -> list[Cut]:
    found = [settled.change for settled in watched(pictures, fps) if settled.change]
    return list(in_order(found))


def times(found: list[Cut]) -> list[float]:
    return [round(cut.time_sec, 3) for cut in found]


@settings(deadline=None, max_examples=40)
@given(lengths=st.lists(st.integers(16, 50), min_size=1, max_size=5), fps=st.sampled_from([24, 30]))
def test_every_boundary_of_still_scenes_is_a_cut_and_nothing_else(lengths, fps):
    pictures = [scene(seed) for seed, length in enumerate(lengths) for _ in range(length)]
    boundaries = list(accumulate(lengths))[:-1]
    assert times(changes(pictures, fps)) == [round(frame / fps, 3) for frame in boundaries]


@settings(deadline=None, max_examples=40)
@given(count=st.integers(0, 80), fps=st.floats(5, 120))
def test_every_frame_is_settled_once_and_in_order(count, fps):
    settled = watched([scene(n // 7) for n in range(count)], fps)
    assert [frame.time_sec for frame in settled] == [n / fps for n in range(count)]


@settings(deadline=None, max_examples=30)
@given(at=st.integers(16, 40), length=st.integers(1, 3))
def test_a_flash_is_not_a_cut(at, length):
    white = np.full((ROWS * 3 // 2, COLUMNS), 235, np.uint8)
    pictures = [white if at <= n < at + length else scene(1) for n in range(70)]
    assert changes(pictures) == []


def test_a_cut_is_found_at_ten_frames_a_second():
    pictures = [scene(1)] * 15 + [scene(2)] * 15
    assert times(changes(pictures, fps=10)) == [1.5]


def test_one_frame_or_none_holds_no_cut():
    assert changes([]) == []
    assert changes([scene(1)]) == []


def test_a_dissolve_is_one_gradual_change():
    first, last = scene(1).astype(float), scene(2).astype(float)
    mixed = [(first + (last - first) * n / 20).astype(np.uint8) for n in range(21)]
    found = changes([scene(1)] * 40 + mixed + [scene(2)] * 40)
    assert [cut.kind for cut in found] == ["gradual"]
    assert 40 / 30 <= found[0].time_sec <= 61 / 30


def test_a_camera_that_adapts_its_exposure_changes_no_scene():
    pictures = [scene(1)] * 40 + [scene(1, 2 * n) for n in range(15)] + [scene(1, 30)] * 40
    assert changes(pictures) == []


def test_brightness_alone_replaces_no_pixel():
    assert share_replaced(scene(1), scene(1, 40)) == 0
    assert share_replaced(scene(1), scene(2)) > 0.8


def test_windows_follow_the_frame_rate():
    assert Windows.at(30) == Windows(peak=6, around=12, later=(4, 6, 8), gradual=15, settle=8)
    assert Windows.at(60).around == 24
    assert Windows.at(1) == Windows(peak=1, around=1, later=(1,), gradual=1, settle=1)


def test_gradual_changes_close_together_are_one():
    weak, strong, late = Cut(2.0, "gradual", 9), Cut(2.5, "gradual", 20), Cut(4.0, "gradual", 5)
    cut = Cut(2.2, "cut", 30)
    assert in_order([late, strong, weak]) == (strong, late)
    assert in_order([strong, cut, weak]) == (weak, cut, strong)
