"""Every address of the product, asked by people who must not see or change this team's rows.

The addresses come from the resolver, so that a new one is swept without being listed here.
"""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from teams.models import TeamMember
from teams.services.tokens import create_token
from tests.api.everything import CANARY, make_everything
from tests.conftest import signed_in
from tests.flows.sweep import ask, ids_of, no_rate_limits, rows_of, sweep, swept_routes

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]  # hundreds of routes, one by one


@pytest.fixture
def everything(team, owner):
    return make_everything(team, owner)


@pytest.fixture(autouse=True)
def any_pace():
    with no_rate_limits():
        yield


def test_the_sweep_sees_the_whole_product():
    patterns = [route.pattern for route in swept_routes()]
    for known in ("api/posts/(?P<pk>[^/.]+)/approve", "media/<uuid:pk>/file", "library/", "posts/"):
        assert known in patterns
    assert len(patterns) > 200


def test_the_canaries_are_where_the_owner_looks(owner_client, everything):
    for path in ("library/", "posts/?status=posted", "briefs/", "coach/", "activity/", "api/media"):
        assert CANARY in owner_client.get(f"/{path}").content.decode(), path


def test_nobody_without_a_session_sees_or_changes_anything(everything):
    before = rows_of(everything)
    wrong, asked = sweep(Client(), everything)
    assert wrong == []
    assert asked > 300
    assert rows_of(everything) == before


def test_a_stranger_sees_and_changes_nothing(stranger_client, everything):
    before = rows_of(everything)
    wrong, asked = sweep(stranger_client, everything)
    assert wrong == []
    assert asked > 300
    assert rows_of(everything) == before


def test_a_strangers_token_sees_and_changes_nothing(stranger, everything):
    team = TeamMember.objects.get(user=stranger).team
    _, key = create_token(team, user=stranger, name="script")
    before = rows_of(everything)
    wrong, asked = sweep(Client(), everything, only_api=True, Authorization=f"Bearer {key}")
    assert wrong == []
    assert asked > 100
    assert rows_of(everything) == before


def test_a_viewer_of_the_team_changes_nothing(viewer, everything):
    client = signed_in(viewer)
    before = rows_of(everything)
    broken = []
    for route in swept_routes():
        rows = route.rows(everything) if route.takes_id else [everything.team]
        for row in rows:
            for method in ("post", "put", "patch", "delete"):
                if method in route.methods:
                    answer = ask(client, route, method, ids_of(row, everything))
                    broken += [route.pattern] if answer.status_code >= 500 else []
    assert broken == []
    assert rows_of(everything) == before


def test_no_action_of_the_admin_reaches_a_foreign_row(stranger_client, everything):
    before = rows_of(everything)
    for model, row in everything.rows.items():
        page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for action in admin.site._registry[model].actions:
            body = {"action": action, "_selected_action": str(row.pk), "note": "n"}
            answer = stranger_client.post(page, body, follow=True)
            assert answer.status_code in (200, 403)
            assert CANARY not in answer.content.decode()
    assert rows_of(everything) == before
