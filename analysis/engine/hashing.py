"""Perceptual hashes: pictures that look alike have hashes that differ in few bits.

The hash is the classic DCT one: the 8x8 lowest frequencies of a 32x32 grey picture, each bit
says whether a coefficient is above their median. It survives re-encoding, colour filters,
captions and a 5 % crop; it does not survive mirroring or added bars.
"""

from collections.abc import Sequence

import cv2
import numpy as np

SAME_BITS = 10
SAME_SHARE = 0.4


def perceptual_hash(grey: np.ndarray) -> str:
    """The 64-bit hash of a grey uint8 picture of any shape (rows, columns), as 16 hex digits."""
    tiny = cv2.resize(grey, (32, 32), interpolation=cv2.INTER_AREA).astype(np.float32)
    low = cv2.dct(tiny)[:8, :8].ravel()
    bits = low > np.median(low[1:])  # the first coefficient is the mean brightness: left out
    return np.packbits(bits).tobytes().hex()


def bits_apart(one: str, other: str) -> int:
    """In how many of their 64 bits two hashes differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def is_near_duplicate(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two clips (one hash a second each) show the same pictures.

    True when at least 40 % of the hashes of the shorter clip have a twin within 10 bits.
    """
    shorter, longer = sorted((one, other), key=len)
    if not shorter:
        return False
    twins = sum(any(bits_apart(a, b) <= SAME_BITS for b in longer) for a in shorter)
    return twins >= SAME_SHARE * len(shorter)
