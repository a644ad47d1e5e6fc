"""Analysed media that have no post yet: on one account, or anywhere."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q

from analysis.models import MediaAnalysis
from media_assets.models import MediaAsset
from platforms.models import Connection
from scheduling.calendar.free import next_free, why_no_room
from scheduling.exceptions import PostProblem
from scheduling.models import PostingSchedule
from scheduling.placement import place_by_plan
from scheduling.planner import HORIZON
from scheduling.rights import require_editor
from scheduling.services.moves import DAY, require_room, times_near, timetable_at
from scheduling.services.posts import create_post
from scheduling.wall_clock import Moment
from teams.models import Team, User

LOOKED_AT = 40  # of the best ones, some do not fit the account's network


@dataclass(frozen=True)
class Unused:
    """One asset with its score; `platform` is where on the account's network it belongs."""

    asset: MediaAsset
    score: float | None
    platform: str = ""


def list_unused(team: Team, *, on: Connection | None = None, most: int) -> list[Unused]:
    """The best analysed media without a post (on an account, where one is named); one query.

    A canceled post counts on its own account: a person said no to it there.
    """
    # by media alone: the media are the team's, and SQLite would walk the team's posts for each
    has_post = Q(Exists(PostingSchedule.objects.filter(media=OuterRef("media"))))
    statuses = [MediaAsset.Status.ANALYZED]
    if on is not None:
        has_post = Q(media__in=PostingSchedule.objects.filter(connection=on).values("media"))
        statuses.append(MediaAsset.Status.SCHEDULED)
    rows = (
        MediaAnalysis.objects.in_team(team)
        .current()
        .filter(~has_post, media__status__in=statuses)
        .order_by(F("pre_social_score").desc(nulls_last=True), "media__created_at", "pk")
        .select_related("media")
        .only("media", "pre_social_score", *MEDIA_COLUMNS)
    )
    return [Unused(row.media, row.pre_social_score) for row in rows[:most]]


MEDIA_FIELDS = (
    "team", "filename", "media_type", "mime_type", "file_size_bytes", "duration_sec", "width",
    "height", "platform_hint", "status", "created_at", "phash", "thumbnail_url", "metadata",
)  # fmt: skip
MEDIA_COLUMNS = tuple(f"media__{name}" for name in MEDIA_FIELDS)


def best_for(connection: Connection, *, most: int) -> list[Unused]:
    """The best unused media that this account can take, best first."""
    fitting: list[Unused] = []
    for one in list_unused(connection.team, on=connection, most=LOOKED_AT):
        try:
            placed = place_by_plan(one.asset, connection)
        except PostProblem:
            continue  # not for this network; the next best is looked at
        fitting.append(Unused(one.asset, one.score, placed.platform))
        if len(fitting) == most:
            break
    return fitting


def time_to_fill(connection: Connection, at: datetime, *, now: datetime) -> datetime | None:
    """`at` where the account has room then, else its next free time; None when it has none."""
    until = max(at, now) + HORIZON
    timetable = timetable_at(connection, at, until)
    taken = times_near(connection, at - DAY, until + DAY, without=frozenset())
    if at >= now and not why_no_room(at, taken, timetable) and not timetable.why_closed(at):
        return at
    return next_free(max(at, now), taken, timetable)


def place_media(
    asset: MediaAsset, connection: Connection, to: Moment, *, by: User | None, now: datetime
) -> PostingSchedule:
    """A post of `asset` at a time that has room; its words are those that the analysis suggests."""
    require_editor(asset.team, by)
    if to.at >= now:  # else `create_post` says that it has passed
        timetable = timetable_at(connection, to.at)
        require_room(connection, to.at, timetable, without=frozenset())
    return create_post(asset, connection, at=to.at, by=by, now=now)
