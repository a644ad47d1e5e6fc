"""What is deleted is written over in SQLite's file (`make audit` reads the file itself)."""

import pytest
from django.conf import settings
from django.db import connection

from teams.privacy.traces import empty_log_of_changes

pytestmark = pytest.mark.sqlite_only


@pytest.mark.django_db
def test_every_connection_writes_over_what_it_deletes():
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA secure_delete").fetchone() == (1,)
    assert "secure_delete=ON" in settings.DATABASES["default"]["OPTIONS"]["init_command"]


@pytest.mark.django_db
def test_inside_a_transaction_it_does_nothing():
    empty_log_of_changes()
