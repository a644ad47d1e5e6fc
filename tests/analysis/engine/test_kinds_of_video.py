"""Phones, broken files, odd sizes, HDR, GIF: what people really bring."""

import cv2
import numpy as np
import pytest

from analysis.engine import thumbnails
from analysis.engine.analyse import ENDS_EARLY, HDR_FRAMES, analyse_file, ends_early
from analysis.engine.decode import shape_within, upright
from analysis.engine.errors import AnalysisFailed
from media_assets.decoding.facts import MediaFacts
from media_assets.exceptions import FfmpegFailed
from tests.analysis.engine.clips import (
    H264,
    MOVING,
    draw,
    hdr,
    measured,
    odd_size,
    rotated,
    source,
    truncated,
)


def picture_in(jpeg: bytes) -> np.ndarray:
    return cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)


def test_a_rotated_video_is_seen_upright(clip):
    report = measured(clip(rotated))
    best, sample = picture_in(report.best_frame_jpeg), picture_in(report.frames[0].jpeg)
    assert (report.width, report.height) == (180, 320)
    for picture in (best, sample):
        rows = picture.shape[0]
        assert rows > picture.shape[1]
        assert picture[: rows // 3].mean() > 200
        assert picture[rows * 2 // 3 :].mean() < 50


def test_turning_goes_counterclockwise():
    picture = np.array([[1, 2], [3, 4]])
    assert upright(picture, 90).tolist() == [[2, 4], [1, 3]]
    assert upright(picture, -90).tolist() == [[3, 1], [4, 2]]
    assert upright(picture, 0) is picture


def test_a_truncated_file_gives_a_partial_report(samples, clip):
    report = measured(clip(truncated, samples["three_mistakes_vertical"].path))
    assert report.is_partial
    assert ENDS_EARLY in report.notes
    assert [cut.time_sec for cut in report.cuts] == pytest.approx([2.0], abs=0.04)
    assert report.frames[-1].time_sec < 4.5


def test_a_track_may_end_a_little_before_its_stated_end():
    assert not ends_early(9.9, 10.0, 30)
    assert ends_early(5.0, 10.0, 30)
    assert not ends_early(5.0, None, 30)


def test_odd_dimensions_are_measured(clip):
    report = measured(clip(odd_size))
    assert (report.width, report.height) == (181, 321)
    assert picture_in(report.best_frame_jpeg).shape == (321, 181, 3)
    assert len(report.frames) == 5


@pytest.mark.parametrize("shape", [(1080, 1920), (1, 4000), (4000, 1), (853, 481)])
def test_sizes_are_even_and_never_vanish(shape):
    small = shape_within(*shape, 160)
    assert all(side % 2 == 0 and side >= 16 for side in small)
    assert max(small) == 160


def test_an_animated_gif_is_a_video(samples):
    report = measured(samples["ball"].path)
    assert report.media_type == "video"
    assert report.motion is not None
    assert report.cuts == ()
    assert not report.has_audio


def test_an_hdr_video_gets_a_thumbnail_in_ordinary_colours(clip):
    report = measured(clip(hdr))
    assert report.is_hdr
    assert HDR_FRAMES in report.notes
    assert thumbnails.HDR_NOTE not in report.notes
    assert picture_in(report.best_frame_jpeg).shape == (320, 180, 3)


def test_an_hdr_thumbnail_without_a_converter_says_so(clip, monkeypatch):
    def no_filter(*args, **kwargs):
        raise FfmpegFailed("No such filter.")

    monkeypatch.setattr(thumbnails, "run_ffmpeg", no_filter)
    report = measured(clip(hdr))
    assert thumbnails.HDR_NOTE in report.notes
    assert report.best_frame_jpeg


def test_progress_rises_to_a_hundred(samples):
    told = []
    measured(samples["tone_and_silence"].path, on_progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 100
    assert len(told) > 20


def test_what_is_no_video_fails_with_a_sentence(tmp_path):
    path = tmp_path / "letter.mp4"
    path.write_text("Dear Sir or Madam")
    with pytest.raises(AnalysisFailed, match="Export it again as MP4"):
        analyse_file(path, MediaFacts("video", "video/mp4", width=100, height=100))


def test_sound_alone_has_no_picture(tmp_path):
    path = draw(tmp_path / "tone.flac", *source("sine=frequency=440:duration=2"))
    report = measured(path)
    assert (report.media_type, report.frames, report.cuts) == ("audio", (), None)
    assert report.sound.duration_sec == pytest.approx(2, abs=0.05)
    assert "There is no picture" in report.notes[0]


def test_a_stream_that_changes_its_size_is_measured_to_its_end(tmp_path):
    parts = [
        draw(tmp_path / f"{size}.ts", *source(f"testsrc2=size={size}:rate=30:duration=1"), *H264)
        for size in ("180x320", "360x640")
    ]
    path = tmp_path / "both.ts"
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    report = measured(path)
    assert len(report.frames) >= 6
    assert report.motion is not None


def test_a_video_of_one_frame_has_a_thumbnail_and_no_motion(tmp_path):
    path = draw(tmp_path / "one.mp4", *source(MOVING), "-frames:v", "1", *H264)
    report = measured(path)
    assert len(report.frames) == 1
    assert (report.cuts, report.motion) == ((), None)
    assert report.best_frame_jpeg
