"""How much of everything a run does: in full, and in its quick form."""

from dataclasses import dataclass
from pathlib import Path

from chaos.disk import Disk
from chaos.stores import Store


@dataclass(frozen=True)
class Size:
    """The sizes of the parts (`reliability.md` §10)."""

    seconds_crashes: tuple[str | None, ...]
    torture_posts: int
    torture_kills: int
    torture_freezes: int
    restarts: int
    full_disks: int
    drills: int
    drill_posts: int
    process_posts: int
    process_kills: int
    hang_seconds: int  # silence after which the supervisor replaces a process
    days: int
    measured_posts: int


FULL = Size(
    seconds_crashes=(None, "in_sweep", "in_lookup", "after_call"),
    torture_posts=5000,
    torture_kills=400,
    torture_freezes=20,
    restarts=10,
    full_disks=6,
    drills=4,
    drill_posts=300,
    process_posts=200,
    process_kills=40,
    hang_seconds=180,
    days=60,
    measured_posts=350,
)
QUICK = Size(
    seconds_crashes=(None,),
    torture_posts=300,
    torture_kills=40,
    torture_freezes=4,
    restarts=2,
    full_disks=2,
    drills=4,
    drill_posts=40,
    process_posts=40,
    process_kills=8,
    hang_seconds=80,
    days=4,
    measured_posts=30,
)


@dataclass(frozen=True)
class Run:
    """One part on one database."""

    size: Size
    seed: int
    folder: Path
    store: Store
    disk: Disk | None = None  # of the database, for parts that fill it
