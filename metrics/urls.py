"""How good the score is, mounted at /score/."""

from django.urls import path

from metrics import views

urlpatterns = [
    path("", views.score, name="score"),
    path("fit/", views.score_fit, name="score-fit"),
]
