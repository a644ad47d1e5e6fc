"""Pages of the library, mounted at /library/."""

from django.urls import path

from media_assets import views

urlpatterns = [
    path("", views.library, name="library"),
    path("upload/", views.library_upload, name="library-upload"),
    path("archive/", views.library_archive, name="library-archive"),
    path("restore/", views.library_restore, name="library-restore"),
]
