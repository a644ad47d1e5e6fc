"""The first start makes a team, its owner and accounts to try things with."""

import pytest
from allauth.account.models import EmailAddress

from config.first_run import SANDBOX_PLATFORMS, ensure_first_team
from platforms.models import Connection
from teams.models import Team, User

pytestmark = pytest.mark.django_db


def test_the_first_owner_can_sign_in_with_the_password_that_was_shown(client):
    first = ensure_first_team()
    assert client.login(username=first.email, password=first.password)


def test_the_first_owners_address_needs_no_verification():
    first = ensure_first_team()
    address = EmailAddress.objects.get(email=first.email)
    assert (address.verified, address.primary) == (True, True)


def test_the_second_start_makes_nobody():
    ensure_first_team()
    assert ensure_first_team() is None
    assert (User.objects.count(), Team.objects.count()) == (1, 1)


def test_the_first_accounts_are_simulated():
    ensure_first_team()
    accounts = Connection.objects.all()
    assert sorted(a.platform for a in accounts) == sorted(SANDBOX_PLATFORMS)
    assert all(a.is_simulated and a.can_publish for a in accounts)
