"""Which kind of file this is, by its first bytes.

The kind then names the one demuxer or image plug-in that may open the file. Text is of no kind,
so a playlist, an ffconcat script, SVG or HTML is never handed to a decoder, whatever its name.
"""

from pathlib import Path

NOT_MEDIA = (
    "This is not a picture, video or sound that we take. "
    "Bring JPEG, PNG, WebP, HEIC, GIF, MP4, MOV, MKV, WebM, AVI, MPEG-TS, FLAC, MP3, WAV or OGG."
)
HEAD_BYTES = 4096
HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"}
AVIF_BRANDS = {b"avif", b"avis"}
OLD_QUICKTIME_BOXES = {b"moov", b"mdat", b"wide", b"skip", b"pnot"}
TS_PACKET = 188  # bytes; a sync byte 0x47 starts each


def sniff(path: Path) -> str | None:
    """jpeg, png, webp, heif, gif, mov, matroska, avi, mpegts, flac, mp3, wav, ogg, or None."""
    with path.open("rb") as file:
        return kind_of(file.read(HEAD_BYTES))


def kind_of(head: bytes) -> str | None:
    """The kind of a file that starts with `head`."""
    for magic, kind in (
        (b"\xff\xd8\xff", "jpeg"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"GIF87a", "gif"),
        (b"GIF89a", "gif"),
        (b"\x1a\x45\xdf\xa3", "matroska"),
        (b"fLaC", "flac"),
        (b"OggS", "ogg"),
        (b"ID3", "mp3"),
    ):
        if head.startswith(magic):
            return kind
    return riff_kind(head) or box_kind(head) or frame_kind(head)


def riff_kind(head: bytes) -> str | None:
    """WebP, AVI and WAV share one envelope."""
    if head[:4] not in (b"RIFF", b"RF64"):
        return None
    return {b"WEBP": "webp", b"AVI ": "avi", b"WAVE": "wav"}.get(head[8:12])


def box_kind(head: bytes) -> str | None:
    """ISO base media: MP4, QuickTime, HEIC; the brand tells a picture from a film."""
    if head[4:8] in OLD_QUICKTIME_BOXES:
        return "mov"
    if head[4:8] != b"ftyp":
        return None
    length = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, length, 4))}
    if brands & AVIF_BRANDS:
        return None
    return "heif" if head[8:12] in HEIF_BRANDS else "mov"


def frame_kind(head: bytes) -> str | None:
    """Formats without a signature: a transport stream, or an MPEG layer III frame."""
    if len(head) > 2 * TS_PACKET and {head[0], head[TS_PACKET], head[2 * TS_PACKET]} == {0x47}:
        return "mpegts"
    is_layer_3 = len(head) > 4 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2
    is_playable = is_layer_3 and head[2] & 0xF0 != 0xF0 and head[2] & 0x0C != 0x0C
    return "mp3" if is_playable else None
