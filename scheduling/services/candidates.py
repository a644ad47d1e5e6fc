"""What the planner may plan: the team's accounts, and the media that are not on them yet."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, QuerySet

from analysis.models import MediaAnalysis
from media_assets.models import MediaAsset
from platforms.models import Connection
from scheduling.exceptions import PostProblem
from scheduling.models import PostingSchedule
from scheduling.placement import place_by_plan
from teams.models import Team

TOPICS = 2
PLANNED_FROM = (MediaAsset.Status.ANALYZED, MediaAsset.Status.SCHEDULED)
# only what ordering, placing and wording need: the analysis' long texts are fetched later
ASSET_FIELDS = (
    "cover_path",
    "team", "filename", "media_type", "mime_type", "file_size_bytes", "duration_sec", "width",
    "height", "platform_hint", "status", "created_at", "phash", "is_evergreen",
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
    topics: tuple[str, ...] = ()
    repeat: int = 1
    fits: bool = True  # as it is


def open_connections(team: Team) -> list[Connection]:
    """The accounts that may be posted to, in a fixed order."""
    rows = Connection.objects.in_team(team).filter(is_active=True, status="connected")
    return list(rows.order_by("platform", "platform_username", "pk"))


@dataclass(frozen=True)
class Analysed:
    """One asset with what its current analysis says."""

    asset: MediaAsset
    score: float | None
    topics: tuple[str, ...] = ()


def unplanned_media(team: Team) -> list[Analysed]:
    """Analysed media with their scores, best first; ties go to the older one.

    Media that went out already are not sent to an account that was connected later.
    """
    return analysed(team, MediaAsset.objects.in_team(team).filter(status__in=PLANNED_FROM))


def analysed(team: Team, assets: QuerySet[MediaAsset]) -> list[Analysed]:
    """Those of `assets` that have an analysis, best first; two queries."""
    current = MediaAnalysis.objects.in_team(team).current().filter(media__in=assets)
    rows = current.values_list("media_id", "pre_social_score", "topics")
    said = {media: (score, main_topics(topics)) for media, score, topics in rows}
    # of the metadata only what the ingest found
    rows_of = assets.only(*ASSET_FIELDS).annotate(facts=F("metadata__facts"))
    known = [Analysed(a, *said[a.pk]) for a in rows_of if a.pk in said]
    return sorted(known, key=lambda one: (-(one.score or 0.0), one.asset.created_at, one.asset.pk))


def main_topics(topics: object) -> tuple[str, ...]:
    """The first topics of an analysis, the ones that it is mostly about."""
    words = topics if isinstance(topics, list) else []
    return tuple(word.lower() for word in words if isinstance(word, str))[:TOPICS]


def media_on_accounts(team: Team) -> dict[UUID, set[UUID]]:
    """{account: media that have a post there}. A canceled post counts: a person said no to it."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    rows = PostingSchedule.objects.in_team(team).filter(media__status__in=PLANNED_FROM)
    for connection, media in rows.values_list("connection_id", F("media_id")):
        found[connection].add(media)
    return found


def choices_for(
    connection: Connection, media: Sequence[Analysed], there: set[UUID]
) -> tuple[list[Choice], list[Skipped]]:
    """The media that can go to this account, in the given order, and those that cannot."""
    choices, skipped = [], []
    for one in media:
        if one.asset.pk in there:
            continue
        try:
            facts = getattr(one.asset, "facts", None) or {}
            placed = place_by_plan(one.asset, connection, facts)
        except PostProblem as problem:
            skipped.append(Skipped(one.asset, connection, problem.sentence))
        else:
            choice = Choice(one.asset, one.score, placed.platform, one.topics, fits=placed.fits)
            choices.append(choice)
    return choices, skipped
