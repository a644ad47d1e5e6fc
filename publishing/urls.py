"""Answers about unclear and failed posts, mounted at /posts/."""

from django.urls import path

from publishing import views

urlpatterns = [
    path("<uuid:pk>/send-again/", views.post_send_again, name="post-send-again"),
    path("<uuid:pk>/confirm/", views.post_confirm, name="post-confirm"),
    path("<uuid:pk>/declare-absent/", views.post_declare_absent, name="post-declare-absent"),
]
