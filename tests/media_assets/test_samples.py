"""The project's samples hold what they say."""

import pytest

from media_assets.ffmpeg import run_ffmpeg
from media_assets.samples import animated_gif, photo_with_text
from media_assets.services.identify import identify
from tests.media_samples import samples  # noqa: F401


@pytest.mark.parametrize(
    "name",
    [
        "three_mistakes_vertical",
        "tone_and_silence",
        "road_landscape_silent",
        "coffee_first",
        "ball",
    ],
)
def test_a_sample_is_what_it_says(name, samples):  # noqa: F811
    sample = samples[name]
    facts = identify(sample.path)
    assert (facts.media_type, (facts.width, facts.height)) == (sample.media_type, sample.size)
    assert facts.has_audio == sample.has_audio
    assert facts.duration_sec == (
        sample.duration_sec and pytest.approx(sample.duration_sec, abs=0.1)
    )
    assert sample.path.stat().st_size < 1_000_000


def test_the_cuts_are_where_they_are_said_to_be(samples):  # noqa: F811
    sample = samples["three_mistakes_vertical"]
    shown = ["-i", sample.path, "-vf", "select='gt(scene,0.15)',showinfo", "-f", "null", "-"]
    log = run_ffmpeg(shown, timeout_seconds=30).stderr
    times = [float(part.split()[0]) for part in log.split("pts_time:")[1:]]
    assert times == pytest.approx(list(sample.cuts), abs=0.05)


def test_they_are_the_same_each_time(tmp_path):
    for make in (photo_with_text, animated_gif):
        first, second = (tmp_path / name for name in "ab")
        for folder in (first, second):
            folder.mkdir(exist_ok=True)
        assert make(first).path.read_bytes() == make(second).path.read_bytes()
