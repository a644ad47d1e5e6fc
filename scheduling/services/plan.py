"""The planner as a worker: every analysed asset gets a post on every account that takes it."""

import logging
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction

from media_assets.models import MediaAsset
from platforms.models import Connection
from scheduling.nudges import nudge_publisher
from scheduling.services.candidates import Skipped, open_connections
from scheduling.services.plan_account import plan_account, read_situation
from scheduling.services.plan_rows import Slot, record_skipped, store_posts
from teams.models import Team

log = logging.getLogger(__name__)
TRIES = 3


@dataclass(frozen=True)
class PlanResult:
    """What one run did for one team.

    `created` counts the new posts; `skipped` are media that an account cannot take; `waiting`
    counts the pairs of media and account that found no free slot before the horizon's end.
    """

    created: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    waiting: int = 0

    def reasons_for(self, asset: MediaAsset) -> list[str]:
        """Why this asset is missing on some accounts, one sentence each."""
        return [skip.reason for skip in self.skipped if skip.asset.pk == asset.pk]


def plan_due(now: datetime) -> int:
    """Plan every team that has an account; returns how many posts were created.

    One team's broken data must not keep the others waiting: it is logged, the rest goes on.
    """
    created = 0
    for team in Team.objects.filter(pk__in=_teams_with_accounts()).order_by("pk"):
        try:
            created += plan_team(team, now=now).created
        except Exception:
            log.exception("planning failed for team %s", team.pk)
    return created


def _teams_with_accounts():
    return Connection.objects.filter(is_active=True, status="connected").values("team")


def plan_team(team: Team, *, now: datetime, dry_run: bool = False) -> PlanResult:
    """Fill the empty slots of each of the team's accounts (seed 000 §3); nothing stands is moved.

    Planners of one team wait for each other on the team's row. Should a person take a slot
    meanwhile, the database refuses the whole batch and it is planned again from fresh rows.
    With `dry_run` nothing is stored; the result is what would have been done.
    """
    for _ in range(TRIES - 1):
        try:
            return _plan_once(team, now=now, dry_run=dry_run)
        except IntegrityError:
            log.info("a slot of team %s was taken meanwhile; planning again", team.pk)
    return _plan_once(team, now=now, dry_run=dry_run)


def _plan_once(team: Team, *, now: datetime, dry_run: bool) -> PlanResult:
    with transaction.atomic():
        team = Team.objects.select_for_update().get(pk=team.pk)
        slots, skipped, waiting = _fill(team, now)
        result = PlanResult(len(slots), skipped, waiting)
        if dry_run:
            return result
        posts = store_posts(team, slots, now=now)
        record_skipped(team, skipped)
        if any(post.scheduled_at <= now for post in posts):
            nudge_publisher(posts[0])
    return result


def _fill(team: Team, now: datetime) -> tuple[list[Slot], list[Skipped], int]:
    """Decide, for every account, which media go out when."""
    connections = open_connections(team)
    if not connections:
        return [], [], 0
    situation = read_situation(team, connections, now=now)
    slots: list[Slot] = []
    skipped: list[Skipped] = []
    waiting = 0
    for connection in connections:
        chosen, refused, left = plan_account(situation, connection)
        slots += chosen
        skipped += refused
        waiting += left
    return slots, skipped, waiting
