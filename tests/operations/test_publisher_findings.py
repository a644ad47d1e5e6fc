"""What doctor says about the publisher's guards."""

import pytest

from config.doctor import probe_breakers, probe_instance, probe_wall_clock
from platforms.exceptions import OutcomeUnknown
from publishing.clocks import boot_id
from publishing.guards import stand_guard
from publishing.lease import boot_seconds
from publishing.models import PublisherState
from publishing.services.breakers import note_call
from tests.factories import make_connection

pytestmark = pytest.mark.django_db


def test_all_is_well_at_first(now):
    assert probe_instance().ok
    stand_guard(now)
    assert all(probe().ok for probe in (probe_instance, probe_wall_clock, probe_breakers))


def test_a_copied_database_is_said(now, settings):
    stand_guard(now)
    settings.INSTANCE_FILE.unlink()
    assert not probe_instance().ok
    assert "adopt_instance" in probe_instance().advice


def test_a_moved_clock_is_said(now):
    stand_guard(now)
    PublisherState.objects.update(boot_id=boot_id(), stepped_at=boot_seconds())
    assert not probe_wall_clock().ok


def test_an_account_that_rests_is_named_with_its_reason(now, team):
    connection = make_connection(team)
    for _ in range(5):
        note_call(connection, OutcomeUnknown("No answer."), now=now)
    assert not probe_breakers().ok
    assert str(connection) in probe_breakers().detail
    assert "No answer." in probe_breakers().detail
