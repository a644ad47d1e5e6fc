"""Words on the picture."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.engine import text_reading
from analysis.engine.frames import as_jpeg
from analysis.engine.report import Cut, FrameReading, TextReading
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


def test_a_picture_that_stands_still_is_read_once(monkeypatch):
    asked = []

    def reader(bgr, time_sec):
        asked.append(time_sec)
        return TextReading(time_sec, "HELLO", 0.9, 0.1)

    monkeypatch.setattr(text_reading, "read_text", reader)
    grey, white = (as_jpeg(np.full((64, 36, 3), level, np.uint8)) for level in (90, 250))
    pictures = (grey, grey, white, white)
    shown = [replace(frame(n), jpeg=jpeg) for n, jpeg in enumerate(pictures)]
    readings = text_reading.read_frames(shown)
    assert asked == [0, 2]
    assert [(r.time_sec, r.text) for r in readings] == [(n, "HELLO") for n in range(4)]


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
