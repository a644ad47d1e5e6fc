"""The team's pages, mounted at the root."""

from django.urls import path

from teams import views

urlpatterns = [
    path("team/", views.team, name="team"),
    path("team/edit/", views.team_edit, name="team-edit"),
    path("team/switch/<uuid:pk>/", views.team_switch, name="team-switch"),
    path("activity/", views.activity, name="activity"),
]
