"""Every address: health, admin, sign-in, API, files, pages."""

from django.contrib import admin
from django.urls import include, path
from django.views.defaults import page_not_found

from config.health import healthz, readyz
from config.pages.asset import asset, asset_status
from config.pages.campaign import campaign
from config.pages.dashboard import dashboard
from config.pages.data_export import data_export
from config.pages.podcast import podcast_episode, podcast_feed
from config.pages.post import post, post_edit
from config.pages.public_media import public_media
from platforms.connect_views import sign_in_callback
from publishing.route_views import connection_route
from scheduling.feed_views import calendar_feed

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    # Django's “view on site” answers 500 to an id that is no uuid, and nothing of ours uses it
    path("admin/r/<path:anything>", lambda request, anything: page_not_found(request, None)),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("api/auth/callback/<slug:platform>", sign_in_callback, name="sign-in-callback"),
    path("api/", include("config.api_urls")),
    path("media/public/<path:signed>", public_media, name="public-media"),
    path("media/", include("media_assets.urls")),
    path("podcasts/<slug:secret>/feed.xml", podcast_feed, name="podcast-feed"),
    path(
        "podcasts/<slug:secret>/<slug:guid>.<slug:extension>",
        podcast_episode,
        name="podcast-episode",
    ),
    path("feeds/<str:secret>/posts.ics", calendar_feed, name="calendar-feed"),
    path("", dashboard, name="dashboard"),
    path("library/<uuid:pk>/", asset, name="asset"),
    path("library/<uuid:pk>/status/", asset_status, name="asset-status"),
    path("library/", include("media_assets.page_urls")),
    path("library/", include("analysis.urls")),
    path("posts/<uuid:pk>/", post, name="post"),
    path("posts/<uuid:pk>/edit/", post_edit, name="post-edit"),
    path("calendar/", include("scheduling.calendar.urls")),
    path("posts/", include("scheduling.urls")),
    path("posts/", include("publishing.urls")),
    path("review/", include("scheduling.review_urls")),
    path("campaigns/<uuid:pk>/", campaign, name="campaign"),
    path("campaigns/", include("scheduling.campaign_urls")),
    path("planning/", include("scheduling.planning_urls")),
    path("client/", include("scheduling.client_urls")),
    path("coach/", include("coaching.urls")),
    path("ai/", include("ai.urls")),
    path("briefs/", include("briefs.urls")),
    path("reports/", include("metrics.report_urls")),
    path("experiments/", include("metrics.experiment_urls")),
    path("score/", include("metrics.urls")),
    path("trends/", include("analysis.trend_urls")),
    path("connections/<uuid:pk>/route/", connection_route, name="connection-route"),
    path("connections/", include("platforms.urls")),
    path("data/<uuid:pk>/download/", data_export, name="data-request-download"),
    path("", include("teams.urls")),
]
