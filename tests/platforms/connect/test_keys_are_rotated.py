"""`manage.py rotate_keys` seals everything anew, and may be killed at any point."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from platforms.models import Connection, OAuthApp, SignIn
from platforms.services import rotation
from platforms.services.credentials import Credentials, parked_credentials, seal_parked
from platforms.vault import VaultError, is_newest, seal, unseal
from tests.factories import make_connection

pytestmark = pytest.mark.django_db

OLD, NEW = "an old key", "a new key"
NAMES = ("access_token", "refresh_token", "parked_credentials")


class Killed(BaseException):
    """As if by kill -9."""


@pytest.fixture
def sealed_rows(team, settings):
    settings.TOKEN_ENCRYPTION_KEYS = [OLD]
    rows = []
    for n in range(4):
        row = make_connection(team, route="direct", platform="x")
        row.access_token = seal(f"access {n}", bound_to=row.pk)
        row.refresh_token = seal(f"refresh {n}", bound_to=row.pk)
        row.parked_credentials = seal_parked({"blotato": Credentials(f"key {n}")}, pk=row.pk)
        row.save()
        rows.append(row)
    settings.TOKEN_ENCRYPTION_KEYS = [NEW, OLD]
    return rows


def rotate() -> str:
    said = StringIO()
    call_command("rotate_keys", stdout=said)
    return said.getvalue()


def assert_open(rows) -> None:
    for n, row in enumerate(rows):
        row.refresh_from_db()
        assert unseal(row.access_token, bound_to=row.pk) == f"access {n}"
        assert unseal(row.refresh_token, bound_to=row.pk) == f"refresh {n}"
        assert parked_credentials(row)["blotato"].access_token == f"key {n}"


def test_everything_opens_with_the_new_key_alone(sealed_rows, settings):
    assert "4 resealed" in rotate()
    settings.TOKEN_ENCRYPTION_KEYS = [NEW]
    assert_open(sealed_rows)
    assert "4 current" in rotate()


@pytest.mark.parametrize("kill_at", range(1, 13))
def test_a_rotation_that_is_killed_goes_on(kill_at, sealed_rows, settings, monkeypatch):
    """Three values a row, four rows: it dies at each of the twelve."""
    calls = 0

    def dying(sealed, *, bound_to):
        nonlocal calls
        calls += 1
        if calls == kill_at:
            raise Killed
        return seal(unseal(sealed, bound_to=bound_to), bound_to=bound_to)

    with monkeypatch.context() as patch:
        patch.setattr(rotation, "reseal", dying)
        with pytest.raises(Killed):
            rotate()
    assert_open(sealed_rows)
    rotate()
    settings.TOKEN_ENCRYPTION_KEYS = [NEW]
    assert_open(sealed_rows)


def test_a_token_that_was_renewed_meanwhile_is_kept(sealed_rows, monkeypatch):
    row = sealed_rows[0]

    def slow(sealed, *, bound_to):
        fresh = seal("renewed", bound_to=row.pk)
        Connection.objects.filter(pk=row.pk).update(access_token=fresh)
        return seal(unseal(sealed, bound_to=bound_to), bound_to=bound_to)

    monkeypatch.setattr(rotation, "reseal", slow)
    rotate()
    row.refresh_from_db()
    assert unseal(row.access_token, bound_to=row.pk) == "renewed"


def test_a_value_that_no_key_opens_is_reported_and_left(sealed_rows):
    broken = sealed_rows[2]
    Connection.objects.filter(pk=broken.pk).update(access_token="gAAAAA-damaged")
    with pytest.raises(CommandError, match=str(broken.pk)):
        rotate()
    others = [row for row in sealed_rows if row is not broken]
    for row in others:
        row.refresh_from_db()
        assert all(is_newest(getattr(row, name)) for name in NAMES)


def test_sign_ins_and_registrations_are_rotated_too(team, owner, settings, now):
    settings.TOKEN_ENCRYPTION_KEYS = [OLD]
    app = OAuthApp(server="https://m.example", redirect_uri="r", client_id="c")
    app.client_secret = seal("secret", bound_to=app.pk)
    app.save()
    trip = SignIn(team=team, user=owner, provider="x", expires_at=now)
    trip.verifier = seal("verifier", bound_to=trip.pk)
    trip.save()
    settings.TOKEN_ENCRYPTION_KEYS = [NEW, OLD]
    rotate()
    settings.TOKEN_ENCRYPTION_KEYS = [NEW]
    app.refresh_from_db()
    trip.refresh_from_db()
    assert unseal(app.client_secret, bound_to=app.pk) == "secret"
    assert unseal(trip.verifier, bound_to=trip.pk) == "verifier"
    with pytest.raises(VaultError):
        unseal(trip.verifier, bound_to=app.pk)


def test_no_sealed_field_is_forgotten():
    """Every text that is not editable in these models is sealed, and listed."""
    for model, names in rotation.SEALED:
        texts = {
            f.name
            for f in model._meta.fields
            if f.get_internal_type() == "TextField" and not f.editable
        }
        assert texts == set(names)
