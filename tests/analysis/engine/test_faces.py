"""Which boxes are believed to be faces. (A real face is looked for in test_real_clips.)"""

import numpy as np
import pytest

from analysis.engine import faces
from analysis.engine.faces import FaceCandidate, believed, find_candidates, overlap
from analysis.engine.report import FaceBox
from tests.analysis.engine.clips import measured

HERE = FaceBox(0.2, 0.2, 0.4, 0.2)
NEAR = FaceBox(0.22, 0.21, 0.4, 0.2)
AWAY = FaceBox(0.7, 0.7, 0.2, 0.1)


def test_a_box_with_an_eye_is_believed_alone():
    assert believed([FaceCandidate(HERE, True)]) == (HERE,)


def test_a_box_without_an_eye_needs_a_twin_in_a_neighbouring_sample():
    candidate = [FaceCandidate(HERE, False)]
    assert believed(candidate) == ()
    assert believed(candidate, [], [FaceCandidate(NEAR, False)]) == (HERE,)
    assert believed(candidate, [FaceCandidate(AWAY, True)]) == ()


def test_overlap_is_one_for_the_same_box_and_zero_for_separate_ones():
    assert overlap(HERE, HERE) == pytest.approx(1)
    assert overlap(HERE, AWAY) == 0
    assert overlap(HERE, NEAR) == overlap(NEAR, HERE) > 0.8


def test_nothing_is_found_where_no_face_is(samples):
    report = measured(samples["three_mistakes_vertical"].path)
    assert all(frame.faces == () for frame in report.frames)
    assert report.to_features()["faces"]["share"] == 0


def test_without_cascades_the_report_says_that_faces_were_not_looked_for(samples, monkeypatch):
    monkeypatch.setattr(faces, "_cascade", lambda name: None)
    assert find_candidates(np.zeros((64, 36), np.uint8)) is None
    report = measured(samples["road_landscape_silent"].path)
    assert faces.NOT_INSTALLED in report.notes
    assert report.to_features()["faces"] is None
    assert report.hook.face_share is None
