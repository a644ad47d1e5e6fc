"""The sidebar: pages first, then the models under “Data”, each with what it waits for."""

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse

from scheduling.models import PostingSchedule

PAGES = (
    ("Dashboard", "space_dashboard", "dashboard"),
    ("Library", "video_library", "library"),
    ("Review", "rate_review", "review"),
    ("Posts", "send", "posts"),
    ("Calendar", "calendar_month", "calendar"),
    ("Reports", "bar_chart", "reports"),
    ("Experiments", "experiment", "experiments"),
    ("Campaigns", "campaign", "campaigns"),
    ("Planning", "event_available", "planning"),
    ("Coach", "tips_and_updates", "coach"),
    ("Briefs", "lightbulb", "briefs"),
    ("Score", "balance", "score"),
    ("Trends", "trending_up", "trends"),
    ("Connections", "link", "connections"),
    ("AI use", "savings", "ai-use"),
    ("Team", "group", "team"),
    ("Activity", "history", "activity"),
)
DATA = (
    ("Media", "movie", "media_assets_mediaasset"),
    ("Folders", "folder", "media_assets_mediafolder"),
    ("Jobs", "settings_slow_motion", "media_assets_processingjob"),
    ("Prepared files", "movie_edit", "media_assets_mediavariant"),
    ("Analyses", "insights", "analysis_mediaanalysis"),
    ("Score versions", "balance", "analysis_scoringmodel"),
    ("Topics", "trending_up", "analysis_trendsignal"),
    ("Feeds", "rss_feed", "analysis_trendsource"),
    ("Exemplars", "star", "analysis_exemplarpattern"),
    ("Post rows", "calendar_month", "scheduling_postingschedule"),
    ("Attempts", "outbox", "publishing_publishattempt"),
    ("Approvals", "verified", "scheduling_approval"),
    ("Remarks on posts", "forum", "scheduling_postcomment"),
    ("Links for clients", "share", "scheduling_reviewlink"),
    ("Cross-posts", "hub", "scheduling_crosspostgroup"),
    ("Slots", "event_available", "scheduling_calendarslot"),
    ("Planning rules", "rule", "scheduling_planningrules"),
    ("Closed days", "event_busy", "scheduling_blackoutdates"),
    ("Trials", "experiment", "scheduling_experiment"),
    ("Variants", "alt_route", "scheduling_experimentarm"),
    ("Posts of trials", "send", "scheduling_experimentpost"),
    ("Calendar feeds", "rss_feed", "scheduling_calendarfeed"),
    ("Projects", "work", "scheduling_project"),
    ("Campaigns", "campaign", "scheduling_campaign"),
    ("Calendars", "calendar_view_month", "scheduling_contentcalendar"),
    ("Calendar items", "event_note", "scheduling_calendaritem"),
    ("Checkpoints", "alarm", "metrics_metricscheckpoint"),
    ("Readings", "monitoring", "metrics_postingmetrics"),
    ("Comments", "comment", "metrics_comment"),
    ("Baselines", "bar_chart", "metrics_accountbaseline"),
    ("Patterns", "pattern", "platforms_platformpattern"),
    ("Pattern feedback", "rule_settings", "metrics_patternfeedback"),
    ("Insights", "psychology", "coaching_aicoachinsight"),
    ("Brief rows", "description", "briefs_creativebrief"),
    ("Plans", "movie_edit", "briefs_derivativemediaplan"),
    ("Accounts", "account_circle", "platforms_connection"),
    ("Networks", "public", "platforms_platform"),
    ("Webhooks", "webhook", "teams_webhookendpoint"),
    ("Webhook messages", "outgoing_mail", "teams_webhookdelivery"),
    ("Notices", "notifications", "teams_notification"),
    ("How people are told", "tune", "teams_notificationpreferences"),
    ("Brand guides", "palette", "teams_brandguide"),
    ("AI calls", "toll", "ai_aiusage"),
    ("Kept AI answers", "inventory_2", "ai_aianswer"),
    ("Members", "badge", "teams_teammember"),
    ("API keys", "key", "teams_apitoken"),
    ("Events", "receipt_long", "teams_eventlog"),
    ("Data requests", "folder_zip", "teams_datarequest"),
)
SERVER = (
    ("Users", "person", "teams_user"),
    ("Teams", "groups", "teams_team"),
    ("Incoming webhooks", "move_to_inbox", "platforms_webhookevent"),
    ("Processes", "favorite", "teams_heartbeat"),
    ("Timetable", "schedule", "django_q_schedule"),
    ("Failed tasks", "error", "django_q_failure"),
)


def navigation(request: HttpRequest) -> list[dict]:
    """The groups of the sidebar for this person."""
    team = getattr(request, "team", None)
    waiting = count_waiting(team)
    pages = [
        page(request, title, icon, reverse(name), waiting.get(name)) for title, icon, name in PAGES
    ]
    groups: list[dict] = [{"items": pages}]
    if team is not None and request.user.is_staff:
        groups.append(group("Data", [table(request, *words) for words in DATA]))
    if request.user.is_superuser:
        groups.append(group("Server", [table(request, *words) for words in SERVER]))
    groups.append({"separator": True, "items": [page(request, "API", "api", reverse("api-docs"))]})
    return groups


def group(title: str, items: list[dict]) -> dict:
    return {"title": title, "separator": True, "collapsible": True, "items": items}


def page(request: HttpRequest, title: str, icon: str, link: str, badge: int | None = None) -> dict:
    """An entry; it is lit on its own page and on those below it."""
    is_here = request.path == link if link == "/" else request.path.startswith(link)
    entry = {"title": title, "icon": icon, "link": link, "active": is_here}
    return {**entry, "badge": badge, "badge_variant": "primary"} if badge else entry


def table(request: HttpRequest, title: str, icon: str, model: str) -> dict:
    return page(request, title, icon, reverse(f"admin:{model}_changelist"))


def count_waiting(team) -> dict[str, int]:
    """How many posts wait for a person: for approval, and because nobody else can find out."""
    if team is None:
        return {}
    awaiting = Q(review_status="awaiting", status__in=["draft", "pending"])
    return PostingSchedule.objects.in_team(team).aggregate(
        review=Count("pk", filter=awaiting), posts=Count("pk", filter=Q(needs_person=True))
    )
