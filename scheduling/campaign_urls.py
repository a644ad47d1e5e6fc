"""Projects, campaigns and content calendars, mounted at /campaigns/."""

from django.urls import path

from scheduling import campaign_views, content_calendar_views

urlpatterns = [
    path("", campaign_views.campaigns, name="campaigns"),
    path("new/", campaign_views.campaign_new, name="campaign-new"),
    path("<uuid:pk>/edit/", campaign_views.campaign_edit, name="campaign-edit"),
    path("<uuid:pk>/move/", campaign_views.campaign_move, name="campaign-move"),
    path("<uuid:pk>/posts/", campaign_views.campaign_posts, name="campaign-posts"),
    path("projects/new/", campaign_views.project_new, name="project-new"),
    path("projects/<uuid:pk>/edit/", campaign_views.project_edit, name="project-edit"),
    path("projects/<uuid:pk>/move/", campaign_views.project_move, name="project-move"),
    path("calendars/", content_calendar_views.calendars, name="content-calendars"),
    path("calendars/new/", content_calendar_views.calendar_new, name="content-calendar-new"),
    path("calendars/<uuid:pk>/", content_calendar_views.calendar, name="content-calendar"),
    path(
        "calendars/<uuid:pk>/edit/",
        content_calendar_views.calendar_edit,
        name="content-calendar-edit",
    ),
    path(
        "calendars/<uuid:pk>/version/",
        content_calendar_views.calendar_version,
        name="content-calendar-version",
    ),
    path(
        "calendars/<uuid:pk>/restore/",
        content_calendar_views.calendar_restore,
        name="content-calendar-restore",
    ),
    path(
        "calendars/<uuid:pk>/compare/<uuid:other>/",
        content_calendar_views.calendar_compare,
        name="content-calendar-compare",
    ),
    path(
        "calendars/<uuid:pk>/items/new/",
        content_calendar_views.item_new,
        name="calendar-item-new",
    ),
    path("items/<uuid:pk>/edit/", content_calendar_views.item_edit, name="calendar-item-edit"),
    path("items/<uuid:pk>/move/", content_calendar_views.item_move, name="calendar-item-move"),
    path(
        "items/<uuid:pk>/remove/", content_calendar_views.item_remove, name="calendar-item-remove"
    ),
]
