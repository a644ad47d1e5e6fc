"""`posted` and `canceled` are final: the database refuses, whoever asks."""

import pytest
from django.db import IntegrityError, connection, transaction

from scheduling.models import PostingSchedule
from tests.factories import make_connection, make_schedule

FINAL = [("posted", {"external_post_id": "p1"}), ("canceled", {})]
OTHERS = ["draft", "pending", "unconfirmed", "failed"]


@pytest.mark.parametrize(("status", "fields"), FINAL)
@pytest.mark.parametrize("to", OTHERS)
def test_the_database_refuses_to_change_it(team, now, status, fields, to):
    post = make_schedule(make_connection(team), status=status, scheduled_at=now, **fields)
    changes = {"status": to, "due_at": now, "failure_reason": "person"}
    with pytest.raises(IntegrityError), transaction.atomic():
        PostingSchedule.objects.filter(pk=post.pk).update(**changes)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE posting_schedule SET status = %s", [to])
    post.refresh_from_db()
    assert post.status == status


def test_other_columns_of_a_posted_row_may_change(team, now):
    post = make_schedule(
        make_connection(team), status="posted", external_post_id="p1", scheduled_at=now
    )
    PostingSchedule.objects.filter(pk=post.pk).update(views=7, status="posted")
    post.refresh_from_db()
    assert post.views == 7
