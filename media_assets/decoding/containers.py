"""Opening a film or sound file with PyAV so that it can read nothing but itself."""

from pathlib import Path

import av
from av.container import InputContainer

from media_assets.decoding.sniff import NOT_MEDIA, sniff
from media_assets.exceptions import MediaRejected

STREAM_KINDS = ("mov", "matroska", "avi", "mpegts", "flac", "mp3", "wav", "ogg", "gif")
OPEN_SECONDS, READ_SECONDS = 20.0, 20.0


def open_container(path: Path) -> InputContainer:
    """Open `path` with the one demuxer that its first bytes name, and local files only.

    Raises MediaRejected for anything else, and for a file that the demuxer cannot read.
    """
    kind = sniff(path)
    if kind not in STREAM_KINDS:
        raise MediaRejected(NOT_MEDIA)
    try:
        return av.open(
            f"file:{path.absolute()}",
            format=kind,
            container_options={"protocol_whitelist": "file", "format_whitelist": kind},
            timeout=(OPEN_SECONDS, READ_SECONDS),
        )
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise MediaRejected(
            "The file is damaged or cut off before anything in it can be read. "
            "Export or copy it again."
        ) from error
