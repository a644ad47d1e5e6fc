"""The reports, mounted at /reports/."""

from django.urls import path

from metrics import report_views as views

urlpatterns = [
    path("", views.report_performance, name="reports"),
    path("best-times/", views.report_times, name="report-times"),
    path("calendar/", views.report_calendar, name="report-calendar"),
    path("failed/", views.report_failures, name="report-failures"),
]
