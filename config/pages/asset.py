"""One asset: the file, what was found in it, its words, its posts, what the coach says."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django_htmx.http import HttpResponseClientRefresh

from analysis.models import MediaAnalysis
from analysis.pictures_view import get_pictures_view
from analysis.selectors import get_analysis_view, get_current_analysis
from analysis.services.trends import overlap_of
from analysis.words.angles import angle_of
from coaching.selectors import get_summary
from media_assets.access import asset_for
from media_assets.models import MediaAsset, ProcessingJob
from media_assets.selectors import OPEN_JOBS
from media_assets.services.variants import disk_use
from platforms.models import Connection
from platforms.specs import get_spec
from scheduling.selectors import PostRow, as_rows
from scheduling.wordcount import WordCount, count_text
from teams.models import Team, TeamMember
from teams.pages import TeamRequest, render_page, team_page
from teams.selectors import list_history

MAX_POSTS = 50


@dataclass(frozen=True)
class PlatformWords:
    """The suggested words for one platform, each caption with its count."""

    platform: str
    network: str
    label: str
    captions: list[tuple[str, WordCount, str]]  # with its count and its angle
    hashtags: list[str]
    titles: list[str]
    first_comment: str


@team_page
def asset(request: TeamRequest, pk) -> HttpResponse:
    row = asset_for(request.team, pk)
    analysis = get_current_analysis(row)
    words = list_words(analysis) if analysis else []
    own = list_own_networks(request.team)
    context = {
        "title": row.filename,
        "asset": row,
        "job": get_latest_job(row),
        "view": get_analysis_view(analysis) if analysis else None,
        "seen": get_pictures_view(analysis, row) if analysis else None,
        "overlap": overlap_of(analysis, timezone.now()) if analysis else None,
        "words": [one for one in words if one.network in own],
        "other_words": [one for one in words if one.network not in own],
        "rows": list_posts_of(row, request.membership),
        "copies": disk_use(request.team, row),
        "summary": get_summary(row),
        "history": list_history(row)[:20],
    }
    return render_page(request, "media_assets/asset.html", context)


@team_page
def asset_status(request: TeamRequest, pk) -> HttpResponse:
    """How far the analysis is: polled while it runs; the page reloads once it is over."""
    row = asset_for(request.team, pk)
    job = get_latest_job(row)
    if job is None or job.status not in OPEN_JOBS:
        return HttpResponseClientRefresh()
    return render(request, "media_assets/_asset_status.html", {"asset": row, "job": job})


def get_latest_job(row: MediaAsset) -> ProcessingJob | None:
    """The latest analysis; renderings and translations are told where they are asked for."""
    jobs = row.jobs.filter(job_type=ProcessingJob.JobType.ANALYZE)
    return jobs.order_by("-created_at").first()


def list_posts_of(row: MediaAsset, membership: TeamMember) -> list[PostRow]:
    """The asset's posts in the order of their times, as rows."""
    posts = row.schedules.select_related("connection", "team", "variant__job").order_by(
        "scheduled_at", "pk"
    )
    return as_rows(posts[:MAX_POSTS], membership)


def list_words(analysis: MediaAnalysis) -> list[PlatformWords]:
    """The suggestions per platform, counted by each platform's rule."""
    return [
        platform_words(platform, captions, analysis)
        for platform, captions in analysis.ai_caption_suggestions.items()
    ]


def platform_words(platform: str, captions: list[str], analysis: MediaAnalysis) -> PlatformWords:
    spec, language = get_spec(platform), analysis.virality_features.get("language", "")
    shown = [f"#{tag.lstrip('#')}" for tag in analysis.ai_hashtag_suggestions.get(platform, [])]
    counted = [
        (caption, count_text(platform, caption, shown), angle_of(caption, language))
        for caption in captions
    ]
    return PlatformWords(
        platform,
        spec.network,
        spec.label,
        counted,
        shown,
        titles=analysis.ai_title_suggestions.get(platform, []),
        first_comment=analysis.ai_first_comments.get(platform, ""),
    )


def list_own_networks(team: Team) -> set[str]:
    """The networks on which the team has an account that is switched on."""
    accounts = Connection.objects.in_team(team).filter(is_active=True)
    return set(accounts.values_list("platform", flat=True))
