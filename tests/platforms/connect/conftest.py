"""A platform's sign-in on this machine, and people who use it."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from platforms.models import Connection
from platforms.oauth.providers import PROVIDERS
from platforms.vault import seal
from tests.factories import make_connection
from tests.platforms.doubles.oauth import CLIENT_ID, CLIENT_SECRET, OAuthDouble


@pytest.fixture
def network(settings):
    """All platforms' sign-ins at one address; `network.speak_as(key)` chooses."""
    double = OAuthDouble()
    settings.PLATFORM_BASE_URLS = {f"{key}_oauth": double.base_url for key in PROVIDERS}
    settings.PLATFORM_ALLOW_PRIVATE_ADDRESSES = True
    settings.OAUTH_CLIENTS = {p.app: (CLIENT_ID, CLIENT_SECRET) for p in PROVIDERS.values()}
    settings.BASE_URL = "https://reelay.example"
    yield double
    double.stop()


@pytest.fixture
def leave(network):
    """Press “Connect”: the address of the platform's page, as the link shows it."""

    def press(client, key: str) -> str:
        network.speak_as(key)
        page = client.post(reverse("connection-sign-in", args=[key]), {"server": network.base_url})
        assert page.status_code == 200, page.headers.get("Location")
        return page.context["address"]

    return press


@pytest.fixture
def come_back():
    """Follow the platform's redirect to our fixed address."""

    def follow(client, platform: str, query: dict):
        return client.get(f"/api/auth/callback/{platform}", query)

    return follow


@pytest.fixture
def connect(network, leave, come_back):
    """The whole way, for an agreeing person; the last answer of ours."""

    def go(client, key: str):
        back = network.agree(leave(client, key))
        return come_back(client, PROVIDERS[key].network, back)

    return go


def words_after(client, response) -> str:
    """What the page that the person lands on says (and that it is one of ours)."""
    assert response.status_code == 302, response.content[:300]
    assert urlsplit(response["Location"]).netloc == ""
    return client.get(response["Location"]).content.decode()


@pytest.fixture
def signed_in_account(team, network):
    """An X account whose tokens work at the double, due for renewal now."""

    def make(key: str = "x", **fields) -> Connection:
        network.speak_as(key)
        connection = make_connection(
            team,
            platform=PROVIDERS[key].network,
            route="direct",
            metadata={"sign_in": key},
            token_expires_at=timezone.now() + timedelta(minutes=20),
            refresh_due_at=timezone.now() - timedelta(minutes=1),
            **fields,
        )
        connection.access_token = seal("canary-access-0", bound_to=connection.pk)
        if PROVIDERS[key].spec.refresh == "refresh_token":
            connection.refresh_token = seal("canary-refresh-0", bound_to=connection.pk)
        connection.save()
        network.live |= {"canary-access-0", "canary-refresh-0"}
        return connection

    return make
