"""Still pictures."""

import numpy as np
import pytest
from PIL import Image

from analysis.engine.analyse import analyse_file
from analysis.engine.errors import AnalysisFailed
from analysis.engine.images import read_image
from media_assets.decoding.facts import MediaFacts
from tests.analysis.engine.clips import measured


def test_transparency_is_shown_on_white(tmp_path):
    path = tmp_path / "logo.png"
    Image.new("RGBA", (101, 57), (200, 0, 0, 0)).save(path)
    assert (read_image(path) == 255).all()
    report = measured(path)
    assert (report.width, report.height) == (101, 57)
    assert report.frames[0].brightness == pytest.approx(1, abs=0.01)


def test_a_picture_is_turned_by_its_exif(tmp_path):
    path = tmp_path / "phone.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter clockwise
    Image.new("RGB", (80, 40), "blue").save(path, exif=exif)
    assert read_image(path).shape == (80, 40, 3)


def test_channels_are_blue_green_red(tmp_path):
    path = tmp_path / "red.png"
    Image.new("RGB", (20, 20), "red").save(path)
    assert read_image(path)[0, 0].tolist() == [0, 0, 255]


def test_a_photo_has_one_frame_and_no_motion(samples):
    report = measured(samples["coffee_first"].path)
    assert (len(report.frames), report.best_frame_index) == (1, 0)
    assert (report.motion, report.cuts, report.sound, report.hook) == (None, None, None, None)
    assert np.isfinite(report.frames[0].score)
    assert len(report.phash) == 16


def test_a_broken_picture_fails_with_a_sentence(tmp_path):
    path = tmp_path / "broken.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0 no more")
    with pytest.raises(AnalysisFailed, match="could not be decoded"):
        analyse_file(path, MediaFacts("image", "image/jpeg"), with_text=False)
