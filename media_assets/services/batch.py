"""Many files in one go, for the command line."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from media_assets.exceptions import MediaRejected
from media_assets.services.identify import identify
from media_assets.services.ingest import ingest_file
from media_assets.services.names import display_name
from media_assets.services.outbox import is_ignored
from teams.models import Team


@dataclass(frozen=True)
class Outcome:
    """What became of one file: created, exists, accepted (dry run), rejected or failed."""

    name: str
    result: str
    detail: str
    asset_id: str | None = None

    @property
    def is_failure(self) -> bool:
        return self.result in ("rejected", "failed")


def media_files(paths: Iterable[Path]) -> list[Path]:
    """The files named, and those inside the folders named, hidden and unfinished ones aside."""
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not is_ignored(name))
            found += [Path(folder) / name for name in sorted(names) if not is_ignored(name)]
    return found


def ingest_paths(
    team: Team, files: Iterable[Path], *, now: datetime, dry_run: bool = False
) -> Iterator[Outcome]:
    """Ingest one file after the other, or with `dry_run` only identify it; never raises for one."""
    for path in files:
        name = display_name(path.name)
        try:
            yield look(path, name) if dry_run else take(team, path, name, now)
        except MediaRejected as rejected:
            yield Outcome(name, "rejected", rejected.sentence)
        except OSError as error:
            yield Outcome(name, "failed", f"{error.strerror or error}.")


def look(path: Path, name: str) -> Outcome:
    """Say what the file is. Raises MediaRejected and OSError."""
    facts = identify(path)
    length = f"{facts.duration_sec:.1f} s" if facts.duration_sec is not None else ""
    parts = (facts.media_type, facts.mime_type, facts.resolution, length)
    return Outcome(name, "accepted", ", ".join(part for part in parts if part))


def take(team: Team, path: Path, name: str, now: datetime) -> Outcome:
    """Ingest the file. Raises MediaRejected and OSError."""
    result = ingest_file(team, path, filename=name, now=now)
    asset = result.asset
    detail = ", ".join(filter(None, (asset.media_type, asset.resolution, asset.error_message)))
    return Outcome(name, "created" if result.created else "exists", detail, str(asset.pk))
