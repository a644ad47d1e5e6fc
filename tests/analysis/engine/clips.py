"""Small clips made for these tests, each with one known property."""

from pathlib import Path

import pytest

from analysis.engine.analyse import analyse_file
from analysis.engine.report import MediaReport
from media_assets.ffmpeg import run_ffmpeg
from media_assets.services.identify import identify

H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-threads", "1")
MOVING = "testsrc2=size=180x320:rate=30"


def measured(path: Path, **options) -> MediaReport:
    """The report on a file, in this process and without reading text."""
    return analyse_file(path, identify(path), **{"with_text": False, **options})


def draw(path: Path, *args: str) -> Path:
    """A file that ffmpeg makes of sources it draws itself."""
    run_ffmpeg([*args, "-y", str(path)], timeout_seconds=60)
    return path


def source(graph: str) -> list[str]:
    return ["-f", "lavfi", "-i", graph]


def flash(folder: Path) -> Path:
    """Three seconds of one scene; two frames of it are white."""
    white = "drawbox=color=white:t=fill:enable='between(n,45,46)'"
    return draw(folder / "flash.mp4", *source(f"{MOVING}:duration=3,{white}"), *H264)


def dissolve(folder: Path) -> Path:
    """One scene dissolves into another between 2.0 and 3.0 s."""
    other = source("mandelbrot=size=180x320:rate=30")
    mix = "[1]trim=duration=4,setpts=PTS-STARTPTS[b];[0][b]xfade=duration=1:offset=2,format=yuv420p"
    still = "smptebars=size=180x320:rate=30:duration=3"
    return draw(folder / "dissolve.mp4", *source(still), *other, "-filter_complex", mix, *H264)


def tone(folder: Path) -> Path:
    """Four seconds of 997 Hz at an amplitude of 0.1 in one channel: -23 LUFS by definition."""
    return draw(folder / "tone.wav", *source("aevalsrc='0.1*sin(2*PI*997*t)':s=48000:d=4"))


def rotated(folder: Path) -> Path:
    """Stored as 320x180 with a note that the camera was held upright: white on the upper half."""
    halves = "color=black:size=320x180:rate=30:duration=1,drawbox=0:0:160:180:white:fill"
    stored = draw(folder / "stored.mp4", *source(halves), *H264)
    turned = folder / "rotated.mp4"
    args = ["-display_rotation", "-90", "-i", str(stored), "-c", "copy", "-y", str(turned)]
    run_ffmpeg(args, timeout_seconds=60)
    return turned


def truncated(whole: Path, folder: Path) -> Path:
    """The first 60 % of the bytes of a file."""
    path = folder / "truncated.mp4"
    data = whole.read_bytes()
    path.write_bytes(data[: len(data) * 6 // 10])
    return path


def odd_size(folder: Path) -> Path:
    """181 x 321 pixels."""
    graph = f"{MOVING}:duration=1,format=yuv444p,scale=181:321"
    options = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv444p")
    return draw(folder / "odd.mp4", *source(graph), *options)


def variable_rate(whole: Path, folder: Path) -> Path:
    """Only every third frame of the first two seconds, all of the rest."""
    thin = "select='if(lt(t,2),not(mod(n,3)),1)'"
    path = folder / "variable.mp4"
    args = ["-i", str(whole), "-an", "-vf", thin, "-fps_mode", "vfr", *H264, "-y", str(path)]
    run_ffmpeg(args, timeout_seconds=60)
    return path


def hdr(folder: Path) -> Path:
    """A second of ten-bit HLG."""
    colours = "setparams=color_trc=arib-std-b67:color_primaries=bt2020:colorspace=bt2020nc"
    graph = f"{MOVING}:duration=1,format=yuv420p10le,{colours}"
    quiet = ("-x265-params", "log-level=error:pools=1")
    return draw(
        folder / "hdr.mp4", *source(graph), "-c:v", "libx265", "-preset", "ultrafast", *quiet
    )


@pytest.fixture(scope="session")
def clip(tmp_path_factory):
    """Makes a clip of this module once per process: `clip(flash)`."""
    folder, made = tmp_path_factory.mktemp("clips"), {}

    def make(maker, *inputs: Path) -> Path:
        if maker not in made:
            made[maker] = maker(*inputs, folder)
        return made[maker]

    return make
