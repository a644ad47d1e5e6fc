"""Memory does not grow with the duration."""

import json
import subprocess
import sys

import pytest
from django.conf import settings

from analysis.engine.isolated import Request, engine_command
from media_assets.ffmpeg import ffmpeg_path
from media_assets.services.identify import identify
from tests.analysis.engine.clips import H264, MOVING, draw, source


def peak_mb(folder, seconds: int) -> float:
    """Peak memory of the engine on a clip of so many seconds."""
    beep = source(f"sine=frequency=440:duration={seconds}")
    clip = f"{MOVING}:duration={seconds}"
    path = draw(folder / f"{seconds}.mp4", *source(clip), *beep, *H264, "-c:a", "aac")
    request = Request(identify(path), False, ffmpeg_path(), settings.MEDIA_MAX_PIXELS)
    command = engine_command(path, folder / "report.json", request)
    watched = [sys.executable, "-m", "bench.used", *command]
    done = subprocess.run(watched, capture_output=True, cwd=settings.BASE_DIR, check=True)
    return json.loads(done.stdout)["peak_mb"]


@pytest.mark.slow
def test_ten_times_the_duration_takes_hardly_more_memory(tmp_path):
    short, long = peak_mb(tmp_path, 6), peak_mb(tmp_path, 60)
    assert long < 260
    assert long - short < 40
