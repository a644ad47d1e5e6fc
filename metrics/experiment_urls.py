"""Experiments, mounted at /experiments/."""

from django.urls import path

from metrics import experiment_views as views

urlpatterns = [
    path("", views.experiments, name="experiments"),
    path("<uuid:pk>/", views.experiment, name="experiment"),
    path("<uuid:pk>/stop/", views.experiment_stop, name="experiment-stop"),
    path("of/<uuid:pk>/", views.experiment_new, name="experiment-new"),
    path("of/<uuid:pk>/start/", views.experiment_start, name="experiment-start"),
]
