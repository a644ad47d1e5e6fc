"""Trends and exemplars, mounted at /trends/."""

from django.urls import path

from analysis import trend_views as views

urlpatterns = [
    path("", views.trends, name="trends"),
    path("add/", views.trend_add, name="trend-add"),
    path("import/", views.trend_import, name="trend-import"),
    path("feeds/add/", views.source_add, name="trend-source-add"),
    path("feeds/<uuid:pk>/switch/", views.source_switch, name="trend-source-switch"),
    path("feeds/<uuid:pk>/read/", views.source_read, name="trend-source-read"),
    path("feeds/<uuid:pk>/remove/", views.source_remove, name="trend-source-remove"),
    path("exemplars/", views.exemplars, name="exemplars"),
    path("exemplars/import/", views.exemplar_import, name="exemplar-import"),
]
