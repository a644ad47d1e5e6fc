"""The team's pages, mounted at the root."""

from django.urls import path

from teams import brand_views, data_views, views
from teams import notification_views as notices

urlpatterns = [
    path("team/", views.team, name="team"),
    path("team/edit/", views.team_edit, name="team-edit"),
    path("team/brand/", brand_views.brand_guide, name="brand-guide"),
    path("team/brand/edit/", brand_views.brand_guide_edit, name="brand-guide-edit"),
    path("team/data/", data_views.team_data, name="team-data"),
    path("team/data/export/", data_views.team_data_export, name="team-data-export"),
    path("team/data/erase/", data_views.team_data_erase, name="team-data-erase"),
    path("account/data/", data_views.own_data, name="own-data"),
    path("account/data/export/", data_views.own_data_export, name="own-data-export"),
    path("account/data/erase/", data_views.own_data_erase, name="own-data-erase"),
    path("account/erased/", data_views.account_erased, name="account-erased"),
    path("data/<uuid:pk>/", data_views.data_request_status, name="data-request-status"),
    path("data/<uuid:pk>/cancel/", data_views.data_request_cancel, name="data-request-cancel"),
    path("data/<uuid:pk>/receipt/", data_views.data_request_receipt, name="data-request-receipt"),
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
