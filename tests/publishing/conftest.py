"""A post that is due, and a network that does as it is told."""

import hashlib

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from platforms.adapters import ADAPTERS
from publishing.services.publish import publish_due
from publishing.tick import tick
from tests.factories import make_asset, make_connection, make_schedule
from tests.publishing.fake_network import FakeNetwork, World


@pytest.fixture
def network(monkeypatch) -> World:
    """An empty network behind the Sandbox route."""
    world = World()
    monkeypatch.setattr(FakeNetwork, "world", world)
    monkeypatch.setitem(ADAPTERS, "sandbox", "tests.publishing.fake_network.FakeNetwork")
    return world


@pytest.fixture
def blind(network, monkeypatch) -> World:
    """A network without a look-up."""
    monkeypatch.setitem(ADAPTERS, "sandbox", "tests.publishing.fake_network.BlindNetwork")
    return network


@pytest.fixture
def guarded(network, monkeypatch) -> World:
    """A network that lists nothing and refuses doubles, naming the first."""
    monkeypatch.setitem(ADAPTERS, "sandbox", "tests.publishing.fake_network.GuardedNetwork")
    return network


@pytest.fixture
def connection(team):
    return make_connection(team)


def stored_image(team, data: bytes = b"bytes of a picture"):
    """An image asset whose bytes are in storage."""
    path = default_storage.save(f"teams/{team.pk}/picture.jpg", ContentFile(data))
    return make_asset(
        team,
        storage_path=path,
        media_type="image",
        type="raw_photo",
        mime_type="image/jpeg",
        file_size_bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        duration_sec=None,
    )


@pytest.fixture
def asset(team, folders):
    return stored_image(team)


@pytest.fixture
def post(connection, asset, now):
    """A pending post that is due now."""
    return make_schedule(connection, asset, scheduled_at=now)


@pytest.fixture
def publish(now):
    """Publish what is due, at `now` plus an optional delay; the posts are re-read."""

    def run(*schedules, after=None):
        count = publish_due(now + after if after else now, owner="test")
        for schedule in schedules:
            schedule.refresh_from_db()
        return count

    return run


@pytest.fixture
def run_tick(now):
    """One whole round of the clock, at `now` plus an optional delay."""

    def run(*schedules, after=None):
        counts = tick(now + after if after else now, "test")
        for schedule in schedules:
            schedule.refresh_from_db()
        return counts

    return run
