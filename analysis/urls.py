"""Analysis actions and the transcript, mounted at /library/."""

from django.urls import path

from analysis import picture_actions, transcript_views, views

urlpatterns = [
    path("reanalyse/", views.library_reanalyse, name="library-reanalyse"),
    path("<uuid:pk>/cancel/", views.analysis_cancel, name="analysis-cancel"),
    path("<uuid:pk>/transcript/", transcript_views.transcript, name="transcript"),
    path("<uuid:pk>/transcript/edit/", transcript_views.transcript_edit, name="transcript-edit"),
    path(
        "<uuid:pk>/transcript/translate/",
        transcript_views.transcript_translate,
        name="transcript-translate",
    ),
    path(
        "<uuid:pk>/transcript/status/",
        transcript_views.transcript_status,
        name="transcript-status",
    ),
    path(
        "<uuid:pk>/transcript/<slug:language>.<slug:kind>",
        transcript_views.transcript_file,
        name="transcript-file",
    ),
    path("<uuid:pk>/cover/", picture_actions.asset_cover, name="asset-cover"),
    path("<uuid:pk>/wrong/", picture_actions.asset_wrong, name="asset-wrong"),
]
