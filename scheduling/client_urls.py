"""The pages behind review links, mounted at /client/. No session: the address is the key."""

from django.urls import path

from scheduling import client_views as views

urlpatterns = [
    path("<str:token>/", views.client_review, name="client-review"),
    path("<str:token>/<uuid:pk>/approve/", views.client_approve, name="client-approve"),
    path("<str:token>/<uuid:pk>/ask/", views.client_ask, name="client-ask"),
    path("<str:token>/<uuid:pk>/file", views.client_file, name="client-file"),
    path("<str:token>/<uuid:pk>/picture", views.client_picture, name="client-picture"),
]
