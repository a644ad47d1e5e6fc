"""The clock outlives what goes wrong in a round."""

import pytest
from django.db import DatabaseError

from config.clock import Clock, run_round
from teams.models import Heartbeat

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_round_that_fails_is_reported_and_not_raised():
    def broken(now, owner):
        raise DatabaseError("the server went away")

    assert run_round(broken, "clock:test") is False


def test_a_round_that_works_says_so():
    assert run_round(lambda now, owner: None, "clock:test") is True


def test_the_clock_shows_that_it_is_alive():
    clock = Clock("clock:test", tick_seconds=0.01)
    assert run_round(clock._beat, clock.owner)
    assert Heartbeat.objects.get(name="clock").detail_json == {"owner": "clock:test"}
