"""A person's account is emptied; what others need of their work stays, as a former member's.

The row of the account stays with its random key, so that posts, comments and votes are still told
apart; nothing in it says who it was.
"""

from collections.abc import Iterator

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q

from teams.models import DataRequest, EventLog, Team, TeamMember, User
from teams.privacy import exports
from teams.privacy.held import HeldRequest
from teams.privacy.letter import send_receipt
from teams.privacy.parts import parts
from teams.privacy.people import PersonTable, person_tables
from teams.privacy.tables import KEPT, delete_batch, forget_log
from teams.privacy.transitions import S, move
from teams.services.events import record_event

OWNER = TeamMember.Role.OWNER
FORMER = "A former member"
ONLY_OWNER = (
    "You are the only owner of “{team}”. Make somebody else an owner of it first, or have the team "
    "erased."
)
WHY_KEPT = "Others need them; they are a former member’s now."


def why_person_stays(person: User) -> str:
    """The sentence why an account cannot be erased now, with what to do; empty when it can."""
    for member in TeamMember.objects.filter(user=person, role=OWNER).select_related("team"):
        if not _other_owners(member.team, person).exists():
            return ONLY_OWNER.format(team=member.team)
    return ""


def _other_owners(team: Team, person: User):
    owners = TeamMember.objects.filter(team=team, role=OWNER, user__is_active=True)
    return owners.exclude(user=person).order_by("created_at", "pk")


class StaysOwner(Exception):
    """The person became the only owner of a team meanwhile."""


def erase_person(held: HeldRequest) -> None:
    """Empty the account of a request and finish it. Raises StaysOwner and RequestLost."""
    person = User.objects.filter(pk=held.request.subject_id).first()
    if person is None:
        held.finish({})
        return
    _leave_teams(held, person)
    _end_sessions(person)
    _forget_requests(held, person)
    for part in parts():
        part.forget_person(person)
    tables = [table for table in person_tables() if table.goes_with_person]
    for number, table in enumerate(tables):
        for _ in _batches(held, person, table):
            held.report(90 * number / len(tables))
    address = person.email  # the last time that it is known
    _end(held, person)
    send_receipt(held.request, address)


@transaction.atomic
def _leave_teams(held: HeldRequest, person: User) -> None:
    """From here on nobody works under this account any more."""
    mine = Team.objects.filter(Q(memberships__user=person) | Q(owner=person)).values("pk")
    for team in Team.objects.select_for_update().filter(pk__in=mine).order_by("pk"):
        _pass_on(team, person)
    if why_person_stays(person):
        raise StaysOwner
    places = TeamMember.objects.filter(user=person)
    for place in places.select_related("team"):
        record_event(place.team, "member_left", place, "", role=place.role)
    held.count("tables", {TeamMember._meta.db_table: places.delete()[0]})
    User.objects.filter(pk=person.pk).update(is_active=False)


def _end_sessions(person: User) -> None:
    """A session names its person only inside; allauth's list of them lacks some."""
    for session in Session.objects.order_by("pk").iterator():
        if session.get_decoded().get(SESSION_KEY) == str(person.pk):
            session.delete()


def _pass_on(team: Team, person: User) -> None:
    """A team that was this person's is another owner's now."""
    heir = _other_owners(team, person).first()
    if team.owner_id == person.pk and heir is not None:
        Team.objects.filter(pk=team.pk, owner=person).update(owner=heir.user)


def _forget_requests(held: HeldRequest, person: User) -> None:
    """Their exports go with them; what else waits is called off, but not a team's erasure."""
    mine = Q(requested_by=person) | Q(subject_id=person.pk)
    for request in DataRequest.objects.filter(mine).exclude(pk=held.request.pk):
        exports.forget(request, why="Its person is being erased.")
        if request.status == S.WAITING and request.kind != DataRequest.Kind.ERASE_TEAM:
            reason = "Its person is being erased."
            move(request, S.CANCELED, reason=reason, due_at=None, finished_at=held.clock())


def _batches(held: HeldRequest, person: User, table: PersonTable) -> Iterator[None]:
    while True:
        with transaction.atomic():
            counts = delete_batch(table, person.pk)
            if not counts:
                return
            held.count("tables", counts)
        yield


@transaction.atomic
def _end(held: HeldRequest, person: User) -> None:
    """The account's own row is emptied, with the word that all is done."""
    kept = {
        table.title: count
        for table in person_tables()
        if not table.goes_with_person
        and table.label not in KEPT
        and (count := table.rows(person.pk).count())
    }
    forget_log(User, [person.pk])
    _forget_name(person)
    held.finish({"stay_without_name": kept, "why": WHY_KEPT})
    empty = User(pk=person.pk, email=former_address(person), name=FORMER)
    empty.set_unusable_password()
    empty.is_active, empty.created_at = False, person.created_at
    empty.save(force_update=True)


def former_address(person: User) -> str:
    """What stands in the place of the address: it leads nowhere, and is unique."""
    return f"former-{person.pk}@erased.invalid"


def _forget_name(person: User) -> None:
    """Events about a place in a team say whose it was; those about the account, its address."""
    about = EventLog.objects.filter(subject_type=User._meta.db_table, subject_id=str(person.pk))
    about.exclude(message="").update(message=FORMER)
    for name in {str(person), person.email}:
        about_them = EventLog.objects.filter(
            event_type__startswith="member_", message__startswith=f"{name} in "
        )
        about_them.update(message=FORMER)
