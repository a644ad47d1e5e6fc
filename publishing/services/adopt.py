"""A copied database gets a new home."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from publishing.guards import doubt_all, own_state
from publishing.instance import write_instance
from publishing.models import PublisherState
from publishing.services.replay import read_again, replay_journal
from teams.services.events import record_event


@dataclass(frozen=True)
class Adopted:
    """The new id, and how many due posts the other installation may have sent."""

    instance_id: UUID
    doubted: int


def adopt_instance(now: datetime) -> Adopted:
    """Publish from this database from now on; what the original may have sent is looked up first.

    Interrupted half-way it leaves a database that still publishes nothing: run it again.
    """
    state = own_state()
    read_again()
    replay_journal(now)
    doubted = doubt_all(state.alive_at or now, now)
    instance_id = uuid.uuid4()
    write_instance(instance_id)
    with transaction.atomic():
        PublisherState.objects.filter(pk=state.pk).update(instance_id=instance_id, alive_at=now)
        record_event(None, "instance_adopted", state, f"Was {state.instance_id}.")
    return Adopted(instance_id, doubted)
