"""What the planner may plan: the team's accounts, and the media that are not on them yet."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from analysis.models import MediaAnalysis
from media_assets.models import MediaAsset
from platforms.models import Connection
from scheduling.exceptions import PostProblem
from scheduling.models import PostingSchedule
from scheduling.placement import place_by_plan
from teams.models import Team

PLANNED_FROM = (MediaAsset.Status.ANALYZED, MediaAsset.Status.SCHEDULED)
# only what ordering, placing and wording need: the analysis' long texts are fetched later
ASSET_FIELDS = (
    "cover_path",
    "team", "filename", "media_type", "mime_type", "file_size_bytes", "duration_sec", "width",
    "height", "platform_hint", "status", "created_at",
)  # fmt: skip


@dataclass(frozen=True)
class Skipped:
    """Media that an account cannot take, and why."""

    asset: MediaAsset
    connection: Connection
    reason: str

    def __str__(self) -> str:
        return f"{self.asset.filename} on {self.connection}: {self.reason}"


@dataclass(frozen=True)
class Choice:
    """One asset for one account, at the place where it belongs there."""

    asset: MediaAsset
    score: float | None
    platform: str


def open_connections(team: Team) -> list[Connection]:
    """The accounts that may be posted to, in a fixed order."""
    rows = Connection.objects.in_team(team).filter(is_active=True, status="connected")
    return list(rows.order_by("platform", "platform_username", "pk"))


def unplanned_media(team: Team) -> list[tuple[MediaAsset, float | None]]:
    """Analysed media with their scores, best first; ties go to the older one.

    Media that went out already are not sent to an account that was connected later.
    """
    current = MediaAnalysis.objects.in_team(team).current().filter(media__status__in=PLANNED_FROM)
    scores = dict(current.values_list("media_id", "pre_social_score"))
    assets = MediaAsset.objects.in_team(team).filter(status__in=PLANNED_FROM).only(*ASSET_FIELDS)
    known = [(asset, scores[asset.pk]) for asset in assets if asset.pk in scores]
    return sorted(known, key=lambda pair: (-(pair[1] or 0.0), pair[0].created_at, pair[0].pk))


def media_on_accounts(team: Team) -> dict[UUID, set[UUID]]:
    """{account: media that have a post there}. A canceled post counts: a person said no to it."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    rows = PostingSchedule.objects.in_team(team).filter(media__status__in=PLANNED_FROM)
    for connection, media in rows.values_list("connection_id", F("media_id")):
        found[connection].add(media)
    return found


def choices_for(
    connection: Connection, media: Sequence[tuple[MediaAsset, float | None]], there: set[UUID]
) -> tuple[list[Choice], list[Skipped]]:
    """The media that can go to this account, in the given order, and those that cannot."""
    choices, skipped = [], []
    for asset, score in media:
        if asset.pk in there:
            continue
        try:
            choices.append(Choice(asset, score, place_by_plan(asset, connection)))
        except PostProblem as problem:
            skipped.append(Skipped(asset, connection, problem.sentence))
    return choices, skipped
