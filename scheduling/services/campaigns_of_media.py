"""Which campaign an asset belongs to: the one whose calendar item it fills."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from scheduling.models import CalendarItem, Campaign
from teams.models import Team

LIVE = (Campaign.Status.PLANNED, Campaign.Status.RUNNING)


@dataclass(frozen=True)
class Bounds:
    """Between which moments, and on which networks, a campaign's media may go out."""

    campaign: UUID
    first: datetime
    last: datetime
    platforms: frozenset[str]

    def takes(self, network: str) -> bool:
        return not self.platforms or network in self.platforms


def campaign_bounds(team: Team) -> dict[UUID, Bounds]:
    """{asset: its campaign's bounds}, for campaigns that are planned or running."""
    items = CalendarItem.objects.in_team(team).filter(
        media__isnull=False, campaign__status__in=LIVE
    )
    return {
        item.media_id: _bounds(item.campaign, team)
        for item in items.select_related("campaign")
        if item.media_id and item.campaign
    }


def _bounds(campaign: Campaign, team: Team) -> Bounds:
    zone = team.zone
    first = datetime.combine(campaign.start_date, time(), tzinfo=zone)
    after = datetime.combine(campaign.end_date + timedelta(days=1), time(), tzinfo=zone)
    last = after.astimezone(UTC) - timedelta(minutes=1)
    return Bounds(campaign.pk, first.astimezone(UTC), last, frozenset(campaign.target_platforms))
