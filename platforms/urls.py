"""Connections, mounted at /connections/."""

from django.urls import path

from platforms import views

urlpatterns = [
    path("", views.connections, name="connections"),
    path("connect/", views.connection_connect, name="connection-connect"),
    path("<uuid:pk>/switch/", views.connection_switch, name="connection-switch"),
    path("<uuid:pk>/check/", views.connection_check, name="connection-check"),
    path("<uuid:pk>/disconnect/", views.connection_disconnect, name="connection-disconnect"),
]
