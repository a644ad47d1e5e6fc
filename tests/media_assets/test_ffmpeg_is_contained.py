"""ffmpeg reads nothing but the file it was given, and ends in time and within its limits."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from media_assets.exceptions import FfmpegFailed, FfmpegMissing, FfmpegTimedOut
from media_assets.ffmpeg import Limits, ffmpeg_path, harden, missing_guards, open_ffmpeg, run_ffmpeg
from tests.media_samples import samples  # noqa: F401

ENDLESS = ["-f", "lavfi", "-i", "testsrc2=s=64x64:r=30", "-f", "null", "-"]
LINUX = pytest.mark.skipif(bool(missing_guards()), reason="needs prlimit and setpriv")


def test_every_input_is_restricted_and_named_as_a_file(settings):
    settings.MEDIA_MAX_PIXELS = 1000
    words = harden(["-ss", "1", "-i", "-odd.mp4", "-i", Path("/b.mp4"), "-f", "null", "-"])
    assert words.count("-format_whitelist") == words.count("-protocol_whitelist") == 2
    assert words[words.index("-max_pixels") + 1] == "1000"
    assert f"file:{Path.cwd() / '-odd.mp4'}" in words
    assert "file:/b.mp4" in words
    assert words.index("-ss") < words.index("-format_whitelist") < words.index("-i")


def test_a_source_that_ffmpeg_draws_stays_as_it_is():
    assert harden(["-f", "lavfi", "-i", "sine=d=1"]) == ["-f", "lavfi", "-i", "sine=d=1"]


@pytest.mark.parametrize(
    "script", ["ffconcat version 1.0\nfile '{}'\n", "#EXTM3U\n#EXTINF:1,\n{}\n"]
)
def test_a_script_called_mp4_does_not_open_the_file_it_names(script, samples, tmp_path):  # noqa: F811
    path = tmp_path / "a.mp4"
    path.write_text(script.format(samples["road_landscape_silent"].path))
    with pytest.raises(FfmpegFailed) as failure:
        run_ffmpeg(["-i", path, "-f", "null", "-"], timeout_seconds=20)
    assert "road_landscape" not in failure.value.detail


def test_an_address_is_not_fetched():
    with pytest.raises(FfmpegFailed, match="could not process"):
        run_ffmpeg(["-i", "http://127.0.0.1:9/a.mp4", "-f", "null", "-"], timeout_seconds=20)


def test_it_is_ended_when_its_time_is_over():
    started = time.monotonic()
    with pytest.raises(FfmpegTimedOut, match=r"longer than 0\.3 seconds"):
        run_ffmpeg(ENDLESS, timeout_seconds=0.3)
    assert time.monotonic() - started < 5


@LINUX
@pytest.mark.parametrize(
    "limits", [Limits(memory_bytes=60_000_000), Limits(cpu_seconds=1), Limits(output_bytes=10_000)]
)
def test_the_kernel_holds_it_to_its_limits(limits, tmp_path):
    source = ["-f", "lavfi", "-i", "testsrc2=s=640x480:d=600"]
    with pytest.raises(FfmpegFailed):
        run_ffmpeg(
            [*source, "-c:v", "rawvideo", tmp_path / "out.avi"], timeout_seconds=30, limits=limits
        )


def test_more_output_than_asked_for_is_an_error(samples):  # noqa: F811
    raw = ["-i", samples["road_landscape_silent"].path, "-f", "rawvideo", "-"]
    with pytest.raises(FfmpegFailed, match="wrote more"):
        run_ffmpeg(raw, timeout_seconds=30, stdout_cap=1000)


def test_one_run_gives_sound_on_stdout_and_readings_on_stderr(samples):  # noqa: F811
    sample = samples["tone_and_silence"]
    filters = "ebur128=framelog=verbose,silencedetect=n=-50dB:d=0.5"
    pcm = ["-vn", "-i", sample.path, "-af", filters, "-ac", "1", "-ar", "16000", "-f", "s16le", "-"]
    with open_ffmpeg(pcm, timeout_seconds=30) as stream:
        size = sum(len(chunk) for chunk in iter(lambda: stream.stdout.read(8192), b""))
    assert size / 2 / 16_000 == pytest.approx(sample.duration_sec, abs=0.1)
    assert "Integrated loudness" in stream.stderr
    start = float(stream.stderr.split("silence_start: ")[1].split()[0])
    assert start == pytest.approx(sample.silence[0], abs=0.1)


def test_a_reader_that_fails_ends_the_process():
    with pytest.raises(ZeroDivisionError), open_ffmpeg(ENDLESS, timeout_seconds=60) as stream:
        raise ZeroDivisionError
    assert not psutil.pid_exists(stream._process.pid)


def test_a_reader_that_stops_early_does_not_block_the_end(samples):  # noqa: F811
    raw = ["-i", samples["road_landscape_silent"].path, "-f", "rawvideo", "-"]
    with open_ffmpeg(raw, timeout_seconds=30) as stream:
        stream.stdout.read(10)


def test_only_the_end_of_a_long_log_is_kept(samples):  # noqa: F811
    loud = ["-loglevel", "debug", "-i", samples["ball"].path, "-f", "null", "-"]
    with open_ffmpeg(loud, timeout_seconds=30, stderr_cap=500) as stream:
        pass
    assert 0 < len(stream.stderr) <= 500


@LINUX
def test_it_ends_with_the_process_that_started_it():
    code = (
        "import django; django.setup()\n"
        "from media_assets.ffmpeg import open_ffmpeg\n"
        f"with open_ffmpeg({ENDLESS!r}, timeout_seconds=60) as s:\n"
        "    print(s._process.pid, flush=True); s.stdout.read()\n"
    )
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=env)
    child = psutil.Process(int(parent.stdout.readline()))
    parent.send_signal(signal.SIGKILL)
    parent.communicate(timeout=10)
    gone, _ = psutil.wait_procs([child], timeout=5)
    assert gone == [child]


def test_a_wrong_path_in_the_settings_is_named(settings):
    settings.FFMPEG_PATH = "/no/such/ffmpeg"
    with pytest.raises(FfmpegMissing, match="/no/such/ffmpeg"):
        ffmpeg_path()
