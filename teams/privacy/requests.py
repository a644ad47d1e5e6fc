"""Asking for an export or an erasure, taking it back, and the states in between."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from teams.models import DataRequest, Team, TeamMember, User
from teams.privacy.erase_person import why_person_stays
from teams.privacy.erase_team import why_team_stays
from teams.privacy.nudge import nudge
from teams.privacy.transitions import move
from teams.services.events import record_event

Kind, S = DataRequest.Kind, DataRequest.Status
GRACE = timedelta(days=7)
ALREADY = "This was asked for already. Its progress is below."
WHAT_TO_DO = (
    "On {day} (UTC) its media, posts, figures, accounts and members are erased for good. What is "
    "posted stays on the networks. Until then posts go out as planned. An owner can take an export "
    "or call it off under Team, Data and privacy."
)


class DataProblem(Exception):
    """What was asked for is refused; the text is a sentence for a person."""


def ask_export_of_team(team: Team, *, by: User | None, now: datetime) -> DataRequest:
    """A ZIP with everything of the team. Raises DataProblem."""
    _require_owner(team, by, "Only an owner can take everything of a team with them.")
    return _ask(Kind.EXPORT_TEAM, team=team, subject=team, by=by, now=now, due_at=now)


def ask_export_of_person(person: User, *, by: User | None, now: datetime) -> DataRequest:
    """A ZIP with what is this person's, in whatever team. Raises DataProblem."""
    return _ask(Kind.EXPORT_PERSON, team=None, subject=person, by=by, now=now, due_at=now)


def ask_erasure_of_team(
    team: Team, *, by: User | None, now: datetime, grace: timedelta = GRACE
) -> DataRequest:
    """Erase the team after `grace`; everybody in it is told. Raises DataProblem.

    To be called for an owner who has just proved to be one (password), or by the operator.
    """
    _require_owner(team, by, "Only an owner can have a team erased.")
    if sentence := why_team_stays(team):
        raise DataProblem(sentence)
    due_at = now + grace
    sentence = WHAT_TO_DO.format(day=f"{due_at:%-d %B %Y, %H:%M}")
    kind = Kind.ERASE_TEAM
    return _ask(kind, team=team, subject=team, by=by, now=now, due_at=due_at, message=sentence)


def ask_erasure_of_person(person: User, *, by: User | None, now: datetime) -> DataRequest:
    """Erase the person's account, at once. Raises DataProblem, for the only owner of a team too."""
    if sentence := why_person_stays(person):
        raise DataProblem(sentence)
    return _ask(Kind.ERASE_PERSON, team=None, subject=person, by=by, now=now, due_at=now)


def cancel(request: DataRequest, *, by: User | None, now: datetime) -> None:
    """Call a request off while it waits. Raises DataProblem once it is at work or over."""
    if request.team is not None:
        _require_owner(request.team, by, "Only an owner can call this off.")
    if not request.can_be_canceled:
        raise DataProblem("It has begun or is over, so it cannot be called off any more.")
    if not move(request, S.CANCELED, by=by, due_at=None, finished_at=now):
        raise DataProblem("It began a moment ago, so it cannot be called off any more.")


def begin_at_once(subject: Team | User, kind: str, *, now: datetime) -> DataRequest | None:
    """The open request about this team or person, without the rest of its wait; None if none is.

    For the operator. What a worker holds is left to it until its lease ends.
    """
    open_ones = DataRequest.objects.open().filter(kind=kind, subject_id=subject.pk)
    with transaction.atomic():
        waiting = open_ones.filter(status=S.WAITING, due_at__gt=now)
        if waiting.update(due_at=now):
            record_event(
                subject if isinstance(subject, Team) else None,
                f"{kind}_hastened",
                open_ones.get(),
                "The operator did not wait.",
            )
    return open_ones.select_related("team").first()


def _require_owner(team: Team, by: User | None, sentence: str) -> None:
    """The operator (`by` empty) may always."""
    owners = TeamMember.objects.filter(team=team, role=TeamMember.Role.OWNER)
    if by is not None and not owners.filter(user=by).exists():
        raise DataProblem(sentence)


def _ask(
    kind: str,
    *,
    team: Team | None,
    subject: Team | User,
    by: User | None,
    now: datetime,
    due_at: datetime,
    message: str = "",
) -> DataRequest:
    try:
        with transaction.atomic():
            request = DataRequest.objects.create(
                kind=kind, team=team, subject_id=subject.pk, requested_by=by, due_at=due_at
            )
            request.receipt = {"asked_at": now.isoformat()}
            request.save(update_fields=["receipt"])
            record_event(team, f"{kind}_asked", request, message, by=by)
    except IntegrityError as error:  # the constraint decides, also between two at once
        raise DataProblem(ALREADY) from error
    if due_at <= now:
        nudge()
    return request
