"""Render a recipe into a file, contained, with progress; then look at what really came out."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from media_assets.decoding.facts import MediaFacts
from media_assets.exceptions import MediaRejected, RenderFailed
from media_assets.ffmpeg import Limits, has_filter, open_ffmpeg, run_ffmpeg
from media_assets.rendering.films import film_arguments
from media_assets.rendering.recipe import Recipe
from media_assets.services.identify import identify, look_in_child

LEAST_SECONDS, SECONDS_PER_SECOND, MOST_SECONDS = 180, 20, 2700
OUT_TIME = re.compile(rb"out_time_us=(\d+)")
PER_CENT_OF_RENDERING = 90  # the rest is looking at the result
TRIES, SMALLER = 2, 0.9
SLACK_SEC, SLACK_SHARE = 0.7, 0.02

Progress = Callable[[int], None]


def render(
    recipe: Recipe, source: Path, facts: MediaFacts, folder: Path, on_progress: Progress
) -> tuple[Path, MediaFacts]:
    """The rendered file in `folder`, and what it is. `facts` are those of the source.

    What `on_progress` raises ends the work and goes on. Raises RenderFailed, FfmpegError and
    MediaRejected, each with a sentence.
    """
    seconds = recipe.seconds or facts.duration_sec or 0.0
    for attempt in range(TRIES):
        target = folder / f"out-{attempt}{ENDINGS[recipe.mime_type]}"
        if recipe.media_type == "image":
            _redraw(recipe, source, target)
        else:
            _encode(recipe, source, facts, target, seconds, on_progress)
        size = target.stat().st_size
        if not recipe.max_bytes or size <= recipe.max_bytes or not recipe.video_bps:
            break
        shrunk = int(recipe.video_bps * recipe.max_bytes / size * SMALLER)
        recipe = replace(recipe, video_bps=shrunk)
        target.unlink()
    return target, checked(target, recipe, facts)


ENDINGS = {"video/mp4": ".mp4", "audio/mp4": ".m4a", "audio/mpeg": ".mp3", "image/jpeg": ".jpg"}


def time_limit(seconds: float) -> float:
    """Wall-clock seconds that a rendering of so much film may take."""
    return min(MOST_SECONDS, LEAST_SECONDS + SECONDS_PER_SECOND * seconds)


def _redraw(recipe: Recipe, source: Path, target: Path) -> None:
    words = [str(source.absolute()), str(target.absolute())]
    answer = look_in_child("media_assets.rendering", [*words, recipe.as_json()])
    if sentence := answer.get("rejected"):
        raise RenderFailed(sentence)


def _encode(
    recipe: Recipe,
    source: Path,
    facts: MediaFacts,
    target: Path,
    seconds: float,
    on_progress: Progress,
) -> None:
    if recipe.to_sdr and not has_filter("zscale"):
        raise RenderFailed(
            "The ffmpeg of this machine cannot turn HDR into usual colours (it lacks zscale). "
            "Install a fuller one, or export the film without HDR."
        )
    limits = Limits()
    if recipe.max_bytes:
        limits = replace(limits, output_bytes=min(limits.output_bytes, 2 * recipe.max_bytes))
    words = film_arguments(recipe, source, target, video_codec=facts.video_codec)
    with open_ffmpeg(words, timeout_seconds=time_limit(seconds), limits=limits) as stream:
        for line in stream.stdout:
            if (match := OUT_TIME.match(line)) and seconds:
                share = min(1.0, int(match.group(1)) / 1e6 / seconds)
                on_progress(int(share * PER_CENT_OF_RENDERING))


def checked(path: Path, recipe: Recipe, source: MediaFacts) -> MediaFacts:
    """What the result is, found by decoding all of it; an exit code proves nothing.

    Raises RenderFailed when it is not what the recipe asked for.
    """
    try:
        facts = identify(path)
    except MediaRejected as error:
        raise RenderFailed(f"What was rendered cannot be read. {error.sentence}") from error
    if recipe.media_type != "image":
        words: list[str | Path] = ["-v", "error", "-xerror", "-i", path, "-f", "null", "-"]
        run_ffmpeg(words, timeout_seconds=time_limit(facts.duration_sec or 0.0))
    if wrong := differences(facts, path.stat().st_size, recipe, source):
        raise RenderFailed(f"The rendering did not come out as planned: {'; '.join(wrong)}.")
    return facts


def differences(
    facts: MediaFacts, size_bytes: int, recipe: Recipe, source: MediaFacts
) -> list[str]:
    """What is not as the recipe asked for, in words. Pure."""
    wrong = []
    if (facts.media_type, facts.mime_type) != (recipe.media_type, recipe.mime_type):
        wrong.append(f"it is {facts.mime_type}, not {recipe.mime_type}")
    if recipe.max_bytes and size_bytes > recipe.max_bytes:
        wrong.append(f"it has {size_bytes:,} bytes, more than {recipe.max_bytes:,}")
    if recipe.encodes_picture and (facts.width, facts.height) != (recipe.width, recipe.height):
        wrong.append(f"it has {facts.resolution} pixels, not {recipe.width}x{recipe.height}")
    if recipe.encodes_picture and (facts.video_codec, facts.pixel_format) != ("h264", "yuv420p"):
        wrong.append(f"its picture is {facts.video_codec}, {facts.pixel_format}")
    wanted = recipe.seconds or source.duration_sec
    off = abs((facts.duration_sec or 0) - (wanted or 0))
    if wanted and not source.is_partial and off > max(SLACK_SEC, wanted * SLACK_SHARE):
        wrong.append(f"it lasts {facts.duration_sec} s, not {wanted:.1f} s")
    return wrong
