"""The team's pages, mounted at the root."""

from django.urls import path

from teams import brand_views, views
from teams import notification_views as notices

urlpatterns = [
    path("team/", views.team, name="team"),
    path("team/edit/", views.team_edit, name="team-edit"),
    path("team/brand/", brand_views.brand_guide, name="brand-guide"),
    path("team/brand/edit/", brand_views.brand_guide_edit, name="brand-guide-edit"),
    path("team/switch/<uuid:pk>/", views.team_switch, name="team-switch"),
    path("notifications/", notices.notifications, name="notifications"),
    path("notifications/bell/", notices.bell, name="notification-bell"),
    path("notifications/read/", notices.notifications_read_all, name="notifications-read-all"),
    path("notifications/preferences/", notices.preferences, name="notification-preferences"),
    path("notifications/unsubscribe/<str:token>/", notices.leave_mail, name="unsubscribe"),
    path("notifications/<uuid:pk>/", notices.notification_open, name="notification-open"),
    path("notifications/<uuid:pk>/read/", notices.notification_read, name="notification-read"),
    path("activity/", views.activity, name="activity"),
]
