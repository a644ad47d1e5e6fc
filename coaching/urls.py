"""The coach, mounted at /coach/."""

from django.urls import path

from coaching import views

urlpatterns = [
    path("", views.coach, name="coach"),
    path("posts/<uuid:pk>/", views.coach_post, name="coach-post"),
]
