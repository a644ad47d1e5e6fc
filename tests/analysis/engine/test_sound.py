"""Loudness, silence and speech."""

import pytest

from analysis.engine import sound
from analysis.engine.sound import SpeechMeter, measure_sound, read_silences
from tests.analysis.engine.clips import draw, measured, source, tone


class Talker:
    """Hears speech where the first byte of a window says so."""

    def is_speech(self, samples: bytes, rate: int) -> bool:
        return samples[0] == 1


def fed(windows: list[int]) -> SpeechMeter:
    meter = SpeechMeter(Talker())
    for first in windows:
        meter.add(bytes([first]) * sound.WINDOW_BYTES)
    return meter


def test_a_tone_has_the_loudness_of_its_definition(clip):
    report = measure_sound(clip(tone), timeout_seconds=30)
    assert report.loudness_lufs == pytest.approx(-23, abs=0.2)
    assert report.peak_dbfs == pytest.approx(-20, abs=0.2)
    assert report.duration_sec == pytest.approx(4, abs=0.05)
    assert report.silences == ()


def test_silence_is_found_where_it_is(samples):
    sample = samples["tone_and_silence"]
    (silence,) = measured(sample.path).sound.silences
    assert (silence.start_sec, silence.end_sec) == pytest.approx(sample.silence, abs=0.05)


def test_a_tone_is_not_speech(samples):
    report = measured(samples["tone_and_silence"].path).sound
    assert report.speech_share < 0.2


def test_a_video_without_sound_says_so(samples):
    report = measured(samples["road_landscape_silent"].path)
    assert report.sound is None
    assert "There is no sound track." in report.notes


def test_speech_begins_with_its_first_third_of_a_second():
    meter = fed([0] * 20 + [1] * 5 + [0] * 5 + [1] * 15)
    assert meter.onset_sec == pytest.approx(0.9)
    assert meter.share == pytest.approx(20 / 45)


def test_speech_is_not_measured_without_a_detector(clip, monkeypatch):
    monkeypatch.setattr(sound, "webrtcvad", None)
    report = measure_sound(clip(tone), timeout_seconds=30)
    assert (report.speech_share, report.speech_onset_sec) == (None, None)


def test_a_silence_that_never_ends_lasts_to_the_end():
    log = "silence_start: 1.5\nsilence_end: 2.5 | x\nsilence_start: 4"
    found = [(s.start_sec, s.end_sec) for s in read_silences(log, 6.0)]
    assert found == [(1.5, 2.5), (4.0, 6.0)]


def test_silence_alone_has_no_loudness(tmp_path):
    path = draw(tmp_path / "nothing.wav", *source("anullsrc=r=48000:cl=stereo"), "-t", "2")
    report = measure_sound(path, timeout_seconds=30)
    assert report.loudness_lufs is None
    assert report.silent_share == pytest.approx(1, abs=0.05)
