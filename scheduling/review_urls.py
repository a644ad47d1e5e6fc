"""The review queue, mounted at /review/."""

from django.urls import path

from scheduling import link_views
from scheduling import review_views as views

urlpatterns = [
    path("", views.review, name="review"),
    path("approve/", views.review_approve_many, name="review-approve-many"),
    path("links/", link_views.review_links, name="review-links"),
    path("links/choose/", link_views.review_link_choose, name="review-link-choose"),
    path("links/create/", link_views.review_link_create, name="review-link-create"),
    path("links/<uuid:pk>/revoke/", link_views.review_link_revoke, name="review-link-revoke"),
    path("<uuid:pk>/", views.review, name="review-post"),
    path("<uuid:pk>/approve/", views.review_approve, name="review-approve"),
    path("<uuid:pk>/send-back/", views.review_send_back, name="review-send-back"),
    path("<uuid:pk>/reject/", views.review_reject, name="review-reject"),
    path("<uuid:pk>/take-back/", views.review_take_back, name="review-take-back"),
    path("<uuid:pk>/edit/", views.review_edit, name="review-edit"),
    path("<uuid:pk>/cover/", views.review_cover, name="review-cover"),
    path("<uuid:pk>/comment/", views.review_comment, name="review-comment"),
    path("comments/<uuid:pk>/settle/", views.review_comment_settle, name="review-comment-settle"),
]
