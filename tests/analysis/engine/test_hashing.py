"""Pictures that look alike have hashes that are close."""

import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.engine.hashing import SAME_BITS, bits_apart, is_near_duplicate, perceptual_hash
from tests.analysis.engine.clips import measured

hashes = st.integers(0, 2**64 - 1).map(lambda number: f"{number:016x}")


def blobs(seed: int) -> np.ndarray:
    noise = np.random.default_rng(seed).integers(0, 256, (9, 16), np.uint8)
    return cv2.resize(noise, (160, 90), interpolation=cv2.INTER_CUBIC)


@settings(deadline=None)
@given(hashes, hashes)
def test_the_distance_of_hashes_is_symmetric_and_zero_for_the_same(one, other):
    assert bits_apart(one, one) == 0
    assert bits_apart(one, other) == bits_apart(other, one) <= 64


def test_a_picture_keeps_its_hash_when_it_is_brighter_or_compressed():
    picture = blobs(1)
    jpeg = cv2.imdecode(cv2.imencode(".jpg", picture, [1, 40])[1], cv2.IMREAD_GRAYSCALE)
    brighter = cv2.convertScaleAbs(picture, alpha=0.8, beta=30)
    for changed in (jpeg, brighter):
        assert bits_apart(perceptual_hash(picture), perceptual_hash(changed)) <= SAME_BITS


def test_different_pictures_are_far_apart():
    apart = [bits_apart(perceptual_hash(blobs(0)), perceptual_hash(blobs(n))) for n in range(1, 20)]
    assert min(apart) > SAME_BITS


def test_a_clip_is_a_near_duplicate_of_its_own_part_and_of_no_other_clip():
    clip = [perceptual_hash(blobs(n)) for n in range(10)]
    other = [perceptual_hash(blobs(n)) for n in range(20, 30)]
    assert is_near_duplicate(clip, clip[3:8])
    assert not is_near_duplicate(clip, other)
    assert not is_near_duplicate(clip, [])


def test_a_video_has_one_hash_a_second(samples):
    report = measured(samples["tone_and_silence"].path)
    assert len(report.second_hashes) == 5
    assert report.phash == report.second_hashes[2]
