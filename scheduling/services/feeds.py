"""Calendar feeds: made, given a new address, revoked; and found by their secret."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from platforms.models import Connection
from scheduling.exceptions import PostProblem
from scheduling.models import CalendarFeed
from teams.models import Team, TeamMember, User
from teams.services.events import record_event

SECRET_BYTES = 24
MOST = 50
READ_NOTED_EVERY = timedelta(minutes=10)


def require_manager(team: Team, by: User) -> None:
    """A feed lets people without an account see the plan, so an admin or the owner decides."""
    membership = TeamMember.objects.filter(team=team, user=by).first()
    if membership is None or not membership.may_manage:
        raise PostProblem("Only an owner or an admin of the team can change its calendar feeds.")


@transaction.atomic
def create_feed(
    team: Team, *, name: str, shows: str, connection: Connection | None = None, by: User
) -> tuple[CalendarFeed, str]:
    """A new feed and its secret, which is returned once and never stored."""
    require_manager(team, by)
    if CalendarFeed.objects.in_team(team).filter(revoked_at=None).count() >= MOST:
        raise PostProblem(f"A team has at most {MOST} feeds. Revoke one that nobody reads.")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    feed = CalendarFeed.objects.create(
        team=team,
        name=name,
        shows=shows,
        connection=connection,
        token_hash=hash_of(secret),
        created_by=by,
    )
    record_event(team, "calendar_feed_created", feed, name, by=by, shows=shows)
    return feed, secret


@transaction.atomic
def renew_feed(feed: CalendarFeed, *, by: User, now: datetime) -> str:
    """A new secret; the old address stops working at once. Raises PostProblem when revoked."""
    require_manager(feed.team, by)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    open_feed = CalendarFeed.objects.filter(pk=feed.pk, revoked_at=None)
    if not open_feed.update(token_hash=hash_of(secret), renewed_at=now, last_read_at=None):
        raise PostProblem("This feed was revoked. Make a new one.")
    record_event(feed.team, "calendar_feed_renewed", feed, feed.name, by=by)
    return secret


@transaction.atomic
def revoke_feed(feed: CalendarFeed, *, by: User, now: datetime) -> None:
    """The address stops working, for good; once."""
    require_manager(feed.team, by)
    if CalendarFeed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=now):
        record_event(feed.team, "calendar_feed_revoked", feed, feed.name, by=by)


def feed_with(secret: str) -> CalendarFeed | None:
    """The feed of that secret; None when there is none, or it was revoked."""
    rows = CalendarFeed.objects.filter(token_hash=hash_of(secret), revoked_at=None)
    return rows.select_related("team", "connection").first()


def note_read(feed: CalendarFeed, now: datetime) -> None:
    """When it was last read, to some minutes: programs ask often."""
    if feed.last_read_at is None or now - feed.last_read_at >= READ_NOTED_EVERY:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=now)


def hash_of(secret: str) -> str:
    """A secret of 24 random bytes needs no slow hash (sha256, hex)."""
    return hashlib.sha256(secret.encode()).hexdigest()


def address_of(secret: str) -> str:
    """What a calendar program subscribes to."""
    return settings.BASE_URL + reverse("calendar-feed", args=[secret])
