"""Connections, mounted at /connections/."""

from django.urls import path

from platforms import views

urlpatterns = [
    path("", views.connections, name="connections"),
    path("connect/", views.connection_connect, name="connection-connect"),
    path("<uuid:pk>/switch/", views.connection_switch, name="connection-switch"),
]
