"""The review queue: which posts wait for a person, in which order, and what can be filtered."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from scheduling.models import Approval, PostingSchedule
from scheduling.selectors import UNPUBLISHED, as_rows
from teams.models import Team, TeamMember

PAGE_SIZE = 30
R = PostingSchedule.ReviewStatus
Policy = Team.ReviewPolicy

# tab → (what people read, the review status that it holds)
TABS = {
    "awaiting": ("To approve", R.AWAITING),
    "changes": ("Changes asked for", R.CHANGES_REQUESTED),
}


@dataclass(frozen=True)
class QueueFilters:
    """What the address bar asks of the queue; empty words mean no filter."""

    tab: str = "awaiting"
    platform: str = ""
    account: str = ""
    campaign: str = ""
    mine: str = ""

    @property
    def query(self) -> str:
        """The same as a query string, without what is not set."""
        named = {name: value for name, value in vars(self).items() if value}
        if self.tab == "awaiting":
            named.pop("tab")
        return urlencode(named)


def list_queue(team: Team, member: TeamMember, filters: QueueFilters) -> QuerySet[PostingSchedule]:
    """The posts of one tab by the time at which they would go out, with what the list shows."""
    rows = narrowed(in_queue(team), member, filters).filter(review_status=TABS[filters.tab][1])
    related = ("media", "connection", "team", "variant__job")
    return (
        rows.select_related(*related).prefetch_related("approvals").order_by("scheduled_at", "pk")
    )


def in_queue(team: Team) -> QuerySet[PostingSchedule]:
    """Posts that are not out and whose review is not settled."""
    statuses = [status for _, status in TABS.values()]
    rows = PostingSchedule.objects.in_team(team)
    return rows.filter(status__in=UNPUBLISHED, review_status__in=statuses)


def narrowed(
    rows: QuerySet[PostingSchedule], member: TeamMember, filters: QueueFilters
) -> QuerySet[PostingSchedule]:
    """Only one platform, account or campaign, or what this person can settle."""
    if filters.platform:
        rows = rows.filter(platform=filters.platform)
    if filters.account:
        rows = rows.filter(connection_id=filters.account)
    if filters.campaign:
        rows = rows.filter(campaign_id=filters.campaign)
    return rows.filter(mine_to_do(member)) if filters.mine else rows


def mine_to_do(member: TeamMember) -> Q:
    """Posts that this person can approve, and those of theirs that came back."""
    user, policy = member.user_id, member.team.review_policy
    wrote = Q(created_by=user) | Q(edited_by=user)
    to_approve = Q(review_status=R.AWAITING)
    if not member.may_edit or (policy == Policy.ADMIN and not member.may_manage):
        to_approve = Q(pk__in=[])
    elif policy == Policy.NOT_YOURSELF:
        # the negation of a condition on empty columns would drop the planner's own posts
        to_approve &= Q(created_by=None) | ~Q(created_by=user)
        to_approve &= Q(edited_by=None) | ~Q(edited_by=user)
    elif policy == Policy.TWO_PEOPLE:
        said = Approval.objects.filter(
            schedule=OuterRef("pk"), voter=f"user:{user}", version=OuterRef("version")
        )
        to_approve &= ~Q(Exists(said.filter(decision=Approval.Decision.APPROVED)))
    return to_approve | (Q(review_status=R.CHANGES_REQUESTED) & wrote)


def count_queue(
    team: Team, member: TeamMember, filters: QueueFilters
) -> list[tuple[str, str, int]]:
    """(tab, label, number of posts) under the other filters; one query."""
    rows = narrowed(in_queue(team), member, filters)
    counts = rows.aggregate(
        **{f"n_{tab}": Count("pk", filter=Q(review_status=s)) for tab, (_, s) in TABS.items()}
    )
    return [(tab, label, counts[f"n_{tab}"]) for tab, (label, _) in TABS.items()]


def get_queue_page(
    team: Team, member: TeamMember, filters: QueueFilters, number: str | None
) -> Page:
    """One page of PostRows, in a constant number of queries."""
    page = Paginator(list_queue(team, member, filters), PAGE_SIZE).get_page(number)
    page.object_list = as_rows(page.object_list, member)  # type: ignore[assignment]
    return page


def count_awaiting(team: Team | None) -> int:
    """How many posts of the team wait for approval."""
    rows = PostingSchedule.objects.in_team(team)
    return rows.filter(status__in=UNPUBLISHED, review_status=R.AWAITING).count()


def place_after(rows: list, post: PostingSchedule):
    """The row to look at once `post` has left the list: the one behind it, else the last."""
    key = (post.scheduled_at, post.pk)
    behind = [row for row in rows if (row.post.scheduled_at, row.post.pk) > key]
    return behind[0] if behind else (rows[-1] if rows else None)


def neighbours(rows: list, post: PostingSchedule) -> tuple:
    """The rows before and behind `post` on this page; None at its ends."""
    pks = [row.post.pk for row in rows]
    if post.pk not in pks:
        return None, (rows[0] if rows else None)
    at = pks.index(post.pk)
    return (rows[at - 1] if at else None), (rows[at + 1] if at + 1 < len(rows) else None)
