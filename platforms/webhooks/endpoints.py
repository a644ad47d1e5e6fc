"""The addresses of a team's own servers, and the secrets that their messages are signed with."""

from datetime import datetime, timedelta
from uuid import uuid4

import httpx
from django.conf import settings
from django.db import transaction

from platforms.adapters.address_guard import WEB_PORTS, is_public
from platforms.vault import seal, unseal
from platforms.webhooks.signing import make_secret
from teams.models import Team, User, WebhookEndpoint
from teams.services.events import record_event

OLD_SECRET_LIVES = timedelta(days=1)
ENDPOINTS_PER_TEAM = 20
NO_ADDRESS = "That is no plain web address. It should look like https://example.org/hook."


class EndpointProblem(Exception):
    """The address cannot be used like this; the message is for people."""


def checked_url(typed: str) -> str:
    """The address if messages may go there; raises EndpointProblem with a sentence.

    Only what the text itself shows is looked at here; what a name stands for is checked each time
    that a connection is opened (`address_guard.py`).
    """
    text = typed.strip()
    if any(sign in "\\ " or not sign.isprintable() for sign in text):
        raise EndpointProblem(NO_ADDRESS)
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError) as error:
        raise EndpointProblem(NO_ADDRESS) from error
    if url.scheme not in ("http", "https") or not url.host or url.userinfo or url.fragment:
        raise EndpointProblem(NO_ADDRESS)
    if not settings.PLATFORM_ALLOW_PRIVATE_ADDRESSES:
        _refuse_closed(url)
    return text


def _refuse_closed(url: httpx.URL) -> None:
    if url.scheme != "https":
        raise EndpointProblem("The address must begin with https://.")
    if url.port is not None and url.port not in WEB_PORTS:
        raise EndpointProblem("The server must answer on the usual port, 443.")
    is_number = ":" in url.host or url.host.rpartition(".")[2].isdigit()
    if url.host == "localhost" or (is_number and not is_public(url.host)):
        raise EndpointProblem("The address must be one of the public internet.")


def create_endpoint(
    team: Team, *, by: User, url: str, description: str = "", events: list[str] | None = None
) -> tuple[WebhookEndpoint, str]:
    """A new endpoint and its secret, which is returned once and kept sealed.

    Raises EndpointProblem for an address that cannot be used, or when the team has too many.
    """
    if WebhookEndpoint.objects.in_team(team).count() >= ENDPOINTS_PER_TEAM:
        raise EndpointProblem(f"A team has {ENDPOINTS_PER_TEAM} addresses at most. Delete one.")
    pk, secret = uuid4(), make_secret()
    with transaction.atomic():
        endpoint = WebhookEndpoint.objects.create(
            id=pk,
            team=team,
            url=checked_url(url),
            description=description,
            events=events or [],
            secret=seal(secret, bound_to=pk),
        )
        record_event(team, "webhook_created", endpoint, str(endpoint), by=by)
    return endpoint, secret


def change_endpoint(endpoint: WebhookEndpoint, changes: dict, *, by: User) -> None:
    """Write what people may change (address, description, events, on or off).

    Raises EndpointProblem for an address that cannot be used.
    """
    values = dict(changes)
    if "url" in values:
        values["url"] = checked_url(values["url"])
    if values.get("is_active"):
        values["problem"] = ""
    with transaction.atomic():
        WebhookEndpoint.objects.filter(pk=endpoint.pk).update(**values)
        changed = ", ".join(sorted(changes))
        record_event(endpoint.team, "webhook_changed", endpoint, f"Changed: {changed}.", by=by)
    for name, value in values.items():
        setattr(endpoint, name, value)


def delete_endpoint(endpoint: WebhookEndpoint, *, by: User) -> None:
    """Forget the address, its secrets and its messages."""
    with transaction.atomic():
        record_event(endpoint.team, "webhook_deleted", endpoint, str(endpoint), by=by)
        endpoint.delete()


def rotate_secret(endpoint: WebhookEndpoint, *, by: User, now: datetime) -> str:
    """A new secret, returned once. The one before signs as well for OLD_SECRET_LIVES.

    Raises EndpointProblem when somebody else changed it at the same moment.
    """
    secret = make_secret()
    values = {
        "secret": seal(secret, bound_to=endpoint.pk),
        "old_secret": endpoint.secret,
        "old_secret_until": now + OLD_SECRET_LIVES,
    }
    with transaction.atomic():
        same = WebhookEndpoint.objects.filter(pk=endpoint.pk, secret=endpoint.secret)
        if not same.update(**values):
            raise EndpointProblem("Somebody changed this secret at the same moment. Try again.")
        record_event(endpoint.team, "webhook_secret_changed", endpoint, str(endpoint), by=by)
    for name, value in values.items():
        setattr(endpoint, name, value)
    return secret


def valid_secrets(endpoint: WebhookEndpoint, now: datetime) -> list[str]:
    """The secrets that sign now, the newest first. Raises VaultError when one does not open."""
    sealed = [endpoint.secret]
    if endpoint.old_secret_until and now < endpoint.old_secret_until:
        sealed.append(endpoint.old_secret)
    return [unseal(text, bound_to=endpoint.pk) for text in sealed if text]
