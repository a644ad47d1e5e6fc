"""Cuts in real encodes with known times."""

import pytest

from tests.analysis.engine.clips import dissolve, flash, measured, variable_rate

FRAME = 1 / 30 + 0.001


def test_cuts_are_found_at_their_times_and_no_other(samples):
    sample = samples["three_mistakes_vertical"]
    cuts = measured(sample.path).cuts
    assert [cut.kind for cut in cuts] == ["cut", "cut"]
    assert [cut.time_sec for cut in cuts] == pytest.approx(sample.cuts, abs=FRAME)


def test_cuts_keep_their_times_at_a_variable_frame_rate(samples, clip):
    sample = samples["three_mistakes_vertical"]
    cuts = measured(clip(variable_rate, sample.path)).cuts
    assert [cut.time_sec for cut in cuts] == pytest.approx(sample.cuts, abs=0.11)


def test_one_scene_has_no_cut(samples):
    assert measured(samples["tone_and_silence"].path).cuts == ()


def test_a_flash_in_a_video_is_not_a_cut(clip):
    assert measured(clip(flash)).cuts == ()


def test_a_dissolve_in_a_video_is_a_gradual_change(clip):
    cuts = measured(clip(dissolve)).cuts
    assert [cut.kind for cut in cuts] == ["gradual"]
    assert 2 <= cuts[0].time_sec <= 3
