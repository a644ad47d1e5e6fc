"""Whether a post may go out as it stands: sentences that say what to change, or none.

One check for planning, editing, approving and sending, so that nobody hears of a limit late.
"""

import math
from collections.abc import Iterable, Iterator, Sequence

import regex

from platforms.specs.types import Coding, MediaLimits, MediaShape, PlatformSpec

HASHTAG = regex.compile(r"(?<![\w&/#])[#＃](?=\w*[^\W\d_])\w+")
MENTION = regex.compile(r"(?<![\w@/.])@\w[\w.]*")
FORMAT_NAMES = {
    "audio/flac": "FLAC",
    "audio/mp4": "M4A",
    "audio/mpeg": "MP3",
    "audio/ogg": "OGG",
    "audio/wav": "WAV",
    "audio/x-m4a": "M4A",
    "audio/webm": "WebM sound",
    "audio/x-matroska": "MKA",
    "image/gif": "GIF",
    "image/heic": "HEIC",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WebP",
    "video/mp2t": "MPEG-TS",
    "video/mp4": "MP4",
    "video/ogg": "OGV",
    "video/quicktime": "MOV",
    "video/webm": "WebM",
    "video/x-flv": "FLV",
    "video/x-m4v": "M4V",
    "video/x-matroska": "MKV",
    "video/x-ms-wmv": "WMV",
    "video/x-msvideo": "AVI",
}
CODEC_NAMES = {
    "aac": "AAC",
    "av1": "AV1",
    "h264": "H.264",
    "hevc": "HEVC",
    "mp3": "MP3",
    "opus": "Opus",
    "prores": "ProRes",
    "vorbis": "Vorbis",
    "vp8": "VP8",
    "vp9": "VP9",
}
FPS_SLACK = 1.02  # cameras that promise 60 frames a second deliver 60.2
KINDS = {"video": "videos", "image": "images", "audio": "audio"}


def check_post(
    spec: PlatformSpec, text: str, *, title: str = "", media: Sequence[MediaShape] = ()
) -> list[str]:
    """Everything that keeps a post from going out on `spec`, as sentences; empty when it may.

    `text` is the whole text with its hashtags, as it would be sent.
    """
    return [
        *_text_problems(spec, text),
        *_title_problems(spec, title),
        *_count_problems(spec, media),
        *(problem for item in media for problem in media_problems(spec, item)),
    ]


def _text_problems(spec: PlatformSpec, text: str) -> Iterator[str]:
    length = spec.count_text(text)
    if length > spec.max_text:
        yield (
            f"{spec.label} takes at most {spec.max_text:,} {spec.counted_in}; "
            f"this text has {length:,}. Shorten it by {length - spec.max_text:,}."
        )
    elif not spec.text_fits(text):
        yield f"{spec.label} takes at most {spec.max_text_bytes:,} bytes of text. Shorten it."
    if length < spec.min_text:
        yield (
            f"{spec.label} needs at least {spec.min_text:,} {spec.counted_in}; "
            f"this text has {length:,}."
        )
    if found := sorted(set(text) & set(spec.forbidden_characters)):
        yield f"{spec.label} refuses {' and '.join(found)} in the text. Take them out."
    yield from _tag_problems(spec, text)


def _tag_problems(spec: PlatformSpec, text: str) -> Iterator[str]:
    tags, mentions = len(HASHTAG.findall(text)), len(MENTION.findall(text))
    if spec.hashtag_limit is not None and tags > spec.hashtag_limit:
        yield f"{spec.label} takes at most {spec.hashtag_limit} hashtags; this text has {tags}."
    if spec.mention_limit is not None and mentions > spec.mention_limit:
        yield f"{spec.label} takes at most {spec.mention_limit} mentions; this text has {mentions}."


def _title_problems(spec: PlatformSpec, title: str) -> Iterator[str]:
    if spec.title_required and not title.strip():
        yield f"{spec.label} needs a title."
    if spec.max_title is not None and len(title) > spec.max_title:
        yield (
            f"{spec.label} takes titles of at most {spec.max_title} characters; "
            f"this one has {len(title)}."
        )
    if spec.max_title is not None and set(title) & set(spec.forbidden_characters):
        yield f"{spec.label} refuses {' and '.join(spec.forbidden_characters)} in the title."


def _count_problems(spec: PlatformSpec, media: Sequence[MediaShape]) -> Iterator[str]:
    if spec.media_required and not media:
        yield f"{spec.label} needs {_list_of(sorted(spec.media_types))} with every post."
    kinds = {item.media_type for item in media}
    if len(kinds) > 1:
        yield f"{spec.label} takes no mix of {_list_of(sorted(kinds))} in one post."
    for kind in sorted(kinds & spec.media_types):
        if len(media) > spec.media[kind].max_count:
            limit = spec.media[kind].max_count
            yield f"{spec.label} takes at most {limit} {KINDS[kind]} in one post."


def media_problems(spec: PlatformSpec, media: MediaShape) -> list[str]:
    """Why `spec` does not take this file; facts that are None are not checked."""
    limits = spec.media.get(media.media_type)
    if limits is None:
        return [takes_other_kinds(spec.label, spec.media_types, media.media_type)]
    return [
        *_format_problems(spec.label, limits, media),
        *_duration_problems(spec.label, limits, media.duration_sec),
        *_size_problems(spec.label, limits, media),
        *_coding_problems(spec.label, limits.coding, media),
    ]


def takes_other_kinds(label: str, taken: Iterable[str], given: str) -> str:
    """“YouTube takes videos, not images.”"""
    return f"{label} takes {_list_of(sorted(taken))}, not {KINDS.get(given, 'this file')}."


def _format_problems(label: str, limits: MediaLimits, media: MediaShape) -> Iterator[str]:
    if media.mime_type and media.mime_type not in limits.formats:
        names = sorted({FORMAT_NAMES.get(mime, mime) for mime in limits.formats})
        given = FORMAT_NAMES.get(media.mime_type, media.mime_type)
        yield f"{label} takes {' or '.join(names)}; this file is {given}."
    if limits.max_bytes and media.size_bytes and media.size_bytes > limits.max_bytes:
        yield (
            f"{label} takes {KINDS[media.media_type]} of at most {_megabytes(limits.max_bytes)}; "
            f"this file has {_megabytes(media.size_bytes)}."
        )


def _duration_problems(label: str, limits: MediaLimits, seconds: float | None) -> Iterator[str]:
    if seconds is None:
        return
    if limits.max_seconds is not None and seconds > limits.max_seconds:
        yield (
            f"{label} takes at most {_duration(limits.max_seconds)}; "
            f"this one lasts {_duration(math.ceil(seconds))}."
        )
    if limits.min_seconds is not None and seconds < limits.min_seconds:
        yield (
            f"{label} needs at least {_duration(limits.min_seconds)}; "
            f"this one lasts {_duration(round(seconds, 1))}."
        )


def _size_problems(label: str, limits: MediaLimits, media: MediaShape) -> Iterator[str]:
    if not media.width or not media.height:
        return
    size = f"this one has {media.width} × {media.height} pixels"
    aspect = media.width / media.height
    # a pixel of rounding is no reason to refuse
    if limits.max_aspect is not None and aspect > limits.max_aspect * 1.005:
        yield f"{label} takes nothing wider than {_ratio(limits.max_aspect)}; {size}."
    if limits.min_aspect is not None and aspect < limits.min_aspect * 0.995:
        yield f"{label} takes nothing taller than {_ratio(limits.min_aspect)}; {size}."
    if limits.min_width is not None and media.width < limits.min_width:
        yield f"{label} needs a width of at least {limits.min_width} pixels; {size}."
    if limits.max_width is not None and media.width > limits.max_width:
        yield f"{label} takes a width of at most {limits.max_width} pixels; {size}."
    if limits.max_long_side is not None and max(media.width, media.height) > limits.max_long_side:
        yield f"{label} takes a long side of at most {limits.max_long_side} pixels; {size}."
    short = min(media.width, media.height)
    if limits.max_short_side is not None and short > limits.max_short_side:
        yield f"{label} takes a short side of at most {limits.max_short_side} pixels; {size}."
    if limits.max_pixels is not None and media.width * media.height > limits.max_pixels:
        yield f"{label} takes at most {limits.max_pixels:,} pixels; {size}."


def _coding_problems(label: str, coding: Coding | None, media: MediaShape) -> Iterator[str]:
    if coding is None:
        return
    for given, taken, what in (
        (media.video_codec, coding.video_codecs, "picture"),
        (media.audio_codec, coding.audio_codecs, "sound"),
    ):
        if given and taken and given not in taken:
            yield f"{label} takes {codec_names(taken)}; the {what} is {codec_names([given])}."
    if (
        media.pixel_format
        and coding.pixel_formats
        and media.pixel_format not in coding.pixel_formats
    ):
        yield f"{label} takes 8-bit 4:2:0 pictures; this one is {media.pixel_format}."
    if media.fps and coding.max_fps and media.fps > coding.max_fps * FPS_SLACK:
        yield f"{label} takes at most {coding.max_fps:g} frames a second; this has {media.fps:g}."
    if media.fps and coding.min_fps and media.fps < coding.min_fps / FPS_SLACK:
        yield f"{label} needs at least {coding.min_fps:g} frames a second; this has {media.fps:g}."
    if media.sample_rate and coding.max_sample_rate and media.sample_rate > coding.max_sample_rate:
        yield f"{label} takes sound of at most {coding.max_sample_rate / 1000:g} kHz."


def codec_names(codecs: Iterable[str]) -> str:
    """“H.264 or HEVC”; a codec without a name of ours keeps ffmpeg's."""
    return " or ".join(CODEC_NAMES.get(codec, codec) for codec in sorted(codecs))


def _list_of(kinds: Sequence[str]) -> str:
    return " or ".join(KINDS.get(kind, kind) for kind in kinds)


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"


def _duration(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:g} seconds"
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02} minutes" if rest else f"{minutes} minutes"


def _ratio(aspect: float) -> str:
    return f"{aspect:.2f} to 1" if aspect >= 1 else f"1 to {1 / aspect:.2f}"
