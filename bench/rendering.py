"""What a rendering costs, as ratios to D: one plain ffmpeg decode of the same file, same run.

Processor time, as in `bench.analysis`. The shapes are those of `docs/rendering.md`: another codec,
bars around the picture, a cut without encoding. Looking at the result is a row of its own.
"""

import tempfile
from pathlib import Path

from bench.analysis import PLAIN, cpu_row, plain_decode, smaller_of_runs, video_facts
from bench.rows import Row
from media_assets.decoding.facts import MediaFacts
from media_assets.ffmpeg import ffmpeg_path, harden
from media_assets.rendering.films import film_arguments
from media_assets.rendering.recipe import Bars, Recipe, Sound

LONGEST_SECONDS = 30.0  # an encode of minutes says no more


def measure(folder: Path) -> list[Row]:
    """The rows of every film in `folder` of at most half a minute."""
    rows = []
    for path in sorted(folder.iterdir()):
        facts = video_facts(path)
        if facts and not facts.is_animated and (facts.duration_sec or 0) <= LONGEST_SECONDS + 0.5:
            rows += measure_film(path, facts)
    return rows


def measure_film(path: Path, facts: MediaFacts) -> list[Row]:
    """The three shapes, and a look at the first one's result."""
    decode = smaller_of_runs(plain_decode(path))
    rows = [Row(f"{path.name}: D", decode.cpu_seconds, "CPU s")]
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / "out.mp4"
        for name, recipe in recipes(facts).items():
            used = smaller_of_runs(command(recipe, path, target, facts))
            rows.append(cpu_row(f"{path.name}: {name}", used, decode))
            if name == "to H.264":
                look = smaller_of_runs(plain_decode(target))
                ratio = look.cpu_seconds / decode.cpu_seconds
                label = f"{path.name}: decoding the result to check it"
                rows.append(Row(label, look.cpu_seconds, "CPU s", PLAIN, ratio))
    return rows


def recipes(facts: MediaFacts) -> dict[str, Recipe]:
    """By name. Sides as H.264 wants them."""
    width, height = (facts.width or 2) // 2 * 2, (facts.height or 2) // 2 * 2
    side = max(width, height)
    rate = 20_000_000
    return {
        "to H.264": Recipe("video", "video/mp4", width, height, video_bps=rate),
        "with blurred bars, square": Recipe(
            "video", "video/mp4", side, side, bars=Bars.BLUR, video_bps=rate
        ),
        "cut, copied": Recipe("video", "video/mp4", seconds=3.0, sound=Sound.COPY),
    }


def command(recipe: Recipe, path: Path, target: Path, facts: MediaFacts) -> list[str]:
    """The program as the workers start it, without the limits of the kernel."""
    words = film_arguments(recipe, path, target, video_codec=facts.video_codec)
    return [ffmpeg_path(), "-hide_banner", "-nostdin", *harden(words)]
