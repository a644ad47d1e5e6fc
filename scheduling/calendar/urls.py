"""The calendar, mounted at /calendar/."""

from django.urls import path

from scheduling.calendar import views

urlpatterns = [
    path("", views.calendar, name="calendar"),
    path("<uuid:pk>/move/", views.calendar_move, name="calendar-move"),
    path("<uuid:pk>/next-free/", views.calendar_next_free, name="calendar-next-free"),
    path("<uuid:pk>/undo/", views.calendar_undo, name="calendar-undo"),
]
