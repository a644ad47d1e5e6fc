"""The first team, its owner, and accounts on the Sandbox to try things with."""

import secrets
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from platforms.services.connections import connect_sandbox_account
from platforms.services.platforms import sync_platforms
from teams.models import Team, User
from teams.services.memberships import create_team

SANDBOX_PLATFORMS = ("tiktok", "instagram", "youtube")


@dataclass(frozen=True)
class FirstSignIn:
    """What to show to the person who started the product; the password is kept nowhere else."""

    email: str
    password: str


@transaction.atomic
def ensure_first_team() -> FirstSignIn | None:
    """Make the first owner and team when there is nobody yet; None when there is.

    The team posts without review: all its accounts are on the Sandbox, where nothing is real.
    """
    sync_platforms()
    if User.objects.exists():
        return None
    password = secrets.token_urlsafe(12)
    owner = User.objects.create_superuser(settings.FIRST_OWNER_EMAIL, password, name="Owner")
    EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)
    team = create_team(
        settings.FIRST_TEAM_NAME,
        owner=owner,
        timezone=settings.FIRST_TEAM_TIMEZONE,
        review_policy=Team.ReviewPolicy.NONE,
    )
    for platform in SANDBOX_PLATFORMS:
        connect_sandbox_account(team, platform, "my_first_account")
    return FirstSignIn(owner.email, password)
