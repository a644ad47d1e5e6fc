"""Films: cut, shape, size, codec, rate and sound, joined into one encode. Pure.

Nothing is encoded that can be copied: a box or a length alone costs a hundredth of an encode.
"""

import math
from dataclasses import dataclass

from media_assets.rendering.recipe import Recipe, Sound
from platforms.specs import MediaLimits, PostMedia
from platforms.specs.check import FORMAT_NAMES, FPS_SLACK, codec_names
from scheduling.fitting.pictures import bars_of, describe_shape
from scheduling.fitting.shape import Shape, shape_for, smaller
from scheduling.fitting.sounds import LEAST_BPS, Track, track_for
from scheduling.fitting.source import Source
from scheduling.fitting.types import Choices, Draft, clock

TO = "video/mp4"  # every network takes it
IN_MP4 = {"h264", "hevc", "av1"}
MARGIN_SEC, MARGIN_FRAMES = 0.1, 3  # the last packets of a cut may end after it
MOST_BPS = 20_000_000  # below the lowest rate that a network names (25 Mb/s)
RICH = 0.2  # bits a pixel and frame that crf 23 hardly ever needs
SHARE_OF_BYTES = 0.94
# Bits a pixel and frame under which H.264 (veryfast) falls apart; then a smaller picture is better
POOR, FEWEST_SHORT_SIDE = 0.03, 240
LEAST_VIDEO_BPS = 100_000
USUAL_FPS = 30.0


@dataclass(frozen=True)
class Length:
    """The piece that is kept. `seconds` None: all of it."""

    start: float = 0.0
    seconds: float | None = None


def plan_film(source: Source, limits: MediaLimits, choices: Choices) -> Draft:
    """The film as an MP4 within the limits."""
    media = source.media
    draft = Draft(result=media)
    length = length_for(media, limits, choices)
    if length.seconds:
        _describe_length(draft, length, media.duration_sec or 0)
    reasons = reasons_to_encode(source, limits, length)
    if not reasons:
        return _copied(draft, source, limits, length)
    if not media.width or not media.height or not media.duration_sec:
        draft.refusal = "The size or length of this film is not known: {label} may not take it."
        return draft
    return _encoded(draft, source, limits, choices, length, reasons)


def length_for(media: PostMedia, limits: MediaLimits, choices: Choices) -> Length:
    """All of it, or the longest piece that is taken, from where the person wants it to begin."""
    seconds = media.duration_sec
    if seconds is None or limits.max_seconds is None or seconds <= limits.max_seconds:
        return Length()
    kept = limits.max_seconds - MARGIN_SEC - MARGIN_FRAMES / (media.fps or USUAL_FPS)
    return Length(round(min(max(choices.start_sec, 0.0), seconds - kept), 3), round(kept, 3))


def reasons_to_encode(source: Source, limits: MediaLimits, length: Length) -> list[str]:
    """Why the picture cannot be copied, in words; empty when it can."""
    media, coding = source.media, limits.coding
    reasons = []
    codecs = coding.video_codecs if coding and coding.video_codecs else IN_MP4
    if media.video_codec not in codecs & IN_MP4:
        reasons.append(f"H.264 instead of {_codec_or_format(media)}")
    elif coding and coding.pixel_formats and media.pixel_format not in coding.pixel_formats:
        reasons.append("8-bit colours")
    if limits.max_bytes and (media.size_bytes or 0) > limits.max_bytes:
        reasons.append(f"less than {limits.max_bytes / 1e6:.0f} MB")
    if wanted := fps_for(media, limits):
        reasons.append(f"{wanted:g} frames a second")
    if length.start:
        reasons.append("")  # a cut that does not begin at a keyframe
    if _shape_differs(source, limits):
        reasons.append("")  # said with the shape
    return reasons


def _codec_or_format(media: PostMedia) -> str:
    if media.video_codec:
        return codec_names([media.video_codec])
    return FORMAT_NAMES.get(media.mime_type, "its format")


def _shape_differs(source: Source, limits: MediaLimits) -> bool:
    media = source.media
    if not media.width or not media.height:
        return False
    size = (media.width, media.height)
    shape = shape_for(size, limits, crops=False, focus=source.focus, step=1)
    return (shape.width, shape.height) != size


def fps_for(media: PostMedia, limits: MediaLimits) -> float | None:
    """Another frame rate, where the film's is not taken."""
    coding = limits.coding
    if coding is None or not media.fps:
        return None
    if coding.max_fps and media.fps > coding.max_fps * FPS_SLACK:
        return coding.max_fps
    if coding.min_fps and media.fps < coding.min_fps / FPS_SLACK:
        return max(USUAL_FPS, coding.min_fps)
    return None


def _copied(draft: Draft, source: Source, limits: MediaLimits, length: Length) -> Draft:
    """The picture as it is, in an MP4; the sound too where it is taken."""
    media, track = source.media, track_for(source, limits)
    draft.recipe = Recipe(
        "video",
        TO,
        seconds=length.seconds,
        sound=track.sound,
        sound_bps=track.bps,
        sample_rate=track.sample_rate,
    )
    if track.sound == Sound.AAC:
        draft.changes.append("AAC sound, the picture as it is")
    elif not length.seconds:
        draft.changes.append("MP4 without a change to picture or sound")
    draft.result = _result(source, limits, track, length, (media.width, media.height), media.fps)
    return draft


def _encoded(
    draft: Draft,
    source: Source,
    limits: MediaLimits,
    choices: Choices,
    length: Length,
    reasons: list[str],
) -> Draft:
    media = source.media
    size = (media.width or 2, media.height or 2)
    crops = choices.aspect == "crop"
    shape = shape_for(size, limits, crops=crops, focus=source.focus, step=2)
    track = track_for(source, limits, must_encode=length.start > 0)
    seconds = length.seconds or media.duration_sec or 0.0
    fps = fps_for(media, limits)
    most = most_bps(shape)
    track, video_bps = budget(limits.max_bytes, seconds, track, most)
    shape, is_watchable = _within_rate(shape, limits, video_bps, fps or media.fps or USUAL_FPS)
    if not is_watchable:
        draft.refusal = (
            f"{{label}} takes at most {(limits.max_bytes or 0) / 1e6:.0f} MB; {clock(seconds)} of "
            "film in so few bytes cannot be watched. Post a shorter version."
        )
        return draft
    draft.recipe = Recipe(
        "video",
        TO,
        width=shape.width,
        height=shape.height,
        crop=shape.crop,
        bars=bars_of(shape, choices),
        start_sec=length.start,
        seconds=length.seconds,
        video_bps=video_bps,
        fps=fps,
        to_sdr=source.is_hdr,
        sound=track.sound,
        sound_bps=track.bps,
        sample_rate=track.sample_rate,
        # only where it binds: networks with other limits share the file
        max_bytes=limits.max_bytes if video_bps < most else None,
    )
    draft.changes += [reason for reason in reasons if reason]
    if source.is_hdr:
        draft.changes.append("usual colours instead of HDR")
    if track.sound == Sound.AAC and media.audio_codec not in ("", "aac"):
        draft.changes.append("AAC sound")
    describe_shape(draft, _even(size), shape, choices)
    draft.result = _result(
        source, limits, track, length, (shape.width, shape.height), fps or media.fps, codec="h264"
    )
    return draft


def most_bps(shape: Shape) -> int:
    """The most bits a second that a picture of this size is given."""
    return min(MOST_BPS, max(2_000_000, int(RICH * shape.width * shape.height * USUAL_FPS)))


def budget(max_bytes: int | None, seconds: float, track: Track, most: int) -> tuple[Track, int]:
    """The sound's and the picture's bits a second under `max_bytes`; one second is the buffer."""
    if not max_bytes:
        return track, most
    bits = max_bytes * 8 * SHARE_OF_BYTES / (seconds + 1)
    if track.sound == Sound.NONE:
        return track, min(most, int(bits))
    if track.sound == Sound.AAC or bits < 8 * 128_000:
        bps = max(LEAST_BPS, min(track.bps or 128_000, int(bits / 8)))
        track = Track(Sound.AAC, bps, 48_000)
    # a copied track is rarely above 320 kb/s
    return track, min(most, max(0, int(bits - (track.bps or 320_000))))


def _within_rate(
    shape: Shape, limits: MediaLimits, video_bps: int, fps: float
) -> tuple[Shape, bool]:
    """A smaller picture where the rate is too low for this one; False when none is watchable."""
    needed = POOR * shape.width * shape.height * min(fps, USUAL_FPS)
    if video_bps >= needed:
        return shape, True
    scale = math.sqrt(video_bps / needed)
    least = FEWEST_SHORT_SIDE / min(shape.width, shape.height)
    if limits.min_width:
        least = max(least, limits.min_width / shape.width)
    scale = min(1.0, max(scale, least))
    width, height = smaller((shape.width, shape.height), scale, 2)
    return Shape(width, height, shape.crop, shape.has_bars), video_bps >= LEAST_VIDEO_BPS


def _even(size: tuple[int, int]) -> tuple[int, int]:
    """What an encoder makes of odd sides: a pixel is no news."""
    return smaller(size, 1.0, 2)


def _describe_length(draft: Draft, length: Length, seconds: float) -> None:
    end = length.start + (length.seconds or 0)
    kept = f"{clock(length.start)}–{clock(math.ceil(end))} of {clock(seconds)}"
    draft.changes.append(f"cut to {kept}")
    draft.asks.append(f"cut to {kept}: the rest is left out")


def _result(
    source: Source,
    limits: MediaLimits,
    track: Track,
    length: Length,
    size: tuple[int | None, int | None],
    fps: float | None,
    *,
    codec: str = "",
) -> PostMedia:
    media = source.media
    is_silent = track.sound == Sound.NONE
    is_copied = track.sound == Sound.COPY
    return PostMedia(
        media_type="video",
        mime_type=TO,
        size_bytes=limits.max_bytes,
        width=size[0],
        height=size[1],
        duration_sec=length.seconds or media.duration_sec,
        video_codec=codec or media.video_codec,
        audio_codec="" if is_silent else track.codec or media.audio_codec,
        pixel_format="yuv420p" if codec else media.pixel_format,
        fps=fps,
        sample_rate=None if is_silent else media.sample_rate if is_copied else track.sample_rate,
    )
