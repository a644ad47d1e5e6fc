"""Words on the picture."""

import pytest

from analysis.engine import text_reading
from analysis.engine.report import Cut, FrameReading
from analysis.engine.text_reading import frames_to_read
from tests.analysis.engine.clips import measured


def frame(time_sec: float, sharpness: float = 1.0) -> FrameReading:
    return FrameReading(0, time_sec, sharpness, 0.5, 0, 0, 0, None, (), 0.5)


def test_the_words_of_every_scene_are_read(samples):
    sample = samples["three_mistakes_vertical"]
    report = measured(sample.path, with_text=True)
    read = {reading.text for reading in report.texts}
    assert read == set(sample.texts)
    assert report.hook.text == sample.texts[0]
    assert all(0.6 <= reading.confidence <= 1 for reading in report.texts)


def test_the_words_on_a_photo_are_read(samples):
    sample = samples["coffee_first"]
    (reading,) = measured(sample.path, with_text=True).texts
    assert reading.text == sample.texts[0]


def test_a_picture_without_words_gives_no_text(samples):
    assert measured(samples["ball"].path, with_text=True).texts == ()


def test_without_a_reader_the_report_says_so_and_reads_nothing(samples, monkeypatch):
    monkeypatch.setattr(text_reading, "can_read_text", lambda: False)
    report = measured(samples["road_landscape_silent"].path, with_text=True)
    assert report.texts is None
    assert text_reading.NOT_INSTALLED in report.notes
    assert report.to_features()["text"] is None


def test_five_frames_of_the_hook_and_the_sharpest_of_each_later_scene_are_read():
    hook = [frame(n * 0.2) for n in range(15)]
    later = [frame(4, 1), frame(5, 9), frame(7, 3), frame(8, 2)]
    chosen = frames_to_read([*hook, *later], [Cut(6, "cut", 30)])
    assert [f.time_sec for f in chosen] == pytest.approx([0, 0.6, 1.2, 1.8, 2.4, 5, 7])


def test_never_more_than_sixteen_frames_are_read():
    frames = [frame(n * 0.2) for n in range(15)] + [frame(3 + n) for n in range(100)]
    cuts = [Cut(3.5 + n, "cut", 30) for n in range(100)]
    chosen = frames_to_read(frames, cuts)
    assert len(chosen) == 16
    assert chosen[-1].time_sec > 90
