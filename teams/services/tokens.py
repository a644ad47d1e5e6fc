"""Keys for programs. Their events are about the team: a key's own id holds its hash."""

from datetime import datetime
from typing import cast

from django.db import transaction

from teams.models import ApiToken, Team, User
from teams.services.events import record_event


@transaction.atomic
def create_token(
    team: Team, *, user: User, name: str, expiry_date: datetime | None = None
) -> tuple[ApiToken, str]:
    """A new key that acts as `user` in `team`. The text is returned once and never stored."""
    made, key = ApiToken.objects.create_key(
        team=team, user=user, name=name, expiry_date=expiry_date
    )
    token = cast(ApiToken, made)
    record_event(team, "token_created", team, name, by=user, prefix=token.prefix)
    return token, key


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User) -> None:
    """Stop `token` from working, for good; once."""
    if ApiToken.objects.filter(pk=token.pk, revoked=False).update(revoked=True):
        team, prefix = token.team, token.prefix
        record_event(team, "token_revoked", team, token.name, by=by, prefix=prefix)
