"""Hostile files through the real ingest: each is an asset or a sentence, and reads nothing else."""

import os
import resource
import socket
import tempfile
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
from django.conf import settings
from django.db import connections
from django.utils import timezone

from audit import hostile
from audit.people import World, make_world
from audit.result import Row
from audit.run import Run
from media_assets.exceptions import MediaRejected
from media_assets.models import MediaAsset
from media_assets.samples import make_samples
from media_assets.services.ingest import ingest_file

VICTIM = b"another team's film 5d3c9e"
SMALL = 3_000_000  # bytes of a sample that is damaged a hundred times
LONGEST_SECONDS = 60
PEAK_MB = 1200
SAFE_TYPES = ("video/", "image/", "audio/")


class Ear:
    """Listens on this machine, and counts who comes: nobody must."""

    def __init__(self) -> None:
        self.heard = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def port(self) -> int:
        return self._socket.getsockname()[1]

    def _listen(self) -> None:
        while True:
            line, _ = self._socket.accept()
            self.heard += 1
            line.close()


def ask(run: Run, row: Row) -> None:
    """Nothing breaks, nothing is reached, nothing leaks, and memory and time stay within limits."""
    world, ear = make_world(), Ear()
    spot = run.folder / "made"
    spot.mkdir()
    tempfile.tempdir = str(spot)  # where ingest works, to see what it leaves
    victim = spot / "victim.mp4"
    victim.write_bytes(VICTIM)
    files = list(everything(run, victim, ear.port, spot))
    with ThreadPoolExecutor(2) as pool:
        slowest = max(pool.map(lambda pair: take(world, spot, *pair, row), files))
    oddly_named(world, spot, row)
    what_is_no_file(world, spot, row)
    row.require(ear.heard == 0, f"{ear.heard} connections were opened by files")
    row.require(not leaked(), "bytes of another file are in the storage")
    left = list(spot.glob("ingest-*"))
    row.require(not left, f"{len(left)} working folders were left behind")
    alive = psutil.Process().children(recursive=True)
    row.require(not alive, f"{len(alive)} decoders are still there")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    row.require(peak < PEAK_MB, f"a decoder took {peak:.0f} MB")
    taken = served_safely(world, row)
    row.figures = (
        f"{len(files)} files, {taken} of them media; slowest {slowest:.1f} s, "
        f"a decoder at most {peak:.0f} MB, {ear.heard} connections out"
    )


def everything(run: Run, victim: Path, port: int, spot: Path) -> Iterable[tuple[str, bytes]]:
    """All files by name."""
    made = {path.path.name: path.path.read_bytes() for path in make_samples(spot / "samples")}
    small = {name: data for name, data in made.items() if len(data) < SMALL}
    yield from hostile.known(victim)
    yield from hostile.tricks(victim, port)
    yield from hostile.bombs(spot)
    yield from hostile.polyglots(small)
    yield from hostile.damaged(small, run.examples * 8, run.seed)


def take(world: World, spot: Path, name: str, data: bytes, row: Row) -> float:
    """Ingest one file; returns how many seconds that took."""
    path = spot / f"in-{abs(hash(name))}"
    path.write_bytes(data)
    started = time.monotonic()
    try:
        ingest_file(world.team, path, filename=name, now=timezone.now())
    except MediaRejected as refused:
        row.require(refused.sentence.endswith("."), f"{name}: refused without a sentence")
    except Exception as error:
        row.require(False, f"{name}: {type(error).__name__}: {error}"[:300])
    else:
        row.require(True, "")
    finally:
        path.unlink()
        connections.close_all()
    seconds = time.monotonic() - started
    row.require(seconds < LONGEST_SECONDS, f"{name} took {seconds:.0f} s")
    return seconds


def oddly_named(world: World, spot: Path, row: Row) -> None:
    """The name that a person gives is words to show, and no part of a path."""
    picture = hostile.png_with(b"tEXt", b"Comment\0x")
    for number, name in enumerate(hostile.NAMES):
        path = spot / "odd"
        path.write_bytes(picture + bytes([number]))
        try:
            asset = ingest_file(world.team, path, filename=name, now=timezone.now()).asset
        except MediaRejected:
            row.require(True, "")
            continue
        inside = asset.storage_path.startswith(f"teams/{world.team.pk}/")
        row.require(inside, f"the name {name!r} is stored at {asset.storage_path}")
        plain = asset.filename.isprintable() and "/" not in asset.filename
        row.require(plain, f"the name {name!r} is shown as {asset.filename!r}")


def what_is_no_file(world: World, spot: Path, row: Row) -> None:
    """Links, pipes, folders and devices are refused without being opened."""
    (spot / "link.mp4").symlink_to("/etc/passwd")
    os.mkfifo(spot / "pipe.mp4")
    (spot / "folder.mp4").mkdir()
    for place in (spot / "link.mp4", spot / "pipe.mp4", spot / "folder.mp4", Path("/dev/zero")):
        try:
            ingest_file(world.team, place, filename=place.name, now=timezone.now())
        except MediaRejected:
            row.require(True, "")
        else:
            row.require(False, f"{place.name} was taken")


def leaked() -> list[Path]:
    """Stored files that hold the other team's bytes."""
    root = Path(settings.MEDIA_ROOT)
    return [path for path in root.rglob("*") if path.is_file() and VICTIM in path.read_bytes()]


def served_safely(world: World, row: Row) -> int:
    """What was taken is served as media and nothing else; returns how many there are."""
    client = world.owner_client
    assets = MediaAsset.objects.in_team(world.team).exclude(sha256="")
    for asset in assets:
        answer = client.get(f"/media/{asset.pk}/file")
        if answer.status_code == 404:  # a row of the tests without a file
            continue
        kind = answer.headers["Content-Type"]
        row.require(kind.startswith(SAFE_TYPES), f"{asset.filename} is served as {kind}")
        sniff = answer.headers.get("X-Content-Type-Options")
        row.require(sniff == "nosniff", f"{asset.filename} is served without nosniff")
    return assets.count()
