"""Teams, their members, and the keys that programs use."""

import uuid
import zoneinfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from rest_framework_api_key.models import AbstractAPIKey

from teams.models.base import UuidModel


def check_time_zone(name: str) -> None:
    """Refuse a name that the tz database does not know (raises ValidationError)."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(f"“{name}” is not a known time zone. Try one like Europe/Berlin.")


class Team(UuidModel):
    """A group of people who share media, accounts and posts."""

    class ReviewPolicy(models.TextChoices):
        NONE = "none", "Nobody: posts go out as planned"
        ANY_MEMBER = "any_member", "Any member approves"
        ADMIN = "admin", "An admin or owner approves"
        TWO_PEOPLE = "two_people", "Two different people approve"
        NOT_YOURSELF = "not_yourself", "Somebody other than who wrote it approves"

    name = models.CharField(max_length=120)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="owned_teams"
    )
    timezone = models.CharField(max_length=64, default="UTC", validators=[check_time_zone])
    review_policy = models.CharField(
        max_length=20, choices=ReviewPolicy.choices, default=ReviewPolicy.ANY_MEMBER
    )
    client_approval_counts = models.BooleanField(
        default=False,
        help_text="A client’s approval through a link counts like that of an admin.",
    )
    catch_up_hours = models.PositiveSmallIntegerField(
        default=6, help_text="A post that is later than this after downtime is not sent any more."
    )
    ai_budget_usd = models.DecimalField(
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="US dollars a month for AI providers; empty: no limit, 0: nothing is asked.",
    )
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="TeamMember", related_name="teams"
    )

    class Meta:
        db_table = "teams"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.timezone)


class TeamMember(models.Model):
    """One person's place in one team."""

    class Role(models.TextChoices):
        OWNER = "owner"
        ADMIN = "admin"
        MEMBER = "member"
        VIEWER = "viewer"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.MEMBER)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "team_members"
        ordering = ["created_at"]
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="one_place_per_team")]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"

    @property
    def may_edit(self) -> bool:
        return self.role != self.Role.VIEWER

    @property
    def may_manage(self) -> bool:
        return self.role in (self.Role.OWNER, self.Role.ADMIN)


class ApiToken(AbstractAPIKey):
    """A key for a program; only its hash is kept. Acts as `user` inside `team`."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="api_tokens")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens"
    )
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(AbstractAPIKey.Meta):
        abstract = False
        db_table = "api_tokens"
        verbose_name = "API token"
        verbose_name_plural = "API tokens"
