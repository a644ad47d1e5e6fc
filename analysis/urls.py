"""Analysis actions, mounted at /library/."""

from django.urls import path

from analysis import views

urlpatterns = [path("reanalyse/", views.library_reanalyse, name="library-reanalyse")]
