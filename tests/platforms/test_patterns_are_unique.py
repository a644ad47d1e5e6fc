"""A network or an account has one pattern of a name, on every database."""

import pytest
from django.db import IntegrityError

from platforms.models import PlatformPattern
from tests.factories import make_connection, make_team

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("of_account", [True, False])
def test_a_second_pattern_of_the_same_name_is_refused(of_account):
    connection = make_connection(make_team())
    row = {
        "team": connection.team,
        "platform": connection.platform,
        "connection": connection if of_account else None,
        "pattern_type": PlatformPattern.PatternType.TIMING,
        "pattern_name": "good hours",
    }
    PlatformPattern.objects.create(**row)
    with pytest.raises(IntegrityError):
        PlatformPattern.objects.create(**row)


def test_an_account_and_its_network_each_have_one():
    connection = make_connection(make_team())
    for account in (connection, None):
        PlatformPattern.objects.create(
            team=connection.team,
            platform=connection.platform,
            connection=account,
            pattern_type=PlatformPattern.PatternType.TIMING,
            pattern_name="good hours",
        )
    assert PlatformPattern.objects.in_team(connection.team).count() == 2
