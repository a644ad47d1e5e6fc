"""Three people, their clients, a fixed moment, and no network but this machine."""

import os
import socket
from datetime import UTC, datetime

import pytest
from django.test import Client
from hypothesis import settings as hypothesis_settings
from rest_framework.test import APIClient

from teams.models import Team, TeamMember, User
from tests.factories import make_team, make_user

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop beside the ORM
# A time limit for one example fails at random on a busy machine, and when a model loads first.
hypothesis_settings.register_profile("reelay", deadline=None)
hypothesis_settings.load_profile("reelay")


@pytest.fixture
def now() -> datetime:
    """A Monday noon."""
    return datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def owner(db) -> User:
    return make_user(email="owner@example.com", name="Olga Owner")


@pytest.fixture
def team(owner) -> Team:
    return make_team(owner, name="Kitchen", timezone="Europe/Berlin")


@pytest.fixture
def teammate(team) -> User:
    user = make_user(email="teammate@example.com", name="Tom Teammate")
    TeamMember.objects.create(team=team, user=user, role=TeamMember.Role.MEMBER)
    return user


@pytest.fixture
def viewer(team) -> User:
    user = make_user(email="viewer@example.com", name="Vera Viewer")
    TeamMember.objects.create(team=team, user=user, role=TeamMember.Role.VIEWER)
    return user


@pytest.fixture
def stranger(db) -> User:
    """Somebody with a team of their own."""
    user = make_user(email="stranger@example.com", name="Stan Stranger")
    make_team(user, name="Elsewhere")
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def owner_client(owner, team) -> Client:
    return signed_in(owner)


@pytest.fixture
def teammate_client(teammate) -> Client:
    return signed_in(teammate)


@pytest.fixture
def viewer_client(viewer) -> Client:
    return signed_in(viewer)


@pytest.fixture
def stranger_client(stranger) -> Client:
    return signed_in(stranger)


@pytest.fixture
def api(owner, team) -> APIClient:
    """The API as the owner."""
    client = APIClient()
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def stranger_api(stranger) -> APIClient:
    client = APIClient()
    client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    """Media, outbox, journal and instance of every test are its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_OUTBOX = tmp_path / "media_outbox"
    settings.JOURNAL_DIR = tmp_path / "journal"
    settings.INSTANCE_FILE = tmp_path / "instance"
    settings.ERASED_FILE = tmp_path / "erased.jsonl"


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Real hashing takes half a second for each person, which is most of a test's time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def only_this_machine(monkeypatch):
    """A test that reaches for the network fails."""
    connect = socket.socket.connect

    def guarded(self, address):
        host = address[0] if isinstance(address, tuple) else "local"
        if self.family in (socket.AF_INET, socket.AF_INET6) and not (
            host.startswith("127.") or host in ("::1", "localhost")
        ):
            raise AssertionError(f"a test reached for {host}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
