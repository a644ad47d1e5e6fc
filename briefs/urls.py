"""Briefs, mounted at /briefs/."""

from django.urls import path

from briefs import views

urlpatterns = [
    path("", views.briefs, name="briefs"),
    path("<uuid:pk>/", views.brief, name="brief"),
]
