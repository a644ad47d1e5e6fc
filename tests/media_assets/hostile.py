"""Files that somebody made to hurt, by name: each writes itself to a path."""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

PLAYLIST = "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{victim}\n#EXT-X-ENDLIST\n"
FFCONCAT = "ffconcat version 1.0\nfile '{victim}'\n"
DASH = '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period/></MPD>'
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:{victim}"/></svg>'
HTML = "<!doctype html><script>alert(1)</script>"
SDP = "v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n"
SCRIPT = "#!/bin/sh\ntouch /tmp/owned\n"
SUBTITLES = "1\n00:00:00,000 --> 00:00:01,000\n<font src='{victim}'>\n"
TEXTS = {
    "playlist.mp4": PLAYLIST,
    "playlist.ts": PLAYLIST,
    "playlist.mp3": PLAYLIST,
    "concat.mp4": FFCONCAT,
    "concat.mkv": FFCONCAT,
    "concat.jpg": FFCONCAT,
    "dash.mp4": DASH,
    "dash.webm": DASH,
    "drawing.png": SVG,
    "drawing.jpg": SVG,
    "drawing.gif": SVG,
    "page.mp4": HTML,
    "page.webp": HTML,
    "page.heic": HTML,
    "session.mov": SDP,
    "script.mp4": SCRIPT,
    "subtitles.mkv": SUBTITLES,
    "bom playlist.mp4": "\ufeff" + PLAYLIST,
    "blank lines.mp4": "\n\n\n" + FFCONCAT,
    "pattern%03d.png": "x",
    "formula.mp4": '=HYPERLINK("http://example.com")',
    "notes.mp4": "Buy milk.",
}
BYTES = {
    "zip.mp4": b"PK\x03\x04" + bytes(200),
    "elf.mp4": b"\x7fELF" + bytes(200),
    "pdf.jpg": b"%PDF-1.7\n" + bytes(200),
    "zeros.mp4": bytes(4096),
    "avif.avif": b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf" + bytes(100),
    "only a signature.jpg": b"\xff\xd8\xff\xe0",
    "only a signature.png": b"\x89PNG\r\n\x1a\n",
    "only a signature.gif": b"GIF89a",
    "only a signature.webp": b"RIFF\x10\x00\x00\x00WEBPVP8 ",
    "only a signature.heic": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00heicmif1",
    "only a signature.mp4": b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41",
    "only a signature.mkv": b"\x1a\x45\xdf\xa3" + bytes(40),
    "only a signature.avi": b"RIFF\xff\xff\xff\x7fAVI LIST",
    "only a signature.wav": b"RIFF\xff\xff\xff\x7fWAVEfmt ",
    "only a signature.flac": b"fLaC\x00\x00\x00\x22" + bytes(20),
    "only a signature.ogg": b"OggS" + bytes(60),
    "only a signature.mp3": b"ID3\x04\x00\x00\x00\x00\x00\x00",
    "sync bytes.ts": (b"\x47" + bytes(187)) * 8,
    "playlist after a box.mp4": b"\x00\x00\x00\x08ftyp" + FFCONCAT.encode(),
    "endless box.mov": b"\xff\xff\xff\xffmoov" + bytes(64),
    "negative atom.mp4": b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41\x00\x00\x00\x01moov"
    + b"\xff" * 8,
}


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and has next to no data: a pixel bomb."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", size)
        + chunk(b"IDAT", zlib.compress(bytes(100)))
        + chunk(b"IEND", b"")
    )


def gif_bomb() -> bytes:
    """A GIF of 65,535 x 65,535 pixels in 40 bytes."""
    return b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0, 0, 0) + b"\x2c" + bytes(20) + b";"


def webp_bomb() -> bytes:
    """A WebP whose canvas claims 16,384 x 16,384 pixels."""
    side = struct.pack("<I", 16383)[:3]
    body = b"VP8X" + struct.pack("<I", 10) + bytes(4) + side + side
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


BOMBS = {
    "12000.png": png_header(12_000, 12_000),
    "two billion.png": png_header(2_000_000_000, 2_000_000_000),
    "thin.png": png_header(1, 2_000_000_000),
    "bomb.gif": gif_bomb(),
    "bomb.webp": webp_bomb(),
}


def write_text(text: str) -> Callable[[Path, Path], None]:
    return lambda path, victim: path.write_text(text.replace("{victim}", str(victim)))


def write_bytes(data: bytes) -> Callable[[Path, Path], object]:
    return lambda path, victim: path.write_bytes(data)


HOSTILE: dict[str, Callable[[Path, Path], object]] = {
    **{name: write_text(text) for name, text in TEXTS.items()},
    **{name: write_bytes(data) for name, data in {**BYTES, **BOMBS}.items()},
}
