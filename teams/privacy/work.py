"""The worker: takes what is due, one request at a time."""

import socket
from collections.abc import Callable
from datetime import datetime
from os import getpid

import structlog
from django.utils import timezone

from teams.models import DataRequest
from teams.privacy.erase_person import StaysOwner, erase_person
from teams.privacy.erase_team import NotNow, erase_team
from teams.privacy.erased import remember_erasures
from teams.privacy.export_person import PersonIsGone, export_person
from teams.privacy.export_team import TeamIsGone, export_team
from teams.privacy.held import HeldRequest, RequestLost, claim
from teams.privacy.traces import rewrite_database_file

log = structlog.get_logger(__name__)
Kind = DataRequest.Kind
Clock = Callable[[], datetime]
WORK: dict[str, Callable[[HeldRequest], None]] = {
    Kind.EXPORT_TEAM: export_team,
    Kind.EXPORT_PERSON: export_person,
    Kind.ERASE_TEAM: erase_team,
    Kind.ERASE_PERSON: erase_person,
}
GONE = "What was to be exported is erased by now."
STAYS = (
    "This person is the only owner of a team by now. Make somebody else an owner, then ask again."
)
BROKE = "Something went wrong; it is tried again by itself. The log of the server says more."


def carry_out_due(clock: Clock = timezone.now, *, owner: str = "") -> int:
    """Carry out every request that is due; how many were taken up."""
    due = DataRequest.objects.due(clock()).values_list("pk", flat=True)
    return sum(carry_out(pk, clock=clock, owner=owner) for pk in list(due))


def carry_out(pk, *, clock: Clock = timezone.now, owner: str = "") -> bool:
    """Carry out one request if it is due and free; False when it was not."""
    request = DataRequest.objects.select_related("team", "requested_by").filter(pk=pk).first()
    held = request and claim(request, owner=owner or this_worker(), clock=clock)
    if not held:
        return False
    try:
        WORK[held.request.kind](held)
        if held.request.is_erasure:
            rewrite_database_file()
            remember_erasures()
    except RequestLost:
        log.warning("a data request was taken by another worker", request=str(pk))
    except NotNow as reason:
        held.put_off(str(reason))
    except (TeamIsGone, PersonIsGone):
        held.fail(GONE)
    except StaysOwner:
        held.fail(STAYS)
    except Exception:  # the row must say so, and the next try goes on from here
        log.exception("a data request broke", request=str(pk), kind=held.request.kind)
        _after_breaking(pk, clock)
    return True


def _after_breaking(pk, clock: Clock) -> None:
    """Read the row anew: the transaction that broke took its changes back."""
    request = DataRequest.objects.select_related("team", "requested_by").get(pk=pk)
    if request.status == DataRequest.Status.RUNNING:
        HeldRequest(request, clock).put_off(BROKE)


def this_worker() -> str:
    """Who holds a lease: host and process."""
    return f"{socket.gethostname()}:{getpid()}"[:120]
