"""Every table has its pages, for the team that owns the rows and for nobody else."""

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from tests.api.everything import CANARY, SECRET, make_everything

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
LABELS = [model._meta.label for model in MODELS]
SERVER = {"teams.User", "teams.Team", "teams.Heartbeat", "platforms.Platform"}
MANAGERS_ONLY = {"teams.WebhookEndpoint", "teams.WebhookDelivery"}  # addresses hold secrets


def page(model, name, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def is_ours(model) -> bool:
    return model.__module__.split(".")[0] not in {"django", "django_q", "allauth"}


@pytest.fixture
def everything(team, owner):
    return make_everything(team, owner)


@pytest.fixture
def superuser_client(owner, owner_client):
    owner.is_superuser = True
    owner.save()
    return owner_client


def test_each_model_of_ours_has_an_admin_page():
    from django.apps import apps

    ours = {
        model
        for config in apps.get_app_configs()
        for model in config.get_models()
        if is_ours(model)
        and model._meta.app_label != "rest_framework_api_key"
        and not model.__module__.startswith(("csp", "rest_framework"))
    }
    assert ours <= set(admin.site._registry)


def test_everything_wears_the_same_theme():
    from unfold.admin import ModelAdmin

    assert [a for a in admin.site._registry.values() if not isinstance(a, ModelAdmin)] == []


@pytest.mark.parametrize("model", MODELS, ids=LABELS)
def test_lists_and_forms_open_for_a_superuser(superuser_client, everything, model):
    assert superuser_client.get(page(model, "changelist")).status_code == 200
    assert superuser_client.get(page(model, "changelist"), {"q": "a"}).status_code == 200
    assert superuser_client.get(page(model, "add")).status_code in (200, 403)
    row = everything.rows.get(model) or model._default_manager.first()
    if row is not None:
        assert superuser_client.get(page(model, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=LABELS)
def test_lists_and_forms_of_a_stranger_show_nothing(stranger_client, everything, model):
    answers = [
        stranger_client.get(page(model, "changelist")),
        stranger_client.get(page(model, "add")),
    ]
    if row := everything.rows.get(model):
        answers.append(stranger_client.get(page(model, "change", row.pk), follow=True))
    for answer in answers:
        assert answer.status_code in (200, 403)
        assert CANARY not in answer.content.decode()


def test_owners_see_their_rows_but_not_the_server(owner_client, everything):
    for model in MODELS:
        code = owner_client.get(page(model, "changelist")).status_code
        ours = model in everything.rows or model._meta.label == "platforms.Platform"
        assert code == (200 if ours else 403), model


def test_viewers_read_but_get_no_add_page(viewer_client, everything):
    for model in everything.rows:
        code = 403 if model._meta.label in MANAGERS_ONLY else 200
        assert viewer_client.get(page(model, "changelist")).status_code == code
        assert viewer_client.get(page(model, "add")).status_code in (302, 403)


def test_a_person_without_the_admin_is_sent_away(client, owner, owner_client, everything):
    answer = client.get("/admin/media_assets/mediaasset/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/accounts/login/")
    owner.is_staff = False
    owner.save()
    assert owner_client.get("/admin/media_assets/mediaasset/").status_code in (302, 403)


def test_no_page_shows_a_token(superuser_client, everything):
    sealed = [
        row.access_token
        for model, row in everything.rows.items()
        if model._meta.label == "platforms.Connection"
    ]
    for model, row in everything.rows.items():
        for address in (page(model, "changelist"), page(model, "change", row.pk)):
            html = superuser_client.get(address).content.decode()
            assert SECRET not in html
            assert everything.key not in html
            assert not any(text in html for text in sealed)


def test_history_opens_for_own_rows(superuser_client, everything):
    for model, row in everything.rows.items():
        try:
            address = page(model, "history", row.pk)
        except NoReverseMatch:
            continue
        assert superuser_client.get(address).status_code == 200, model
