"""The first page: what needs a person, the loop in figures, what comes and what came of it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince

from analysis.models import MediaAnalysis
from coaching.models import AICoachInsight
from coaching.selectors import list_insights
from config.watchdog import EXPECTED, media_cluster_is_busy
from media_assets.models import MediaAsset
from media_assets.selectors import WatchState, get_watch_state
from metrics.selectors import Result, list_latest_results
from platforms.models import Connection
from publishing.models import FirstComment
from scheduling.models import PostingSchedule
from scheduling.selectors import TABS, PostRow, as_rows
from teams.models import Heartbeat, Team, TeamMember
from teams.pages import TeamRequest, render_page, team_page
from teams.services.heartbeats import SILENCE_LIMIT

COMING = (PostingSchedule.Status.PENDING, PostingSchedule.Status.PUBLISHING)
PROCESS_NAMES = {
    "clock": "The clock",
    "cluster:reelay": "The worker",
    "cluster:media": "The media worker",
    "watcher": "The folder watcher",
}


@dataclass(frozen=True)
class Concern:
    """Something that a person should look at, with the page where it is settled."""

    tone: str
    icon: str
    sentence: str
    url: str
    action: str


@dataclass(frozen=True)
class Step:
    """One stage of the loop and how many are there."""

    label: str
    icon: str
    count: int
    url: str


@dataclass(frozen=True)
class Dashboard:
    """Everything that the page shows."""

    concerns: list[Concern]
    loop: list[Step]
    coming: list[PostRow]
    results: list[Result]
    insight: AICoachInsight | None
    watch: WatchState
    is_new: bool
    has_accounts: bool
    is_simulated: bool


@team_page
def dashboard(request: TeamRequest) -> HttpResponse:
    page = get_dashboard(request.team, request.membership, timezone.now())
    context = {"title": "Dashboard", "dashboard": page, "watch": page.watch}
    return render_page(request, "pages/dashboard.html", context)


def get_dashboard(team: Team, membership: TeamMember, now: datetime) -> Dashboard:
    """Read the page's figures in a constant number of queries."""
    posts = count_posts(team)
    assets = count_assets(team)
    accounts = list(Connection.objects.in_team(team))
    silent = list_silent_processes(now)
    coming = PostingSchedule.objects.in_team(team).filter(status__in=COMING)
    coming = coming.select_related("media", "connection", "team", "variant__job").order_by(
        "scheduled_at", "pk"
    )
    return Dashboard(
        concerns=[
            *post_concerns(posts),
            *comment_concerns(team),
            *asset_concerns(assets),
            *account_concerns(accounts),
            *silent,
        ],
        loop=list_steps(assets, posts, team),
        coming=as_rows(coming[:5], membership),
        results=list_latest_results(team),
        insight=list_insights(team).first(),
        watch=get_watch_state(team),
        is_new=not assets["all"],
        has_accounts=bool(accounts),
        is_simulated=any(account.is_simulated for account in accounts),
    )


def count_posts(team: Team) -> dict[str, int]:
    """How many posts are in each tab of the list."""
    counted = {name: Count("pk", filter=condition) for name, (_, condition, _) in TABS.items()}
    rows = PostingSchedule.objects.in_team(team)
    planned = Count("pk", filter=Q(status__in=COMING))
    return rows.aggregate(planned=planned, **counted)


def count_assets(team: Team) -> dict[str, int]:
    status = MediaAsset.Status
    rows = MediaAsset.objects.in_team(team)
    return rows.aggregate(
        all=Count("pk"),
        failed=Count("pk", filter=Q(status=status.FAILED)),
        waiting=Count("pk", filter=Q(status__in=(status.INGESTED, status.ANALYZING))),
    )


def list_steps(assets: dict[str, int], posts: dict[str, int], team: Team) -> list[Step]:
    """The loop, in the order in which a file travels it."""
    analysed = MediaAnalysis.objects.in_team(team).current().count()
    library, listed = reverse("library"), reverse("posts")
    return [
        Step("Files taken in", "download_done", assets["all"], library),
        Step("Analysed", "insights", analysed, f"{library}?sort=score"),
        Step("Posts planned", "event", posts["planned"], listed),
        Step("Posted", "check_circle", posts["posted"], f"{listed}?tab=posted"),
    ]


def post_concerns(posts: dict[str, int]) -> list[Concern]:
    listed = reverse("posts")
    rows = [
        ("needs_person", "warn", "person_alert", "that only you can settle", "Look"),
        ("failed", "bad", "error", "failed", "See why"),
        ("awaiting", "info", "rate_review", "to approve", "Review"),
    ]
    return [
        Concern(tone, icon, f"{many(posts[tab], 'post')} {said}.", f"{listed}?tab={tab}", action)
        for tab, tone, icon, said, action in rows
        if posts[tab]
    ]


def comment_concerns(team: Team) -> list[Concern]:
    """First comments of which only a person can find out whether they are there."""
    rows = FirstComment.objects.in_team(team).filter(status=FirstComment.Status.NEEDS_PERSON)
    oldest = list(rows.order_by("created_at").values_list("schedule", flat=True))
    if not oldest:
        return []
    sentence = f"{many(len(oldest), 'first comment')} that only you can settle."
    return [Concern("warn", "comment", sentence, reverse("post", args=[oldest[0]]), "Look")]


def asset_concerns(assets: dict[str, int]) -> list[Concern]:
    if not assets["failed"]:
        return []
    sentence = f"{many(assets['failed'], 'file')} could not be analysed."
    return [
        Concern("bad", "broken_image", sentence, f"{reverse('library')}?status=failed", "See why")
    ]


def account_concerns(accounts: list[Connection]) -> list[Concern]:
    broken = [a for a in accounts if a.is_active and a.status == Connection.Status.EXPIRED]
    url = reverse("connections")
    return [
        Concern("bad", "link_off", f"{a} is {a.status}: {a.status_reason}".rstrip(": "), url, "Fix")
        for a in broken
    ]


def list_silent_processes(now: datetime) -> list[Concern]:
    """Processes that should run and were not heard of lately."""
    return [
        Concern("bad", "heart_broken", silent_sentence(name, seen, now), reverse("activity"), "")
        for name, seen in last_signs_of_life(now).items()
        if seen is None or now - seen > SILENCE_LIMIT
    ]


def last_signs_of_life(now: datetime) -> dict[str, datetime | None]:
    """When each process was last heard of; None for one that never ran."""
    beats = Heartbeat.objects.filter(name__in=EXPECTED).values_list("name", "alive_at")
    seen: dict[str, datetime | None] = {**dict.fromkeys(EXPECTED), **dict(beats)}
    if media_cluster_is_busy(now):  # its only worker has no time for a heartbeat then
        seen["cluster:media"] = now
    return seen


def silent_sentence(name: str, seen: datetime | None, now: datetime) -> str:
    who = PROCESS_NAMES[name]
    if seen is None:
        return f"{who} has never run. Start everything with “make run”."
    return f"{who} has been silent for {timesince(seen, now)}."


def many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
