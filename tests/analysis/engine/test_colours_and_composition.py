"""Main colours, and where the subject is."""

import cv2
import numpy as np
import pytest

from analysis.engine.colours import brand_share, merge_palettes, palette_of
from analysis.engine.composition import compose, detail_middle
from analysis.engine.report import FaceBox
from tests.analysis.reports import make_frame


def flag() -> np.ndarray:
    """Three quarters pure red, one quarter white (blue-green-red)."""
    picture = np.zeros((80, 80, 3), np.uint8)
    picture[:] = (0, 0, 255)
    picture[:20] = 255
    return picture


def test_the_palette_names_colours_by_their_share():
    assert palette_of(flag()) == (("#ff0000", 0.75), ("#ffffff", 0.25))


def test_palettes_of_many_frames_are_joined():
    black = palette_of(np.zeros((40, 40, 3), np.uint8))
    assert merge_palettes([palette_of(flag()), black]) == [
        ["#000000", 0.5], ["#ff0000", 0.375], ["#ffffff", 0.125],
    ]  # fmt: skip


def test_a_brands_colours_are_found_when_nearly_the_same():
    palette = merge_palettes([palette_of(flag())])
    assert brand_share(palette, ["#f01010"]) == pytest.approx(0.75)
    assert brand_share(palette, ["#0000ff"]) == 0


@pytest.mark.parametrize(("left", "top"), [(0, 0), (60, 100)])
def test_detail_is_found_where_it_is(left, top):
    grey = np.full((160, 90), 128, np.uint8)
    grey[top : top + 40, left : left + 30] = np.indices((40, 30)).sum(0) % 2 * 255
    found = detail_middle(cv2.Laplacian(grey, cv2.CV_16S))
    assert found == pytest.approx((left / 90 + 1 / 6, top / 160 + 1 / 8), abs=0.05)


def test_an_even_picture_has_no_subject():
    assert detail_middle(np.zeros((90, 160), np.int16)) is None
    assert compose(make_frame(faces=(), detail_x=None)) is None


def test_a_face_on_a_crossing_of_the_thirds_is_well_placed():
    face = FaceBox(1 / 3 - 0.1, 1 / 3 - 0.1, 0.2, 0.2)
    composed = compose(make_frame(faces=(face,)))
    assert composed.is_face
    assert composed.thirds_distance == pytest.approx(0)
    assert composed.headroom == pytest.approx(1 / 3 - 0.1 - 0.35 * 0.2)


def test_a_head_that_is_cut_off_has_no_room():
    assert compose(make_frame(faces=(FaceBox(0.4, 0.02, 0.3, 0.3),))).headroom == 0
