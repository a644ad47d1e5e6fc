"""The event log: one row per thing that happened."""

from teams.models import EventLog, Team, User
from teams.services.notify import notify
from teams.services.webhooks import queue_messages


def record_event(
    team: Team | None,
    event_type: str,
    subject,
    message: str = "",
    *,
    by: User | None = None,
    **meta,
) -> EventLog:
    """Write one event about the row `subject`. Call it inside the transaction of the change.

    What the team's own servers and its people want to be told is written with it.
    """
    event = EventLog.objects.create(
        team=team,
        user=by,
        event_type=event_type,
        subject_type=subject._meta.db_table,
        subject_id=str(subject.pk),
        message=message,
        meta_json=meta,
    )
    queue_messages(event)
    notify([(event, subject)])
    return event
