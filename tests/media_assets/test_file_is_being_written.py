"""A slow copy is waited for, however long it pauses."""

import sys

import pytest

from media_assets.services.writers import is_being_written

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Asked of /proc.")


@pytest.mark.parametrize(("mode", "expected"), [("wb", True), ("r+b", True), ("rb", False)])
def test_only_a_handle_that_writes_counts(tmp_path, mode, expected):
    path = tmp_path / "clip ü.mp4"
    path.write_bytes(b"half")
    with path.open(mode):
        assert is_being_written(path) is expected
    assert not is_being_written(path)


def test_a_renamed_file_is_still_recognised(tmp_path):
    path = tmp_path / "clip.part"
    with path.open("wb"):
        moved = path.rename(tmp_path / "clip.mp4")
        assert is_being_written(moved)
