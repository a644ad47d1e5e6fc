"""What a client sees through a review link, and what the team sees of its links."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet
from django.http import Http404

from scheduling.models import Approval, PostingSchedule, ReviewLink
from scheduling.preview import Preview, preview_of
from teams.models import Team

MOST = 100
SHOWN = ("draft", "pending", "publishing", "posted", "unconfirmed")
WAITING = ("awaiting", "changes_requested")


@dataclass(frozen=True)
class ClientPost:
    """One post on the client's page, and the client's own latest word on it."""

    post: PostingSchedule
    preview: Preview
    said: Approval | None

    @property
    def may_decide(self) -> bool:
        """While it is not out, and as long as the client has not said yes to just this."""
        open_still = self.post.status in ("draft", "pending")
        said_yes = self.said is not None and self.said.decision == Approval.Decision.APPROVED
        return open_still and not (said_yes and self.said.version == self.post.version)  # type: ignore[union-attr]


def posts_of(link: ReviewLink) -> QuerySet[PostingSchedule]:
    """The posts that a link shows, by their times: the chosen ones, or what waits there now.

    Posts on which the client has decided stay in view.
    """
    rows = PostingSchedule.objects.in_team(link.team).filter(status__in=SHOWN)
    if link.connection_id is None:
        rows = rows.filter(review_links=link)
    else:
        decided = Approval.objects.filter(link=link).values("schedule")
        waits = Q(review_status__in=WAITING, status__in=("draft", "pending"))
        rows = rows.filter(Q(connection=link.connection_id) & (waits | Q(pk__in=decided)))
    return rows.select_related("connection", "media", "team", "variant", "analysis").order_by(
        "scheduled_at", "pk"
    )


def post_through(link: ReviewLink, pk) -> PostingSchedule:
    """One of the posts of a link; Http404 for every other post, also of the same team."""
    row = posts_of(link).filter(pk=pk).first()
    if row is None:
        raise Http404("There is nothing here.")
    return row


def list_client_posts(link: ReviewLink) -> list[ClientPost]:
    """The page's posts, in a constant number of queries."""
    posts = list(posts_of(link)[:MOST])
    words = Approval.objects.filter(link=link, schedule__in=posts).order_by("decided_at")
    latest = {word.schedule_id: word for word in words}
    return [ClientPost(post, preview_of(post), latest.get(post.pk)) for post in posts]


@dataclass(frozen=True)
class LinkRow:
    """One link on the team's page."""

    link: ReviewLink
    address: str
    is_open: bool
    posts: int
    decisions: int
    last_decision: datetime | None


def list_links(team: Team, now: datetime, address) -> list[LinkRow]:
    """The team's links, the newest first; `address` makes the address of one that is open."""
    links = ReviewLink.objects.in_team(team).select_related("connection", "created_by")
    links = links.annotate(
        chosen=Count("posts", distinct=True),
        decisions=Count("approvals", distinct=True),
        last=Max("approvals__decided_at"),
    )
    return [_row(link, now, address) for link in _newest(links)]


def _newest(links: QuerySet[ReviewLink]) -> Iterable:
    return links.order_by("-created_at", "pk")[:MOST]


def _row(link, now: datetime, address) -> LinkRow:
    is_open = link.is_open(now)
    return LinkRow(
        link=link,
        address=address(link) if is_open else "",
        is_open=is_open,
        posts=link.chosen,
        decisions=link.decisions,
        last_decision=link.last,
    )
