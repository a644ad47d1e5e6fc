"""What the team has of what a sheet names: accounts, media, campaigns, posts. A few queries."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import PurePosixPath
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Lower

from analysis.models import MediaAnalysis
from analysis.services.voices import voice_of
from analysis.words.voice import Voice
from media_assets.models import MediaAsset
from platforms.models import Connection
from platforms.specs import UnknownPlatform, get_spec
from scheduling.imports.sheet import Sheet, SheetRow
from scheduling.models import Campaign, PostingSchedule
from scheduling.planner import HORIZON
from scheduling.services.slots import times_by_account
from scheduling.services.timetables import rules_of, timetables_of
from teams.models import Team

USABLE = ("analyzed", "scheduled", "posted")
TWO_YEARS = timedelta(days=730)


class Known:
    """The team's rows that a sheet may mean. Nothing of another team can be found through it."""

    def __init__(self, team: Team, sheet: Sheet, *, now: datetime):
        self.team, self.now = team, now
        self.accounts = list(Connection.objects.in_team(team))
        self.assets = self._assets(team, {media_of(row) for row in sheet.rows} - {""})
        names = {row.get("campaign") for row in sheet.rows} - {""}
        campaigns = Campaign.objects.in_team(team).select_related("project") if names else ()
        self.campaigns = list(campaigns)
        self.posts = self._posts(team, {row.get("id") for row in sheet.rows} - {""})
        media = {asset.pk for asset in self.assets} | {p.media_id for p in self.posts.values()}
        current = MediaAnalysis.objects.current().filter(media__in=media)
        self.analyses = {analysis.media_id: analysis for analysis in current}
        self.standing = self._standing(media)
        self.times = times_by_account(self.accounts, now=now)
        self.timetables = timetables_of(
            team, self.accounts, rules=rules_of(team), first=now, last=now + HORIZON
        )

    @cached_property
    def voice(self) -> Voice:
        """The team's brand guide, read once."""
        return voice_of(self.team)

    @staticmethod
    def _assets(team: Team, named: set[str]) -> list[MediaAsset]:
        ids = [pk for text in named if (pk := as_uuid(text))]
        names = {base_name(text) for text in named}
        rows = MediaAsset.objects.in_team(team).annotate(low=Lower("filename"))
        by_name = Q(filename__in=names) | Q(low__in={name.lower() for name in names})
        found = rows.filter(by_name | Q(pk__in=ids)) if named else rows.none()
        return list(found.order_by("-created_at"))

    @staticmethod
    def _posts(team: Team, named: set[str]) -> dict[str, PostingSchedule]:
        ids = [pk for text in named if (pk := as_uuid(text))]
        rows = PostingSchedule.objects.in_team(team).filter(pk__in=ids)
        related = rows.select_related("media", "connection", "team", "analysis", "campaign")
        return {str(post.pk): post for post in related}

    def _standing(self, media: Iterable[UUID]) -> dict[tuple[UUID, UUID], list[PostingSchedule]]:
        """{(account, media): its live posts}, soonest first."""
        found: dict[tuple[UUID, UUID], list[PostingSchedule]] = defaultdict(list)
        rows = PostingSchedule.objects.live().in_team(self.team).filter(media__in=media)
        for post in rows.only("connection", "media", "scheduled_at", "status"):
            found[post.connection_id, post.media_id].append(post)
        return found

    def account(self, name: str, platform: str) -> Connection:
        """The account of that name (handle, shown name or id) on that network; ValueError."""
        rows = self.accounts
        if platform:
            network = network_of(platform)
            rows = [row for row in rows if get_spec(row.platform).network == network]
        if name:
            rows = [row for row in rows if name.lstrip("@").casefold() in _names_of(row)]
        if not rows:
            said = [f"“{name}”"] if name else []
            said += [f"on {platform}"] if platform else []
            raise ValueError(f"There is no account {' '.join(said)}. Connected: {self._list()}.")
        if len(rows) > 1:
            them = ", ".join(map(str, rows[:5]))
            raise ValueError(f"Several accounts fit: {them}. Fill “account” and “platform”.")
        return rows[0]

    def _list(self) -> str:
        shown = ", ".join(map(str, self.accounts[:5]))
        return shown + (" and more" if len(self.accounts) > 5 else "") if shown else "none"

    def asset(self, text: str) -> MediaAsset:
        """The media with that id or file name, rather one that can be posted; ValueError."""
        pk, name = as_uuid(text), base_name(text)
        rows = [row for row in self.assets if row.pk == pk] if pk else []
        rows = rows or [row for row in self.assets if row.filename == name]
        rows = rows or [row for row in self.assets if row.filename.lower() == name.lower()]
        rows = [row for row in rows if row.status in USABLE] or rows
        if not rows:
            hint = " Upload it first; addresses are not fetched." if "://" in text else ""
            raise ValueError(f"There is no “{text[:80]}” in the library.{hint}")
        if len(rows) > 1:
            raise ValueError(
                f"{len(rows)} files are named “{name}”. Use the id of the one you mean."
            )
        return rows[0]

    def campaign(self, text: str) -> Campaign:
        """The campaign of that name or id; ValueError."""
        rows = [c for c in self.campaigns if text.casefold() in (c.name.casefold(), str(c.pk))]
        if len(rows) != 1:
            many = "Several campaigns have" if rows else "There is no campaign with"
            raise ValueError(f"{many} the name “{text[:80]}”.")
        return rows[0]


def _names_of(account: Connection) -> set[str]:
    names = (account.platform_username, account.account_name, account.platform_user_id,
             str(account.pk), str(account))  # fmt: skip
    return {name.lstrip("@").casefold() for name in names if name}


def network_of(platform: str) -> str:
    """The network of a platform's name or label; ValueError with a sentence."""
    try:
        return get_spec(platform).network
    except UnknownPlatform as error:
        raise ValueError(str(error)) from error


def base_name(text: str) -> str:
    """The file's name without the folders before it, whichever way they are written."""
    return PurePosixPath(text.replace("\\", "/")).name


def media_of(row: SheetRow) -> str:
    """What a row calls its media; an id says it better than a name."""
    return row.get("media_id") or row.get("media")


def as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
