"""Which bytes a player asks for (RFC 9110 §14)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media_assets.ranges import ByteRange, RangeNotSatisfiable, parse_range


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-", (0, 100)),
        ("bytes=0-0", (0, 1)),
        ("bytes=10-19", (10, 20)),
        ("bytes=90-500", (90, 100)),
        ("bytes=-10", (90, 100)),
        ("bytes=-500", (0, 100)),
        ("Bytes=1-2", (1, 3)),
    ],
)
def test_a_range_is_read(header, expected):
    assert parse_range(header, 100) == ByteRange(*expected)


@pytest.mark.parametrize(
    "header",
    [
        *("", "bytes", "bytes=", "bytes=-", "bytes=a-b", "items=0-1", "bytes=5-1"),
        *("bytes=0-1,3-4", "bytes=0-" + "9" * 40),
    ],
)
def test_anything_else_gives_the_whole_file(header):
    assert parse_range(header, 100) is None


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=200-300", "bytes=-0"])
def test_a_range_outside_cannot_be_given(header):
    with pytest.raises(RangeNotSatisfiable):
        parse_range(header, 100)


@given(st.integers(0, 2000), st.integers(0, 2000), st.integers(1, 1000))
def test_a_range_always_lies_inside_the_file(first, last, size):
    try:
        part = parse_range(f"bytes={first}-{last}", size)
    except RangeNotSatisfiable:
        assert first >= size
        return
    assert part is None or 0 <= part.start < part.stop <= size
