"""Looking at films and sound: which streams, how long, how large, how many pictures."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.stream import Disposition
from PIL import Image

from media_assets.decoding.containers import open_container
from media_assets.decoding.facts import Caps, MediaFacts
from media_assets.exceptions import MediaRejected

VIDEO_CODECS = {
    *("h264", "hevc", "av1", "vp8", "vp9", "mpeg4", "mpeg2video", "mpeg1video", "h263"),
    *("mjpeg", "prores", "dnxhd", "theora", "gif", "msmpeg4v3"),
}
AUDIO_CODECS = {"aac", "mp3", "mp2", "opus", "vorbis", "flac", "alac", "ac3", "eac3"}
HDR_TRANSFERS = {16, 18}  # ITU-T H.273: PQ (SMPTE ST 2084) and HLG (ARIB STD-B67)
POSTER_AT = 1.0  # seconds: past a fade from black, still the hook
POSTER_FRAMES = 90  # decoded at most on the way there
TRIES = 400  # packets without one decoded frame before we give up
SLACK = 1.0  # seconds that the streams may fall short of the declared length
MIME_OF = {
    "avi": ("video/x-msvideo", "video/x-msvideo"),
    "mpegts": ("video/mp2t", "video/mp2t"),
    "flac": ("video/mp4", "audio/flac"),
    "mp3": ("video/mp4", "audio/mpeg"),
    "wav": ("video/mp4", "audio/wav"),
    "ogg": ("video/ogg", "audio/ogg"),
    "gif": ("image/gif", "image/gif"),
}


@dataclass(frozen=True)
class Measured:
    """What reading every packet showed, without decoding them."""

    seconds: float
    frames: int
    is_cut_off: bool


def look_at_stream(path: Path, kind: str, caps: Caps) -> tuple[MediaFacts, Image.Image | None]:
    """Facts and a poster picture (None for sound). Raises MediaRejected."""
    with open_container(path) as container:
        picture, sound = main_streams(container, caps)
        declared = declared_seconds(container, picture, sound)
        check_length(declared, caps)
        frame = decode_frame(container, picture or sound, poster_time(declared))
        measured = measure(path, picture, sound, caps)
        facts = stream_facts(container, kind, picture, sound, frame, declared, measured)
    return facts, upright_picture(frame) if picture else None


def main_streams(container: InputContainer, caps: Caps) -> tuple[Any, Any]:
    """The picture and the sound stream, either may be None. Cover art is not a picture here."""
    if len(container.streams) > caps.max_streams:
        raise MediaRejected(
            f"The file has {len(container.streams)} streams; we take at most {caps.max_streams}. "
            "Export it with one picture and one sound track."
        )
    pictures = [s for s in container.streams.video if not is_cover(s)]
    picture = pictures[0] if pictures else None
    sound = container.streams.audio[0] if container.streams.audio else None
    if picture is None and sound is None:
        raise MediaRejected("There is neither picture nor sound in this file.")
    check_codec(picture, VIDEO_CODECS, "picture")
    check_codec(sound, AUDIO_CODECS, "sound")
    if picture is not None:
        check_pixels(picture.codec_context.width, picture.codec_context.height, caps)
    return picture, sound


def is_cover(stream) -> bool:
    """Whether this is the cover picture of a song."""
    return bool(stream.disposition & (Disposition.attached_pic | Disposition.timed_thumbnails))


def codec_name(stream) -> str:
    """Such as h264 or aac, whatever the decoder is called; "" without a stream or decoder."""
    if stream is None or stream.codec_context is None:
        return ""
    return stream.codec_context.codec.canonical_name


def check_codec(stream, allowed: set[str], what: str) -> None:
    """Refuse a coding that we do not take (raises MediaRejected)."""
    if stream is None:
        return
    name = codec_name(stream)
    if name not in allowed and not name.startswith("pcm_"):
        raise MediaRejected(
            f"Its {what} is coded as {name or 'something unknown'}, which we do not take. "
            "Export it as MP4 with H.264 and AAC."
        )


def check_pixels(width: int, height: int, caps: Caps) -> None:
    """Refuse a picture over the limit before a pixel of it is decoded (raises MediaRejected)."""
    if width * height > caps.max_pixels:
        raise MediaRejected(
            f"The picture is {width} x {height}, {width * height / 1e6:.0f} megapixels; "
            f"we take at most {caps.max_pixels / 1e6:.0f}. Make it smaller and bring it again."
        )
    if not width or not height:
        raise MediaRejected("The picture has no size: the file is damaged. Export it again.")


def declared_seconds(container: InputContainer, *streams) -> float | None:
    """The length that the file claims, None when it claims none."""
    claims = [float(s.duration * s.time_base) for s in streams if s is not None and s.duration]
    if claims:
        return max(claims)
    return container.duration / 1e6 if container.duration else None


def check_length(seconds: float | None, caps: Caps) -> None:
    """Refuse a file that is, or says it is, too long (raises MediaRejected)."""
    if seconds is not None and seconds > caps.max_seconds:
        raise MediaRejected(
            f"It is {seconds / 3600:.1f} hours long; we take at most "
            f"{caps.max_seconds / 3600:.1f}. Cut it first."
        )


def poster_time(declared: float | None) -> float:
    """Where to take the list picture, in seconds."""
    return min(POSTER_AT, (declared or 0.0) / 2)


def decode_frame(container: InputContainer, stream, at: float):
    """The decoded frame at `at` seconds, or the last good one before (raises MediaRejected)."""
    best, decoded = None, 0
    stream.thread_type = "NONE"  # the first frame without waiting for a queue of threads
    for tries, packet in enumerate(container.demux(stream)):
        for frame in decoded_frames(packet):
            best, decoded = frame, decoded + 1
            if (frame.time or 0.0) >= at or decoded >= POSTER_FRAMES:
                return best
        if best is None and tries > TRIES:
            break
    if best is None:
        raise MediaRejected(
            "Nothing in this file can be decoded: it is damaged or not really "
            f"{codec_name(stream)}. Export or copy it again."
        )
    return best


def decoded_frames(packet) -> list:
    """The frames of one packet; none when the packet is damaged."""
    try:
        return packet.decode()
    except av.error.FFmpegError:
        return []


def measure(path: Path, picture, sound, caps: Caps) -> Measured:
    """Read every packet of the main streams (raises MediaRejected when there are too many)."""
    wanted = {stream.index for stream in (picture, sound) if stream is not None}
    frames, first, last, is_cut_off = 0, None, 0.0, False
    with open_container(path) as container:
        try:
            for packet in container.demux():
                if packet.stream_index not in wanted or packet.size == 0:
                    continue
                frames += picture is not None and packet.stream_index == picture.index
                is_cut_off |= packet.is_corrupt and container.format.name != "mpegts"
                if frames > caps.max_frames:
                    raise MediaRejected("It has far more frames than a video of its kind. Cut it.")
                if packet.pts is not None:
                    start = float(packet.pts * packet.time_base)
                    first = start if first is None else min(first, start)
                    last = max(last, start + float((packet.duration or 0) * packet.time_base))
                    check_length(last - first, caps)
        except av.error.FFmpegError:
            is_cut_off = True
    return Measured(max(last - (first or 0.0), 0.0), frames, is_cut_off)


def stream_facts(
    container: InputContainer, kind: str, picture, sound, frame, declared, measured: Measured
) -> MediaFacts:
    """Put together what was seen."""
    is_partial = measured.is_cut_off or (
        declared is not None and measured.seconds < declared - max(SLACK, declared * 0.02)
    )
    seconds = measured.seconds if is_partial or not declared else declared
    common: dict[str, Any] = {
        "mime_type": mime_type(container, kind, has_picture=picture is not None),
        "duration_sec": round(seconds, 3),
        "audio_codec": codec_name(sound),
        "has_audio": sound is not None,
        "sample_rate": sound.codec_context.sample_rate if sound is not None else None,
        "is_partial": is_partial,
    }
    if picture is None:
        return MediaFacts(media_type="audio", **common)
    turn = -frame.rotation % 360
    sides = (frame.width, frame.height)
    width, height = sides if turn % 180 == 0 else sides[::-1]
    return MediaFacts(
        media_type="video",
        width=width,
        height=height,
        rotation=turn,
        fps=mean_rate(picture, measured, seconds),
        video_codec=codec_name(picture),
        is_animated=kind == "gif",
        pixel_format=frame.format.name,
        has_alpha=has_alpha(picture, kind),
        is_hdr=int(picture.codec_context.color_trc or 0) in HDR_TRANSFERS,
        frame_count=measured.frames,
        **common,
    )


def mean_rate(picture, measured: Measured, seconds: float) -> float | None:
    """Frames a second: as counted, else as declared, else None."""
    if measured.frames > 1 and seconds > 0:
        return round(measured.frames / seconds, 3)
    return float(picture.average_rate) if picture.average_rate else None


def has_alpha(picture, kind: str) -> bool:
    """Whether the picture has an alpha channel; a GIF decodes to one whether it uses it or not."""
    pixels = picture.codec_context.format
    in_pixels = pixels is not None and any(part.is_alpha for part in pixels.components)
    return kind != "gif" and (in_pixels or picture.metadata.get("alpha_mode") == "1")


def mime_type(container: InputContainer, kind: str, *, has_picture: bool) -> str:
    """The media type of the container as it is, such as video/quicktime."""
    if kind == "mov":
        if not has_picture:
            return "audio/mp4"
        is_quicktime = container.metadata.get("major_brand", "qt  ") == "qt  "
        return "video/quicktime" if is_quicktime else "video/mp4"
    if kind == "matroska":
        with Path(container.name.removeprefix("file:")).open("rb") as file:
            subtype = "webm" if b"webm" in file.read(64) else "x-matroska"
        return f"{'video' if has_picture else 'audio'}/{subtype}"
    return MIME_OF[kind][0 if has_picture else 1]


def upright_picture(frame) -> Image.Image:
    """The frame as a small RGB picture, turned upright."""
    scale = min(1.0, 640 / max(frame.width, frame.height))
    size = {
        "width": max(round(frame.width * scale), 2),
        "height": max(round(frame.height * scale), 2),
    }
    picture = frame.reformat(**size, format="rgb24").to_image()
    return picture.rotate(frame.rotation, expand=True)
