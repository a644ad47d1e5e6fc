"""A receiver, an endpoint that leads to it, and one message on its way."""

import pytest

from platforms.webhooks.endpoints import create_endpoint
from teams.models import WebhookDelivery
from teams.services.events import record_event
from tests.webhooks.receiver import Receiver


@pytest.fixture
def receiver(settings):
    settings.PLATFORM_ALLOW_PRIVATE_ADDRESSES = True
    with Receiver() as running:
        yield running


@pytest.fixture
def endpoint_and_secret(team, owner, receiver):
    return create_endpoint(team, by=owner, url=receiver.url)


@pytest.fixture
def endpoint(endpoint_and_secret):
    return endpoint_and_secret[0]


@pytest.fixture
def message(team, endpoint):
    """A message about an event that happened just now."""
    record_event(team, "post_posted", team, "It is out.")
    return WebhookDelivery.objects.select_related("endpoint", "team").get(endpoint=endpoint)
