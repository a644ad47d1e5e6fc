"""Known facts of real clips, where they lie beside the project."""

import pytest
from django.conf import settings

from analysis.engine.report import MediaReport
from tests.analysis.engine.clips import measured

CLIPS = settings.BASE_DIR.parent / "shared" / "media"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CLIPS.is_dir(), reason="the real clips are not on this machine"),
]


def of(name: str, **options) -> MediaReport:
    return measured(CLIPS / name, **options)


def test_the_face_and_the_words_of_a_talking_head_are_found():
    report = of("talking_head_vertical.mp4", with_text=True)
    features = report.to_features()
    assert report.cuts == ()
    assert features["faces"]["share"] > 0.8
    assert features["faces"]["most_at_once"] == 1
    assert {reading.text for reading in report.texts} == {"ASK WHAT YOU CAN DO"}
    assert report.sound.speech_share > 0.7
    assert report.hook.speech
    assert report.hook.face_share > 0.7


def test_the_face_of_a_portrait_is_found():
    (frame,) = of("portrait_16x9.jpg").frames
    assert len(frame.faces) == 1


def test_every_known_cut_is_found_and_the_words_are_read():
    report = of("cuts_vertical_hevc.mp4", with_text=True)
    found = [cut.time_sec for cut in report.cuts]
    assert found == pytest.approx([4.0, 7.0, 11.0, 11.8], abs=0.05)  # the last is the film's own
    assert {reading.text for reading in report.texts} == {"3 mistakes that kill your reach"}


def test_a_fixed_camera_that_adapts_its_exposure_has_no_cut():
    assert of("car_traffic_30s.mp4").cuts == ()


def test_nobody_is_found_in_an_animation_and_its_cuts_are():
    report = of("big_buck_bunny_30s.mp4")
    assert [cut.time_sec for cut in report.cuts] == pytest.approx([11.88, 15.75, 23.04], abs=0.05)
    assert report.to_features()["faces"]["share"] == 0


def test_speech_is_heard_in_a_file_of_sound():
    report = of("jfk_speech.flac")
    assert report.sound.speech_share > 0.7
    assert report.sound.speech_onset_sec < 0.5
    assert -16 < report.sound.loudness_lufs < -10
