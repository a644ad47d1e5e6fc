"""The part of plans in exports and erasures: nothing goes out any more, public doors are shut."""

from collections.abc import Iterator
from datetime import datetime

from scheduling.models import CalendarFeed, PostingSchedule, ReviewLink
from scheduling.transitions import move
from teams.models import Team
from teams.privacy.parts import Part

S = PostingSchedule.Status
PLANNED = (S.DRAFT, S.PENDING)
REASON = "The team is being erased."
IN_WORK = {
    S.PUBLISHING: "A post is being sent right now. Wait until it is out, then try again.",
    S.UNCONFIRMED: (
        "Of a post it is not known yet whether it is out; that is being looked up. Where Posts "
        "says that it needs a person, settle it first: it is up, or it is not."
    ),
}


def blockers(team: Team) -> Iterator[str]:
    """Why nothing of the team may go yet: a post may be on its way."""
    for status, sentence in IN_WORK.items():
        if PostingSchedule.objects.in_team(team).filter(status=status).exists():
            yield sentence


def close(team: Team, now: datetime) -> None:
    """Cancel what is planned, one post at a time, and end links and feeds that need no sign-in."""
    planned = PostingSchedule.objects.in_team(team).filter(status__in=PLANNED)
    for post in planned.select_related("team").order_by("pk").iterator():
        move(post, S.CANCELED, reason=REASON)
    for model in (ReviewLink, CalendarFeed):
        model.objects.filter(team=team, revoked_at=None).update(revoked_at=now)


PART = Part(
    secrets={"scheduling.CalendarFeed": ("token_hash",)},
    blockers=blockers,
    close=close,
)
