"""Media that may go out again: marked evergreen, and long enough off an account."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max, Q

from media_assets.models import MediaAsset
from scheduling.models import PostingSchedule
from scheduling.services.candidates import Analysed, analysed
from teams.models import Team

Status = PostingSchedule.Status
AGAIN_FROM = (MediaAsset.Status.POSTED, MediaAsset.Status.SCHEDULED)


@dataclass(frozen=True)
class Again:
    """An evergreen asset for one account: which repeat it would be, and from when on."""

    media: Analysed
    repeat: int
    not_before: datetime


def evergreen_media(team: Team, *, after_days: int) -> dict[UUID, list[Again]]:
    """{account: evergreen media without a post to come there}, best score first.

    `not_before` is `after_days` after the last post of the asset on that account.
    """
    marked = MediaAsset.objects.in_team(team).filter(is_evergreen=True, status__in=AGAIN_FROM)
    media = {one.asset.pk: one for one in analysed(team, marked)}
    if not media:
        return {}
    to_come = [Status.DRAFT, *PostingSchedule.OPEN, Status.FAILED]
    rows = (
        PostingSchedule.objects.in_team(team)
        .filter(media__in=media)
        .values("connection", "media")
        .annotate(
            last=Max("published_at"),
            repeat=Max("repeat"),
            to_come=Count("pk", filter=Q(status__in=to_come)),
        )
    )
    found: dict[UUID, list[Again]] = defaultdict(list)
    for row in rows:
        if row["last"] and not row["to_come"]:
            since = row["last"] + timedelta(days=after_days)
            found[row["connection"]].append(Again(media[row["media"]], row["repeat"] + 1, since))
    order = {pk: n for n, pk in enumerate(media)}
    return {pk: sorted(a, key=lambda one: order[one.media.asset.pk]) for pk, a in found.items()}
