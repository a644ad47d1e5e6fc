"""Review links: make one for a client, take it back, and what the client decides through it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from platforms.models import Connection
from scheduling.exceptions import PostProblem
from scheduling.fitness import problems_of
from scheduling.models import Approval, PostingSchedule, ReviewLink
from scheduling.rights import require_editor
from scheduling.services.changes import require_status
from scheduling.services.review import settle_no, settle_yes
from scheduling.services.votes import Voter, client_voter
from teams.models import Team, User
from teams.services.events import record_event

MOST_DAYS = 90
MOST_POSTS = 100
MOST_NAME = 80
Status = PostingSchedule.Status
Review = PostingSchedule.ReviewStatus


def create_link(
    team: Team,
    *,
    name: str,
    by: User,
    now: datetime,
    days: int,
    connection: Connection | None = None,
    posts: Sequence[PostingSchedule] = (),
) -> ReviewLink:
    """A link to what waits on one account, or to chosen posts, for so many days.

    Raises PostProblem: no right, no name, nothing to show, somebody else's rows.
    """
    require_editor(team, by)
    name = _plain(name)
    if not name:
        raise PostProblem("Say who gets the link.")
    if not 1 <= days <= MOST_DAYS:
        raise PostProblem(f"A link lasts from 1 to {MOST_DAYS} days.")
    if (connection is None) == (not posts):
        raise PostProblem("Choose either an account or some posts.")
    if len(posts) > MOST_POSTS:
        raise PostProblem(f"A link shows at most {MOST_POSTS} posts.")
    rows = [*posts, *([connection] if connection else [])]
    if any(row.team_id != team.pk for row in rows):
        raise PostProblem("These belong to another team.")
    with transaction.atomic():
        link = ReviewLink.objects.create(
            team=team,
            name=name,
            connection=connection,
            created_by=by,
            expires_at=now + timedelta(days=days),
        )
        link.posts.set(posts)
        record_event(team, "review_link_created", link, f"For {name}, {days} days.", by=by)
    return link


def revoke_link(link: ReviewLink, *, by: User, now: datetime) -> ReviewLink:
    """Let the address lead nowhere from now on. Raises PostProblem when it does not any more."""
    require_editor(link.team, by)
    with transaction.atomic():
        if not ReviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now):
            raise PostProblem("The link was revoked already.")
        record_event(link.team, "review_link_revoked", link, f"For {link.name}.", by=by)
    link.revoked_at = now
    return link


def note_opened(link: ReviewLink, *, now: datetime) -> None:
    """Count that somebody looked; the first time is an event."""
    with transaction.atomic():
        ReviewLink.objects.filter(pk=link.pk).update(
            opened_at=now, times_opened=F("times_opened") + 1
        )
        if link.times_opened == 0:
            record_event(link.team, "review_link_opened", link, f"{link.name} opened the link.")


def approve_as_client(
    link: ReviewLink, schedule: PostingSchedule, *, name: str, version: int, now: datetime
) -> Approval:
    """The client's yes to a post as it was shown. Whether it counts is the team's setting.

    Raises PostProblem: changed since, not waiting any more, said already.
    """
    voter = _voter(link, schedule, name, version)
    if problems := problems_of(schedule):
        raise PostProblem(f"The team still works on this post. {' '.join(problems)}")
    return settle_yes(schedule, voter, now=now)


def ask_as_client(
    link: ReviewLink,
    schedule: PostingSchedule,
    *,
    name: str,
    version: int,
    note: str,
    now: datetime,
) -> Approval:
    """The client asks for changes: the post goes back to the team with the reason."""
    voter = _voter(link, schedule, name, version)
    note = note.replace("\x00", "").strip()
    if not note:
        raise PostProblem("Say what should change.")
    return settle_no(schedule, voter, note=note, now=now)


def _voter(link: ReviewLink, schedule: PostingSchedule, name: str, version: int) -> Voter:
    name = _plain(name)
    if not name:
        raise PostProblem("Please say your name, so that the team knows who decided.")
    require_status(schedule, Status.DRAFT, Status.PENDING)
    if schedule.version != version:
        raise PostProblem("The team has changed this post meanwhile. Please look at it again.")
    return client_voter(link, name)


def _plain(name: str) -> str:
    """A name on one line, without signs that are not seen."""
    return " ".join("".join(c for c in name if c.isprintable()).split())[:MOST_NAME]
