"""Which frames are looked at, and what is measured on them."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.engine.frames import MOST_SAMPLES, SamplePlan, is_still, look_at, thumbnail_score
from analysis.engine.report import FaceBox
from tests.analysis.engine.clips import measured


def look(bgr: np.ndarray):
    return look_at(bgr, cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY))


def checkers(low: int, high: int) -> np.ndarray:
    grid = np.indices((640, 360)).sum(axis=0) // 20 % 2
    return np.repeat(np.where(grid, high, low).astype(np.uint8)[:, :, None], 3, axis=2)


def chosen(duration: float, fps: float, stated: float | None) -> list[float]:
    plan = SamplePlan(stated)
    return [n / fps for n in range(int(duration * fps)) if plan.wants(n / fps)]


def test_the_first_three_seconds_are_sampled_five_times_a_second():
    times = chosen(10, 30, 10)
    assert times[:16] == pytest.approx([n * 0.2 for n in range(15)] + [3.0], abs=0.04)
    assert np.diff(times[15:]) == pytest.approx(1.0, abs=0.04)


@settings(deadline=None)
@given(duration=st.floats(0.1, 4000), fps=st.sampled_from([5.0, 12.5]))
def test_no_clip_is_sampled_more_than_two_hundred_times_nor_in_its_beginning_only(duration, fps):
    times = chosen(duration, fps, duration)
    assert len(times) <= MOST_SAMPLES
    assert not times or times[-1] >= duration * 0.98 - 2


def test_a_clip_of_unknown_length_stops_at_the_budget():
    assert len(chosen(400, 10, None)) == MOST_SAMPLES


def test_blur_takes_sharpness_and_darkness_takes_light():
    sharp = checkers(60, 200)
    assert look(sharp).sharpness > 3 * look(cv2.GaussianBlur(sharp, (31, 31), 0)).sharpness
    black = look(np.zeros((640, 360, 3), np.uint8))
    assert (black.dark_share, black.brightness, black.colour) == (1.0, 0.0, 0.0)


def test_a_black_frame_is_a_worse_thumbnail_than_a_lit_one_and_a_face_makes_it_best():
    lit, black = look(checkers(60, 200)), look(np.zeros((640, 360, 3), np.uint8))
    face = (FaceBox(0.3, 0.2, 0.4, 0.3),)
    scores = [
        thumbnail_score(black, 0.0, ()),
        thumbnail_score(lit, 0.0, ()),
        thumbnail_score(lit, 0.0, face),
    ]
    assert scores == sorted(set(scores))
    assert all(0 <= score <= 1 for score in scores)


def test_noise_is_still_and_a_small_thing_that_appears_is_not():
    picture = checkers(60, 200)
    noise = np.random.default_rng(1).integers(0, 4, picture.shape, np.uint8)
    moved = picture.copy()
    moved[100:140, 50:80] = 128
    assert is_still(picture, picture + noise)
    assert not is_still(picture, moved)


def test_the_best_frame_is_the_one_with_the_highest_score(samples):
    report = measured(samples["three_mistakes_vertical"].path)
    assert report.best_frame.score == max(frame.score for frame in report.frames)
    best = cv2.imdecode(np.frombuffer(report.best_frame_jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert best.shape == (960, 540, 3)
    assert report.thumbnail_webp[8:12] == b"WEBP"
