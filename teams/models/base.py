"""What every table of a team shares."""

import uuid
from typing import Self

from django.db import models


class TeamOwnedQuerySet(models.QuerySet):
    """Rows that belong to one team each."""

    def in_team(self, team) -> Self:
        """Only the rows of `team`; none at all when there is no team."""
        return self.filter(team=team) if team is not None else self.none()


class TeamRow(models.Model):
    """Abstract base: a uuid key, the owning team, the time of creation (UTC).

    For rows with a query set of their own, derived from TeamOwnedQuerySet.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey("teams.Team", on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class TeamOwned(TeamRow):
    """Abstract base of the rows that need no query set of their own."""

    objects = TeamOwnedQuerySet.as_manager()

    class Meta:
        abstract = True


class UuidModel(models.Model):
    """Abstract base of the rows that belong to no team."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
