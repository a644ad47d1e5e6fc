"""More files made to hurt than the tests have: bombs, polyglots, tricks with protocols, damage.

`tests/media_assets/hostile.py` has those that must always be refused. Of these some are media all
the same (a picture with a script behind it): they may be taken, and must then do no harm.
"""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from media_assets.ffmpeg import GENERATED, run_ffmpeg
from tests.media_assets.hostile import HOSTILE

MIB = 1024 * 1024
SCRIPT = b"<script>fetch('/api/tokens')</script>"
PHP = b"<?php system($_GET['c']); ?>"
PROTOCOLS = (
    "http://127.0.0.1:{port}/x",
    "https://127.0.0.1:{port}/x",
    "tcp://127.0.0.1:{port}",
    "ftp://127.0.0.1:{port}/x",
    "rtmp://127.0.0.1:{port}/x",
    "udp://127.0.0.1:{port}",
    "hls+http://127.0.0.1:{port}/x.m3u8",
    "file:{victim}",
    "concat:{victim}|{victim}",
    "subfile,,start,0,end,0,,:{victim}",
    "crypto:{victim}",
    "data:video/mp4;base64,AAAA",
    "pipe:0",
    "/proc/self/environ",
)
LISTS = {
    "m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{place}\n#EXT-X-ENDLIST\n",
    "keyed": '#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="{place}"\n#EXTINF:9,\n{place}\n',
    "concat": "ffconcat version 1.0\nfile '{place}'\n",
    "asx": '<asx version="3.0"><entry><ref href="{place}"/></entry></asx>',
    "svg": '<svg xmlns="http://www.w3.org/2000/svg"><image href="{place}"/></svg>',
    "sdp": "v=0\nc=IN IP4 127.0.0.1\na=control:{place}\nm=video {port} RTP/AVP 96\n",
}
NAMES = (
    "-i",
    "-i file.mp4",
    "--",
    "a\nb.mp4",
    "\u202egpj.mp4",
    "..",
    "../../etc/passwd.mp4",
    "..\\..\\boot.ini.mp4",
    "/etc/passwd",
    "con.mp4",
    "%2e%2e%2f.mp4",
    "$(id).mp4",
    "a'b\"c;`id`.mp4",
    "x" * 250 + ".mp4",
    "=HYPERLINK(1).mp4",
    "<img src=x onerror=alert(1)>.mp4",
    "\ud83d\ude00.mp4".encode("utf-16", "surrogatepass").decode("utf-16"),
    " .mp4",
    ".mp4",
)


def known(victim: Path) -> Iterator[tuple[str, bytes]]:
    """The files that the tests have."""
    spot = victim.with_name("made")
    for name, write in HOSTILE.items():
        write(spot, victim)
        yield name, spot.read_bytes()


def tricks(victim: Path, port: int) -> Iterator[tuple[str, bytes]]:
    """Each kind of list that leads to each kind of place, under a media name."""
    endings = ("mp4", "ts", "jpg")
    for number, place in enumerate(PROTOCOLS):
        for kind, text in LISTS.items():
            filled = text.replace("{place}", place)
            filled = filled.replace("{victim}", str(victim)).replace("{port}", str(port))
            yield f"{kind}-{number}.{endings[number % 3]}", filled.encode()


def bombs(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Little that becomes much: in bytes, pixels, frames, streams, words or hours."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros.mp4", bytes(100 * MIB))
    yield "zip bomb.mp4", packed.getvalue()
    yield "zip bomb.png", packed.getvalue()
    yield "gzip bomb.mkv", zlib.compress(bytes(100 * MIB))
    yield "text bomb.png", png_with(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(80 * MIB)))
    yield "profile bomb.png", png_with(b"iCCP", b"icc\0\0" + zlib.compress(bytes(80 * MIB)))
    yield "hours.wav", wav_of(0xFFFFFF00)
    yield "frames.gif", gif_of(60_000)
    for name, words in MADE.items():
        path = folder / name
        run_ffmpeg([*words, "-y", path], timeout_seconds=60)
        yield name, path.read_bytes()


MADE = {
    "huge.avi": [*GENERATED, "-i", "color=s=12000x6000:d=1:r=1", "-c:v", "mjpeg"],
    "thin.avi": [*GENERATED, "-i", "color=s=16x16000:d=1:r=1", "-c:v", "mjpeg"],
    "fast.mkv": [*GENERATED, "-i", "color=s=32x32:d=2:r=1000", "-c:v", "mjpeg"],
    "words.mp4": [
        *(*GENERATED, "-i", "color=s=64x64:d=1", "-c:v", "libx264", "-metadata"),
        "comment=" + "A" * 100_000,
    ],
    "tracks.mkv": [
        *(*GENERATED, "-i", "anullsrc=d=0.1"),
        *["-map", "0"] * 90,
        *("-c:a", "copy"),  # an encoder is a thread, and 90 of them meet the limit on memory
    ],
}


def chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png_with(kind: bytes, data: bytes) -> bytes:
    """A picture of 8 x 8 pixels with one more chunk."""
    size = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    pixels = zlib.compress((b"\0" + bytes(24)) * 8)
    chunks = chunk(b"IHDR", size) + chunk(kind, data) + chunk(b"IDAT", pixels)
    return b"\x89PNG\r\n\x1a\n" + chunks + chunk(b"IEND", b"")


def wav_of(claimed: int) -> bytes:
    """A sound that claims so many bytes and has a thousand."""
    head = struct.pack(
        "<4sI4s4sIHHIIHH", b"RIFF", claimed, b"WAVE", b"fmt ", 16, 1, 1, 8000, 8000, 1, 8
    )
    return head + struct.pack("<4sI", b"data", claimed - 36) + bytes(1000)


def gif_of(frames: int) -> bytes:
    """An animation of 1 x 1 pixel and very many frames."""
    head = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    one = b"!\xf9\x04\x04\x01\0\0\0," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02D\x01\0"
    return head + one * frames + b";"


def polyglots(samples: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Real media that is something else as well."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("index.html", SCRIPT)
    for name, data in samples.items():
        stem, _, ending = name.rpartition(".")
        yield f"{stem} and a page.{ending}", data + b"<!doctype html>" + SCRIPT
        yield f"{stem} and a program.{ending}.php", data + PHP
        yield f"{stem} and an archive.zip.{ending}", data + packed.getvalue()
        yield f"{stem} as a page.html", data


def damaged(samples: dict[str, bytes], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Real media with bytes turned, cut off, doubled or swapped, the same for the same seed."""
    rng = random.Random(seed)
    names = sorted(samples)
    for number in range(count):
        name = rng.choice(names)
        data = bytearray(samples[name])
        match number % 4:
            case 0:
                del data[rng.randrange(1, len(data)) :]
            case 1:
                for _ in range(rng.randrange(1, 200)):
                    data[rng.randrange(len(data))] = rng.randrange(256)
            case 2:
                for _ in range(40):  # the head is where sizes and counts stand
                    data[rng.randrange(min(2000, len(data)))] = rng.randrange(256)
            case 3:
                at, length = rng.randrange(len(data)), rng.randrange(1, 4000)
                data[at:at] = data[:length] * rng.randrange(1, 9)
        yield f"{number} {name}", bytes(data)
