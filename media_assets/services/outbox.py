"""The watched folder: what lies where, and the moves between the places.

    media_outbox/                 files here belong to the first team
    media_outbox/<team>/          files of the team with this id or this name as a slug
    media_outbox/.taking/         being looked at; what a crash leaves here is picked up again
    media_outbox/ingested/        the originals of what was taken: nothing is lost, delete at will
    media_outbox/rejected/        what was not taken, each with a `.txt` that says why

Every move is a rename inside one file system, so a file is always in exactly one place. Links,
pipes and the like are moved as themselves and never opened.
"""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from django.utils.text import slugify

from media_assets.exceptions import FileStillChanging, MediaRejected
from media_assets.services.names import display_name
from teams.models import Team

TAKING, INGESTED, REJECTED = ".taking", "ingested", "rejected"
RESERVED = {INGESTED, REJECTED}
# Still being downloaded or written, or left behind by a desktop; hidden files are ignored too.
UNFINISHED = re.compile(
    r"(^~\$.*|.*~|.*\.(part|partial|crdownload|download|opdownload|filepart|tmp|temp|aria2|!ut|lock)"
    r"|thumbs\.db|desktop\.ini)$",
    re.IGNORECASE,
)
NAME_BYTES = 250  # of at most 255, so that “.txt” can be added
State = tuple[int, int, int]


@dataclass(frozen=True)
class Taken:
    """A file in `.taking/`, alone in a folder of its own."""

    path: Path
    team_id: str

    @property
    def name(self) -> str:
        """What people called it, fit to be shown and logged."""
        return display_name(self.path.name)


def is_ignored(name: str) -> bool:
    """Whether a name says: not a finished file of a person."""
    return name.startswith(".") or bool(UNFINISHED.match(name))


def state_of(info: os.stat_result) -> State:
    """What changes while a file is written or swapped, and does not by a rename."""
    return info.st_ino, info.st_size, info.st_mtime_ns


def folder_names(teams: list[Team]) -> dict[str, Team]:
    """Folder name → team: every id, and each slug that only one team has."""
    slugs = [slugify(team.name) for team in teams]
    named = {slug: team for slug, team in zip(slugs, teams, strict=True) if slugs.count(slug) == 1}
    named.pop("", None)
    return {**named, **{str(team.pk): team for team in teams}}


class Outbox:
    """One watched folder."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()

    def prepare(self) -> None:
        """Make the folders that are missing."""
        for name in ("", INGESTED, REJECTED):
            (self.root / name).mkdir(parents=True, exist_ok=True)
        (self.root / TAKING).mkdir(mode=0o700, exist_ok=True)

    def files(self) -> Iterator[tuple[Path, State]]:
        """Everything in the folder that is nobody else's business, with how it looks now."""
        yield from self._files_in(self.root, skip=RESERVED)

    def _files_in(self, folder: Path, skip: frozenset[str] | set[str] = frozenset()):
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:  # removed, or not ours to read
            return
        for entry in entries:
            if is_ignored(entry.name) or entry.name in skip:
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from self._files_in(Path(entry.path))
            else:
                try:
                    yield Path(entry.path), state_of(entry.stat(follow_symlinks=False))
                except FileNotFoundError:
                    continue

    def team_of(self, path: Path, teams: list[Team]) -> Team | None:
        """Whose file it is: the team its first folder names, else the first team's.

        With several teams a folder that names none of them is nobody's, so that a slip of the
        pen never hands one team's media to another.
        """
        first, *rest = path.relative_to(self.root).parts
        if rest and (team := folder_names(teams).get(first)):
            return team
        return teams[0] if teams and (not rest or len(teams) == 1) else None

    def offers(self, path: Path, team: Team) -> bool:
        """Whether a finished file lies here for `team`: not another's, nor in a folder of ours."""
        if not path.is_relative_to(self.root) or path == self.root:
            return False
        parts = path.relative_to(self.root).parts
        if parts[0] in RESERVED or any(is_ignored(part) for part in parts):
            return False
        return self.team_of(path, list(Team.objects.order_by("created_at", "pk"))) == team

    def take(self, path: Path, team: Team) -> Taken:
        """Move a file into `.taking/`. Raises OSError, FileNotFoundError when it is gone."""
        place = self.root / TAKING / uuid4().hex / str(team.pk)
        place.mkdir(parents=True)
        try:
            return Taken(path.rename(place / path.name), str(team.pk))
        except OSError:
            place.rmdir()
            place.parent.rmdir()
            raise

    def left_over(self) -> Iterator[Taken]:
        """What lies in `.taking/`; empty folders of a crash are removed."""
        for place in sorted((self.root / TAKING).glob("*/*/")):
            found = sorted(place.iterdir())
            yield from (Taken(path, place.name) for path in found)
            if not found:
                remove_empty(place)
        for place in (self.root / TAKING).glob("*/"):
            remove_empty(place, levels=1)

    def put_aside(self, taken: Taken) -> Path:
        """The file is an asset now: keep the original in `ingested/`."""
        return self._move(taken, self.root / INGESTED)

    def give_back(self, taken: Taken) -> Path:
        """Put the file back into its team's folder, to be looked at again later."""
        folder = self.root / taken.team_id
        folder.mkdir(exist_ok=True)
        return self._move(taken, folder)

    def reject(self, taken: Taken, sentence: str, now: datetime) -> Path:
        """Move the file to `rejected/`, the reason in a `.txt` beside it.

        The reason is written first: a crash in between repeats the rejection under the same name.
        """
        target = free_path(self.root / REJECTED, taken.path.name)
        reason = target.with_name(f"{target.name}.txt")
        reason.write_text(
            f"{taken.name}\n{now:%Y-%m-%d %H:%M} UTC\n\n{sentence}\n", encoding="utf-8"
        )
        taken.path.rename(target)
        remove_empty(taken.path.parent)
        return target

    def _move(self, taken: Taken, folder: Path) -> Path:
        target = taken.path.rename(free_path(folder, taken.path.name))
        remove_empty(taken.path.parent)
        return target


def check_own_file(path: Path, expected: State | None) -> None:
    """Refuse anything but a plain file with one name (raises MediaRejected).

    Raises FileStillChanging when it no longer looks as `expected`.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except PermissionError as error:
        raise MediaRejected("The file may not be read. Give it read permission.") from error
    except OSError as error:  # ELOOP of a link, ENXIO of a socket
        raise MediaRejected("This is a link, not a file. Copy the file itself.") from error
    try:
        info = os.fstat(handle)
    finally:
        os.close(handle)
    if not stat.S_ISREG(info.st_mode):
        raise MediaRejected("This is a pipe or a device, not a file. Copy the file itself.")
    if info.st_nlink != 1:
        raise MediaRejected("The file has a second name (a hard link). Copy it instead.")
    if expected is not None and state_of(info) != expected:
        raise FileStillChanging("The file changed just now.")


def safe_name(name: str) -> str:
    """A name for our own folders: shown text only, short enough for an ending more."""
    shown = display_name(name).lstrip(".") or "unnamed"
    ending = os.path.splitext(shown)[1][:20]  # noqa: PTH122  (a name, not a path)
    stem = shown.removesuffix(ending).encode()[: NAME_BYTES - len(ending.encode())]
    return stem.decode("utf-8", "ignore") + ending


def free_path(folder: Path, name: str) -> Path:
    """A path in `folder` that is not taken: `name`, else with a few letters more."""
    target = folder / safe_name(name)
    while os.path.lexists(target):
        target = folder / f"{target.stem[:150]}-{uuid4().hex[:6]}{target.suffix}"
    return target


def remove_empty(place: Path, levels: int = 2) -> None:
    """Remove a folder of `.taking/` and the one above it, unless something is in it."""
    for folder in (place, place.parent)[:levels]:
        try:
            folder.rmdir()
        except OSError:
            return
