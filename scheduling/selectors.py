"""Reads for the list of posts and the page of one post."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from scheduling.approval import NEEDED
from scheduling.models import PostComment, PostingSchedule
from scheduling.services.votes import verdict_on, why_not_approve
from teams.models import Team, TeamMember

PAGE_SIZE = 25
S = PostingSchedule.Status
R = PostingSchedule.ReviewStatus
UNPUBLISHED = (S.DRAFT, S.PENDING)
UPCOMING = (*UNPUBLISHED, S.PUBLISHING, S.UNCONFIRMED)

# tab → (what people read, which posts, order)
TABS: dict[str, tuple[str, Q, tuple[str, ...]]] = {
    "upcoming": ("Upcoming", Q(status__in=UPCOMING), ("scheduled_at", "pk")),
    "awaiting": (
        "Awaiting approval",
        Q(review_status=R.AWAITING, status__in=UNPUBLISHED),
        ("scheduled_at", "pk"),
    ),
    "failed": ("Failed", Q(status=S.FAILED), ("-scheduled_at", "pk")),
    "needs_person": (
        "Needs a person",
        Q(needs_person=True, status=S.UNCONFIRMED),
        ("scheduled_at", "pk"),
    ),
    "posted": ("Posted", Q(status=S.POSTED), ("-published_at", "pk")),
    "draft": ("Drafts", Q(status=S.DRAFT), ("scheduled_at", "pk")),
    "canceled": ("Canceled", Q(status=S.CANCELED), ("-scheduled_at", "pk")),
    "all": ("All", Q(), ("-scheduled_at", "pk")),
}


@dataclass(frozen=True)
class PostFilters:
    """What the address bar asks of the list; empty words mean no filter."""

    tab: str = "upcoming"
    platform: str = ""
    account: str = ""
    media: str = ""


@dataclass(frozen=True)
class PostSteps:
    """Which buttons a person sees on a post. The services decide again when one is pressed."""

    edit: bool = False
    approve: bool = False
    publish_now: bool = False
    cancel: bool = False
    send_again: bool = False
    answer: bool = False
    send_back: bool = False


@dataclass(frozen=True)
class PostRow:
    """One post of the list, and what this person may do with it."""

    post: PostingSchedule
    steps: PostSteps

    @property
    def approvals(self) -> str:
        """How far it is, where several people must agree: “1 of 2 approvals”."""
        if self.post.team.review_policy != Team.ReviewPolicy.TWO_PEOPLE or not self.review:
            return ""
        verdict = verdict_on(self.post)
        return f"{len(verdict.voters)} of {verdict.needed} approvals"

    @property
    def state(self) -> str:
        """The word for where it is: what a person must do comes before what the machine does."""
        if self.post.status == S.UNCONFIRMED and self.post.needs_person:
            return "needs_person"
        planned = self.post.status == S.PENDING
        return "planned" if planned and not self.is_cleared else self.post.status

    @property
    def review(self) -> str:
        """The word for its review while that still matters; empty otherwise."""
        if self.post.status not in UNPUBLISHED or self.post.review_status == R.NOT_REQUIRED:
            return ""
        return self.post.review_status

    @property
    def is_cleared(self) -> bool:
        """Whether the review lets it go out."""
        return self.post.review_status in (R.APPROVED, R.NOT_REQUIRED)


def get_steps(post: PostingSchedule, membership: TeamMember) -> PostSteps:
    """The steps that make sense for `post` in its state, for this member."""
    if not membership.may_edit:
        return PostSteps()
    unpublished = post.status in UNPUBLISHED
    waits = post.review_status in (R.AWAITING, R.CHANGES_REQUESTED)
    has_file = post.file_state in PostingSchedule.FILE_READY
    cleared = post.review_status in (R.APPROVED, R.NOT_REQUIRED)
    return PostSteps(
        edit=unpublished,
        approve=unpublished and waits and has_file and may_say_yes(post, membership),
        publish_now=post.status == S.PENDING and cleared and has_file,
        cancel=unpublished or post.status == S.FAILED,
        send_again=post.status == S.FAILED,
        answer=post.status == S.UNCONFIRMED and post.needs_person,
        send_back=unpublished and waits and may_review(post.team, membership),
    )


def may_say_yes(post: PostingSchedule, membership: TeamMember) -> bool:
    """Whether this member's yes would count, and has not been given yet."""
    if why_not_approve(post, membership):
        return False
    several = NEEDED[post.team.review_policy] > 1  # else the first yes has settled it
    return not several or f"user:{membership.user_id}" not in verdict_on(post).voters


def may_review(team: Team, membership: TeamMember) -> bool:
    """Whether the policy of the team lets this member decide at all."""
    by_admins = team.review_policy == Team.ReviewPolicy.ADMIN
    return membership.may_edit and (membership.may_manage or not by_admins)


def list_posts(team: Team, filters: PostFilters) -> QuerySet[PostingSchedule]:
    """The team's posts of one tab, with what a row shows."""
    _, condition, order = TABS[filters.tab]
    rows = narrowed(PostingSchedule.objects.in_team(team), filters).filter(condition)
    rows = rows.select_related("media", "connection", "team", "variant__job")
    return rows.prefetch_related("approvals").order_by(*order)


def narrowed(rows: QuerySet[PostingSchedule], filters: PostFilters) -> QuerySet[PostingSchedule]:
    """Only one platform, account or asset, where asked for."""
    if filters.platform:
        rows = rows.filter(platform=filters.platform)
    if filters.account:
        rows = rows.filter(connection_id=filters.account)
    return rows.filter(media__pk=filters.media) if filters.media else rows


def get_post_page(
    team: Team, membership: TeamMember, filters: PostFilters, number: str | None
) -> Page:
    """One page of PostRows, in a constant number of queries."""
    page = Paginator(list_posts(team, filters), PAGE_SIZE).get_page(number)
    page.object_list = as_rows(page.object_list, membership)  # type: ignore[assignment]
    return page


def as_rows(posts: Iterable[PostingSchedule], membership: TeamMember) -> list[PostRow]:
    return [PostRow(post, get_steps(post, membership)) for post in posts]


def count_tabs(team: Team, filters: PostFilters) -> list[tuple[str, str, int]]:
    """(tab, label, number of posts) of every tab, under the other filters; one query."""
    rows = narrowed(PostingSchedule.objects.in_team(team), filters)
    counts = rows.aggregate(
        **{f"n_{tab}": Count("pk", filter=condition) for tab, (_, condition, _) in TABS.items()}
    )
    return [(tab, label, counts[f"n_{tab}"]) for tab, (label, _, _) in TABS.items()]


def list_remarks(post: PostingSchedule) -> QuerySet[PostComment]:
    """What the team said about a post, oldest first."""
    return post.review_comments.select_related("user", "resolved_by").order_by("said_at", "pk")


def get_row(team: Team, membership: TeamMember, pk) -> PostRow:
    """One post of the team as a row, freshly read."""
    post = PostingSchedule.objects.in_team(team).select_related(
        "media", "connection", "team", "variant__job"
    )
    return as_rows([post.get(pk=pk)], membership)[0]
