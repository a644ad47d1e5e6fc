"""Our registrations: by the operator's settings, at Mastodon servers by ourselves."""

from django.conf import settings

from platforms.adapters.address_guard import site_address
from platforms.exceptions import PlatformError
from platforms.models import OAuthApp
from platforms.oauth.calls import ask
from platforms.oauth.exceptions import SignInProblem
from platforms.oauth.flow import App
from platforms.oauth.providers import Provider
from platforms.vault import VaultError, seal, unseal


def redirect_uri(provider: Provider) -> str:
    """Where the platform sends the person back to: fixed by BASE_URL, as registered there."""
    return f"{settings.BASE_URL.rstrip('/')}/api/auth/callback/{provider.network}"


def missing_settings(provider: Provider) -> str:
    """A sentence that says what the operator has to set; empty when all is there."""
    if provider.settings_names is None:
        return ""
    values = settings.OAUTH_CLIENTS.get(provider.app, ("", ""))
    pairs = zip(provider.settings_names, values, strict=True)
    missing = [name for name, value in pairs if not value]
    return f"Not set up: {' and '.join(missing)} missing." if missing else ""


def app_for(provider: Provider, *, server: str = "") -> App:
    """Our registration. At a Mastodon server that is new to us, registers there first.

    Raises SignInProblem with what to do when there is none.
    """
    if provider.asks_for_server:
        return _app_at(provider, server)
    if missing := missing_settings(provider):
        raise SignInProblem(f"{provider.label}: {missing}")
    return App(*settings.OAUTH_CLIENTS[provider.app])


def _app_at(provider: Provider, typed: str) -> App:
    try:
        server = site_address(typed)
    except ValueError as error:
        raise SignInProblem(str(error)) from error
    known = OAuthApp.objects.filter(server=server, redirect_uri=redirect_uri(provider)).first()
    row = known or _register(provider, server)
    try:
        return App(row.client_id, unseal(row.client_secret, bound_to=row.pk), server)
    except VaultError as error:
        raise SignInProblem(str(error)) from error


def _register(provider: Provider, server: str) -> OAuthApp:
    """POST /api/v1/apps (docs.joinmastodon.org/methods/apps)."""
    address = redirect_uri(provider)
    form = {
        "client_name": "Reelay",
        "redirect_uris": address,
        "scopes": " ".join(provider.spec.scopes),
        "website": settings.BASE_URL,
    }
    try:
        answer = ask(provider, "POST", f"{server}/api/v1/apps", form=form)
    except PlatformError as error:
        raise SignInProblem(f"{server} did not let Reelay register: {error}") from error
    row = OAuthApp(server=server, redirect_uri=address, client_id=str(answer.get("client_id", "")))
    secret = str(answer.get("client_secret", ""))
    if not row.client_id or not secret:
        raise SignInProblem(f"{server} answered like no Mastodon server.")
    row.client_secret = seal(secret, bound_to=row.pk)
    # of two that register at once, one row stays: both registrations are good
    kept, _ = OAuthApp.objects.get_or_create(
        server=server,
        redirect_uri=address,
        defaults={"id": row.pk, "client_id": row.client_id, "client_secret": row.client_secret},
    )
    return kept
