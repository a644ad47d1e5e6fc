"""The API, from every app's views. Addresses carry no slash at the end, as the seeds show them."""

from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from ai.api import views as ai
from analysis.api import rewriting, transcripts, trends
from analysis.api import views as analysis
from briefs.api import views as briefs
from coaching.api import views as coaching
from config.api_errors import NoSuchAddress
from media_assets.api import views as media
from metrics.api import views as metrics
from metrics.api.experiments import ExperimentApi
from metrics.api.reports import ReportsApi
from platforms.api import views as platforms
from platforms.api import webhooks
from platforms.webhooks.views import webhook
from publishing.api import views as publishing
from scheduling.api import campaigns, feeds, planning, replan
from scheduling.api import imports as post_imports
from scheduling.api import views as scheduling
from scheduling.api.calendar import CalendarApi
from teams.api import brand, data_requests, notifications
from teams.api import views as teams

router = SimpleRouter(trailing_slash=False)
router.register("media", media.MediaApi, "api-media")
router.register("folders", media.FolderApi, "api-folder")
router.register("jobs", media.JobApi, "api-job")
router.register("variants", media.VariantApi, "api-variant")
router.register("ai/usage", ai.AIUsageApi, "api-ai-usage")
router.register("analyses", analysis.AnalysisApi, "api-analysis")
router.register("frames", analysis.FrameApi, "api-frame")
router.register("scoring-models", analysis.ScoringModelApi, "api-scoring-model")
router.register("transcripts", transcripts.TranscriptApi, "api-transcript")
router.register("trends", trends.TrendSignalApi, "api-trend")
router.register("trend-sources", trends.TrendSourceApi, "api-trend-source")
router.register("exemplars", trends.ExemplarPatternApi, "api-exemplar")
router.register("platforms", platforms.PlatformApi, "api-platform")
router.register("connections", platforms.ConnectionApi, "api-connection")
router.register("webhook-endpoints", webhooks.WebhookEndpointApi, "api-webhook-endpoint")
router.register("webhook-deliveries", webhooks.WebhookDeliveryApi, "api-webhook-delivery")
router.register("posts", publishing.PublishedPostApi, "api-post")
router.register("approvals", scheduling.ApprovalApi, "api-approval")
router.register("review-links", scheduling.ReviewLinkApi, "api-review-link")
router.register("cross-post-groups", scheduling.CrossPostGroupApi, "api-cross-post-group")
router.register("projects", campaigns.ProjectApi, "api-project")
router.register("campaigns", campaigns.CampaignApi, "api-campaign")
router.register("content-calendars", campaigns.ContentCalendarApi, "api-content-calendar")
router.register("calendar-items", campaigns.CalendarItemApi, "api-calendar-item")
router.register("calendar-slots", planning.CalendarSlotApi, "api-calendar-slot")
router.register("blackout-dates", planning.BlackoutDatesApi, "api-blackout-dates")
router.register("calendar-feeds", feeds.CalendarFeedApi, "api-calendar-feed")
router.register("attempts", publishing.AttemptApi, "api-attempt")
router.register("first-comments", publishing.FirstCommentApi, "api-first-comment")
router.register("checkpoints", metrics.CheckpointApi, "api-checkpoint")
router.register("metrics", metrics.MetricsApi, "api-metrics")
router.register("comments", metrics.CommentApi, "api-comment")
router.register("baselines", metrics.BaselineApi, "api-baseline")
router.register("experiments", ExperimentApi, "api-experiment")
router.register("insights", coaching.InsightApi, "api-insight")
router.register("creative-briefs", briefs.BriefApi, "api-brief")
router.register("derivative-plans", briefs.DerivativePlanApi, "api-derivative-plan")
router.register("teams", teams.TeamsApi, "api-team")
router.register("members", teams.MemberApi, "api-member")
router.register("events", teams.EventApi, "api-event")
router.register("notifications", notifications.NotificationApi, "api-notification")
router.register("data-requests", data_requests.DataRequestApi, "api-data-request")
router.register("tokens", teams.TokenApi, "api-token")

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(
            url_name="api-schema",
            http_method_names=["get", "head"],  # its template knows no OPTIONS
        ),
        name="api-docs",
    ),
    path("webhooks/<str:platform>", webhook, name="webhook"),
    path("ai/rewrite", rewriting.RewriteApi.as_view({"post": "create"}), name="api-ai-rewrite"),
    path("ai/hashtags", rewriting.HashtagsApi.as_view({"post": "create"}), name="api-ai-hashtags"),
    path(
        "media/<str:pk>/coach-summary",
        coaching.CoachSummaryApi.as_view({"get": "retrieve"}),
        name="api-media-coach-summary",
    ),
    path(
        "media/<str:pk>/analyse",
        analysis.AnalyseApi.as_view({"post": "create"}),
        name="api-media-analyse",
    ),
    path(
        "media/<str:pk>/transcript",
        transcripts.EditTranscriptApi.as_view({"post": "create"}),
        name="api-media-transcript",
    ),
    path(
        "media/<str:pk>/translate",
        transcripts.TranslateApi.as_view({"post": "create"}),
        name="api-media-translate",
    ),
    path(
        "posts/import",
        post_imports.PostImportApi.as_view({"post": "create"}),
        name="api-post-import",
    ),
    path(
        "posts/export", post_imports.PostExportApi.as_view({"get": "list"}), name="api-post-export"
    ),
    path(
        "planning-rules",
        planning.PlanningRulesApi.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="api-planning-rules",
    ),
    path(
        "brand-guide",
        brand.BrandGuideApi.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="api-brand-guide",
    ),
    path("posts/replan", replan.ReplanApi.as_view({"post": "create"}), name="api-replan"),
    path(
        "posts/replan/apply",
        replan.ReplanApplyApi.as_view({"post": "create"}),
        name="api-replan-apply",
    ),
    path(
        "posts/<str:pk>/coach",
        coaching.AskCoachApi.as_view({"post": "create"}),
        name="api-post-coach",
    ),
    path("calendar", CalendarApi.as_view({"get": "list"}), name="api-calendar"),
    path(
        "reports/performance",
        ReportsApi.as_view({"get": "performance"}),
        name="api-report-performance",
    ),
    path(
        "reports/best-times",
        ReportsApi.as_view({"get": "best_times"}),
        name="api-report-times",
    ),
    path(
        "reports/calendar",
        ReportsApi.as_view({"get": "calendar"}),
        name="api-report-calendar",
    ),
    path(
        "reports/failures",
        ReportsApi.as_view({"get": "failures"}),
        name="api-report-failures",
    ),
    path(
        "notification-preferences",
        notifications.PreferencesApi.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="api-notification-preferences",
    ),
    *router.urls,
    re_path("", NoSuchAddress.as_view(), name="api-nothing"),
]
