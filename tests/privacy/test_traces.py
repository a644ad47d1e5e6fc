"""What is deleted is written over in SQLite's file, and its log of changes is emptied."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from teams.models import Feedback
from teams.privacy.traces import empty_log_of_changes
from tests.factories import make_team

pytestmark = pytest.mark.sqlite_only


@pytest.mark.django_db
def test_every_connection_writes_over_what_it_deletes():
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA secure_delete").fetchone() == (1,)
    assert "secure_delete=ON" in settings.DATABASES["default"]["OPTIONS"]["init_command"]


@pytest.mark.django_db(transaction=True)
def test_no_word_of_a_deleted_row_is_left_in_the_files():
    name = connection.settings_dict["NAME"]
    if "memory" in str(name):
        pytest.skip("the test database has no file")
    word = "kingfisher-4c2a"
    row = Feedback.objects.create(
        team=make_team(), subject_type="post", subject_id="1", comment=word
    )
    row.delete()
    empty_log_of_changes()
    for path in Path(name).parent.glob(f"{Path(name).name}*"):
        assert word.encode() not in path.read_bytes()


@pytest.mark.django_db
def test_inside_a_transaction_it_does_nothing():
    empty_log_of_changes()
