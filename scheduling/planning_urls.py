"""Planning rules, closed days and slots, mounted at /planning/."""

from django.urls import path

from scheduling import planning_views as views

urlpatterns = [
    path("", views.planning, name="planning"),
    path("rules/", views.rules_edit, name="planning-rules"),
    path("closed/new/", views.closed_new, name="closed-new"),
    path("closed/<uuid:pk>/edit/", views.closed_edit, name="closed-edit"),
    path("closed/<uuid:pk>/remove/", views.closed_remove, name="closed-remove"),
    path("slots/new/", views.slot_new, name="slot-new"),
    path("slots/<uuid:pk>/edit/", views.slot_edit, name="slot-edit"),
    path("slots/<uuid:pk>/lock/", views.slot_lock, name="slot-lock"),
    path("slots/<uuid:pk>/remove/", views.slot_remove, name="slot-remove"),
]
