"""Sessions, tokens, roles."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from teams.models import ApiToken, TeamMember
from teams.services.tokens import create_token, revoke_token
from tests.api.everything import make_everything
from tests.factories import make_asset, make_connection, make_schedule, make_team


def with_key(key: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    return client


@pytest.fixture
def key(team, owner) -> str:
    return create_token(team, user=owner, name="script")[1]


def test_nobody_gets_in_without_signing_in(db):
    answer = APIClient().get("/api/media")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["status"] == 401


def test_a_token_reads_its_own_team(key, team):
    asset = make_asset(team)
    rows = with_key(key).get("/api/media").json()["results"]
    assert [row["id"] for row in rows] == [str(asset.pk)]


def test_a_token_works_in_its_team_whatever_the_session_chose(key, owner, team, api):
    other = make_team(owner, name="Second")
    make_asset(other)
    session = api.session
    session["team_id"] = str(other.pk)
    session.save()
    assert api.get("/api/media").json()["count"] == 1
    assert with_key(key).get("/api/media").json()["count"] == 0


@pytest.mark.parametrize("bad", ["", "x", "abc.def", "a b", "ü", "\x00"])
def test_a_wrong_token_is_refused(db, bad):
    assert with_key(bad).get("/api/media").status_code == 401


def test_a_revoked_token_is_refused(key, owner):
    revoke_token(ApiToken.objects.get(), by=owner)
    assert with_key(key).get("/api/media").status_code == 401


def test_an_expired_token_is_refused(key):
    ApiToken.objects.update(expiry_date=timezone.now() - timedelta(seconds=1))
    assert with_key(key).get("/api/media").status_code == 401


def test_a_token_stops_when_its_owner_leaves_the_team(key, owner, team):
    TeamMember.objects.filter(team=team, user=owner).delete()
    assert with_key(key).get("/api/media").status_code == 401


def test_a_token_needs_no_csrf_and_a_session_does(key, owner, team):
    body = {"name": "folder"}
    assert with_key(key).post("/api/folders", body, format="json").status_code == 201
    browser = APIClient(enforce_csrf_checks=True)
    browser.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.post("/api/folders", body, format="json").status_code == 403


def test_the_use_of_a_token_is_noted(key):
    with_key(key).get("/api/media")
    assert ApiToken.objects.get().last_used_at is not None


def test_a_viewer_reads_but_changes_nothing(viewer, team, owner):
    rows = make_everything(team, owner).rows
    client = APIClient()
    client.force_login(viewer, backend="django.contrib.auth.backends.ModelBackend")
    asset = next(row for row in rows.values() if row._meta.label == "media_assets.MediaAsset")
    assert client.get(f"/api/media/{asset.pk}").status_code == 200
    for method, path in [
        ("patch", f"/api/media/{asset.pk}"),
        ("post", f"/api/media/{asset.pk}/archive"),
        ("post", "/api/posts"),
        ("post", "/api/folders"),
        ("post", "/api/media/ingest"),
        ("post", "/api/tokens"),
    ]:
        assert getattr(client, method)(path, {}, format="json").status_code == 403, path


def test_a_member_does_not_change_what_managers_change(teammate, team):
    connection = make_connection(team)
    client = APIClient()
    client.force_login(teammate, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.patch(f"/api/connections/{connection.pk}", {"is_active": False}, format="json")
    assert answer.status_code == 403
    connection.refresh_from_db()
    assert connection.is_active


def test_foreign_steps_answer_as_steps_on_a_random_id(stranger_api, team):
    post = make_schedule(make_connection(team), review_status="awaiting")
    random = "00000000-0000-4000-8000-000000000000"
    for step in ("approve", "cancel", "publish", "retry", "declare-absent", "coach"):
        foreign = stranger_api.post(f"/api/posts/{post.pk}/{step}")
        unknown = stranger_api.post(f"/api/posts/{random}/{step}")
        assert (foreign.status_code, foreign.json()) == (unknown.status_code, unknown.json())
        assert foreign.status_code == 404
    post.refresh_from_db()
    assert post.review_status == "awaiting"
