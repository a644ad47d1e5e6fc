"""Answers about unclear and failed posts, mounted at /posts/."""

from django.urls import path

from publishing import views

urlpatterns = [
    path("<uuid:pk>/send-again/", views.post_send_again, name="post-send-again"),
    path("<uuid:pk>/confirm/", views.post_confirm, name="post-confirm"),
    path("<uuid:pk>/declare-absent/", views.post_declare_absent, name="post-declare-absent"),
    path(
        "<uuid:pk>/first-comment/confirm/",
        views.first_comment_confirm,
        name="first-comment-confirm",
    ),
    path(
        "<uuid:pk>/first-comment/send-again/",
        views.first_comment_send_again,
        name="first-comment-send-again",
    ),
    path(
        "<uuid:pk>/first-comment/leave-out/",
        views.first_comment_leave_out,
        name="first-comment-leave-out",
    ),
]
