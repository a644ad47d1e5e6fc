"""The calendar, mounted at /calendar/."""

from django.urls import path

from scheduling.calendar import bulk_views, drawer_views, fill_views, views

urlpatterns = [
    path("", views.calendar, name="calendar"),
    path("bulk/", bulk_views.calendar_bulk, name="calendar-bulk"),
    path("fill/", fill_views.calendar_fill, name="calendar-fill"),
    path("place/", fill_views.calendar_place, name="calendar-place"),
    path("<uuid:pk>/", drawer_views.calendar_post, name="calendar-post"),
    path("<uuid:pk>/words/", drawer_views.calendar_words, name="calendar-words"),
    path("<uuid:pk>/comment/", drawer_views.calendar_comment, name="calendar-comment"),
    path(
        "comments/<uuid:pk>/settle/",
        drawer_views.calendar_comment_settle,
        name="calendar-comment-settle",
    ),
    path("<uuid:pk>/move/", views.calendar_move, name="calendar-move"),
    path("<uuid:pk>/next-free/", views.calendar_next_free, name="calendar-next-free"),
    path("<uuid:pk>/lock/", views.calendar_lock, name="calendar-lock"),
    path("<uuid:pk>/undo/", views.calendar_undo, name="calendar-undo"),
]
