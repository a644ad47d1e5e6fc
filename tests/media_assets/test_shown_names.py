"""Names of people's files: shown as they are, without tricks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media_assets.services.names import display_name


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("clip.mp4", "clip.mp4"),
        ("Büro 会議 👩‍🍳.mov", "Büro 会議 👩‍🍳.mov"),
        ("C:\\Users\\me\\clip.mp4", "clip.mp4"),
        ("../../etc/passwd", "passwd"),
        ("a\nb\x00c\x1b[31m.mp4", "a bc[31m.mp4"),
        ("\u202egpj.exe", "gpj.exe"),
        ("\ud800.mp4", "�.mp4"),
        ("", "unnamed"),
        ("///", "unnamed"),
        ("x" * 300 + ".mp4", "x" * 251 + ".mp4"),
    ],
)
def test_a_name_is_shown(given_name, shown):
    assert display_name(given_name) == shown


@given(st.text(max_size=600))
def test_any_text_gives_a_name_that_can_be_stored(text):
    name = display_name(text)
    assert 0 < len(name) <= 255
    assert name.encode()
    assert "\n" not in name
    assert "/" not in name
    assert display_name(name) in (name, name.strip())
