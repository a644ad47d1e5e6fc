"""Connections, mounted at /connections/."""

from django.urls import path

from platforms import connect_views, views

urlpatterns = [
    path("", views.connections, name="connections"),
    path("connect/", views.connection_connect, name="connection-connect"),
    path("sign-in/<slug:key>/", connect_views.sign_in, name="connection-sign-in"),
    path("choose/<uuid:pk>/", connect_views.choose, name="connection-choose"),
    path("key/<slug:key>/", connect_views.key_form, name="connection-key"),
    path("key/<slug:key>/connect/", connect_views.key_connect, name="connection-key-connect"),
    path("<uuid:pk>/refresh/", views.connection_refresh, name="connection-refresh"),
    path("<uuid:pk>/switch/", views.connection_switch, name="connection-switch"),
    path("<uuid:pk>/check/", views.connection_check, name="connection-check"),
    path("<uuid:pk>/disconnect/", views.connection_disconnect, name="connection-disconnect"),
]
