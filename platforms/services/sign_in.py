"""The way to a platform's sign-in page and back: begin, finish, choose.

The state that travels with the person is signed, good for ten minutes and for one use, and bound by
its row to their session, team and platform. Only owners and admins of the team get here.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing
from django.utils.crypto import salted_hmac

from platforms.exceptions import PlatformError
from platforms.models import Connection, SignIn
from platforms.oauth.accounts import FoundAccount, find_accounts
from platforms.oauth.exceptions import SignInProblem
from platforms.oauth.flow import (
    App,
    Grant,
    authorize_address,
    exchange_code,
    new_verifier,
)
from platforms.oauth.providers import PROVIDERS, Provider
from platforms.services.accounts import Account, connect_account
from platforms.services.apps import app_for, redirect_uri
from platforms.services.credentials import Credentials, credentials_of
from platforms.vault import seal, unseal
from teams.models import Team, User
from teams.services.events import record_event

SALT = "platforms.sign_in"
LIFETIME = timedelta(minutes=10)
NOT_YOURS = (
    "This sign-in was not begun here, was used already, or took longer than ten minutes. "
    "Begin again."
)


def begin_sign_in(
    team: Team, key: str, *, user: User, session_key: str, now: datetime, server: str = ""
) -> str:
    """The address of the platform's sign-in page for provider `key`. Raises SignInProblem."""
    provider = PROVIDERS.get(key)
    if provider is None:
        raise SignInProblem("There is no such sign-in.")
    app = app_for(provider, server=server)
    verifier = new_verifier()
    SignIn.objects.filter(expires_at__lt=now - LIFETIME).delete()
    row = SignIn(
        team=team,
        user=user,
        provider=key,
        session_hash=_hash(session_key),
        server=app.server,
        expires_at=now + LIFETIME,
    )
    row.verifier = seal(verifier, bound_to=row.pk)
    row.save()
    state = signing.dumps(str(row.pk), salt=SALT)
    return authorize_address(
        provider, app, redirect_uri=redirect_uri(provider), state=state, verifier=verifier
    )


def finish_sign_in(
    team: Team,
    platform: str,
    answer: Mapping[str, str],
    *,
    user: User,
    session_key: str,
    now: datetime,
) -> list[Connection] | SignIn:
    """What comes of the platform's answer (its query): connections, or a choice to be made.

    Raises SignInProblem with a sentence for every other end.
    """
    row = _claim(team, platform, answer.get("state", ""), user, session_key, now)
    provider = PROVIDERS[row.provider]
    try:
        grant, accounts = _ask_platform(provider, row, answer)
    except (PlatformError, SignInProblem) as error:
        record_event(team, "connection_sign_in_failed", row, str(error), by=user)
        raise SignInProblem(str(error)) from error
    if len(accounts) > 1:
        return _keep_choice(row, grant, accounts, now)
    return [_connect(row, grant, accounts[0], user, now)]


def accounts_to_choose(row: SignIn) -> list[FoundAccount]:
    """What the sign-in found, without secrets; empty when the choice was made."""
    return [FoundAccount(**{**a, "token": ""}) for a in _found(row).get("accounts", [])]


def choice_for(
    team: Team, pk: UUID | str, *, user: User, session_key: str, now: datetime
) -> SignIn | None:
    """The open choice `pk`, if it is this person's, in this session and team, and in time."""
    rows = SignIn.objects.in_team(team).filter(
        pk=pk, user=user, session_hash=_hash(session_key), used_at__gte=now - LIFETIME
    )
    return rows.exclude(found="").first()


def choose_accounts(
    row: SignIn, chosen: list[str], *, user: User, now: datetime
) -> list[Connection]:
    """Connect the chosen accounts of a sign-in and forget the rest. Raises SignInProblem."""
    found = _found(row)
    accounts = [a for a in found.get("accounts", []) if a["account_id"] in chosen]
    if not accounts:
        raise SignInProblem("Choose at least one account.")
    if not SignIn.objects.filter(pk=row.pk, found=row.found).update(found=""):
        raise SignInProblem(NOT_YOURS)
    grant = _grant_from(found["grant"])
    asked_at = row.used_at or now
    return [_connect(row, grant, FoundAccount(**a), user, asked_at) for a in accounts]


def _hash(session_key: str) -> str:
    return salted_hmac(SALT, session_key, algorithm="sha256").hexdigest()


def _claim(
    team: Team, platform: str, state: str, user: User, session_key: str, now: datetime
) -> SignIn:
    """The sign-in of `state`, used up by this. Raises SignInProblem."""
    try:
        pk = signing.loads(state, salt=SALT, max_age=LIFETIME)
    except signing.BadSignature as error:
        raise SignInProblem(NOT_YOURS) from error
    ways = [key for key, provider in PROVIDERS.items() if provider.network == platform]
    rows = SignIn.objects.in_team(team).filter(
        pk=pk,
        provider__in=ways,
        user=user,
        session_hash=_hash(session_key),
        used_at__isnull=True,
        expires_at__gt=now,
    )
    if not rows.update(used_at=now):
        raise SignInProblem(NOT_YOURS)
    return SignIn.objects.get(pk=pk)


def _ask_platform(
    provider: Provider, row: SignIn, answer: Mapping[str, str]
) -> tuple[Grant, list[FoundAccount]]:
    if answer.get("error"):
        denied = answer["error"] in ("access_denied", "user_cancelled_login")
        why = "you did not agree" if denied else "it answered with an error"
        raise SignInProblem(f"{provider.label} connected no account: {why}.")
    if not answer.get("code"):
        raise SignInProblem(f"{provider.label} sent no code. Begin again.")
    app = app_for(provider, server=row.server)
    grant = exchange_code(
        provider,
        app,
        code=answer["code"],
        verifier=unseal(row.verifier, bound_to=row.pk),
        redirect_uri=redirect_uri(provider),
    )
    _check_rights(provider, grant)
    return grant, _accounts_of(provider, app, grant)


def _check_rights(provider: Provider, grant: Grant) -> None:
    missing = sorted(set(provider.needed) - set(grant.scopes)) if grant.scopes else []
    if missing:
        raise SignInProblem(
            f"{provider.label} gave too few rights to post: {', '.join(missing)} missing. "
            "Sign in again and allow all of them."
        )


def _accounts_of(provider: Provider, app: App, grant: Grant) -> list[FoundAccount]:
    accounts = find_accounts(provider, app, grant)
    if not accounts:
        raise SignInProblem(
            f"This sign-in has no account that {provider.label} lets us post to. "
            "Sign in as somebody who has one."
        )
    return accounts


def _keep_choice(row: SignIn, grant: Grant, accounts: list[FoundAccount], now: datetime) -> SignIn:
    kept = {
        "access_token": grant.access_token,
        "refresh_token": grant.refresh_token,
        "lifetime": grant.lifetime.total_seconds() if grant.lifetime else None,
        "scopes": grant.scopes,
    }
    found = {"grant": kept, "accounts": [account.as_dict() for account in accounts]}
    row.found = seal(json.dumps(found), bound_to=row.pk)
    SignIn.objects.filter(pk=row.pk, found="").update(found=row.found)
    return row


def _found(row: SignIn) -> dict:
    return json.loads(unseal(row.found, bound_to=row.pk) or "{}")


def _grant_from(kept: dict) -> Grant:
    life = kept["lifetime"]
    return Grant(
        kept["access_token"],
        kept["refresh_token"],
        timedelta(seconds=life) if life else None,
        scopes=tuple(kept["scopes"]),
    )


def _connect(
    row: SignIn, grant: Grant, found: FoundAccount, user: User, now: datetime
) -> Connection:
    """Connect one found account, by its own token where it has one (that does not expire)."""
    provider = PROVIDERS[row.provider]
    account = Account(
        platform=provider.network,
        account_id=found.account_id,
        handle=found.handle,
        name=found.name,
        scopes=grant.scopes or provider.spec.scopes,
        metadata={**found.metadata, "sign_in": provider.key},
    )
    _check_server(row, account)
    credentials = Credentials(found.token) if found.token else credentials_of(grant, now)
    return connect_account(row.team, account, credentials, route=Connection.Route.DIRECT, by=user)


def _check_server(row: SignIn, account: Account) -> None:
    """Account ids are each Mastodon server's own: the same id elsewhere is somebody else."""
    known = Connection.objects.in_team(row.team).filter(
        platform=account.platform, platform_user_id=account.account_id
    )
    other = known.exclude(metadata__instance=row.server).first() if row.server else None
    if other is not None:
        raise SignInProblem(
            f"{other} has the same number at another server. Disconnect and remove it first."
        )
