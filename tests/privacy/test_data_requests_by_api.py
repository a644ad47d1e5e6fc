"""Exports and erasures by API: sessions and keys, owners and others."""

import pytest
from rest_framework.test import APIClient

from teams.models import DataRequest, IdempotentRequest
from teams.services.tokens import create_token
from tests.factories import make_data_request, make_team

pytestmark = pytest.mark.django_db
ADDRESS = "/api/data-requests"
PASSWORD = "correct horse battery"
ERASE = {"kind": "erase_team", "confirm": "Kitchen", "password": PASSWORD}


def as_user(user) -> APIClient:
    client = APIClient()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_an_export_is_asked_for_and_read(api, team):
    answer = api.post(ADDRESS, {"kind": "export_team"}, format="json")
    assert answer.status_code == 201
    row = answer.json()
    assert (row["status"], row["has_file"], row["team"]) == ("waiting", False, str(team.pk))
    assert api.get(f"{ADDRESS}/{row['id']}").json()["kind"] == "export_team"
    assert api.post(ADDRESS, {"kind": "export_team"}, format="json").status_code == 409


def test_the_same_key_gives_the_same_answer(api, team):
    header = {"HTTP_IDEMPOTENCY_KEY": "one"}
    first = api.post(ADDRESS, {"kind": "export_team"}, format="json", **header)
    again = api.post(ADDRESS, {"kind": "export_team"}, format="json", **header)
    assert first.json() == again.json()
    assert DataRequest.objects.count() == 1


def test_an_erasure_needs_name_and_password_and_can_be_called_off(api, team):
    assert api.post(ADDRESS, {"kind": "erase_team"}, format="json").status_code == 400
    wrong = api.post(ADDRESS, {**ERASE, "password": "no"}, format="json")
    assert wrong.json()["errors"] == {"password": ["This is not your password."]}
    row = api.post(ADDRESS, ERASE, format="json").json()
    assert api.post(f"{ADDRESS}/{row['id']}/cancel").json()["status"] == "canceled"
    assert api.post(f"{ADDRESS}/{row['id']}/cancel").status_code == 409


def test_a_password_leaves_no_fingerprint(api, team):
    answer = api.post(ADDRESS, ERASE, format="json", HTTP_IDEMPOTENCY_KEY="k")
    assert answer.status_code == 201
    assert not IdempotentRequest.objects.exists()


def test_a_key_exports_but_erases_nothing(team, owner):
    client = APIClient()
    key = create_token(team, user=owner, name="script")[1]
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    refused = client.post(ADDRESS, ERASE, format="json")
    assert (refused.status_code, refused.json()["detail"][:7]) == (403, "Sign in")
    assert client.post(ADDRESS, {"kind": "export_team"}, format="json").status_code == 201


def test_members_ask_about_themselves_only(teammate, viewer, team):
    for person in (teammate, viewer):
        client = as_user(person)
        assert client.post(ADDRESS, {"kind": "export_team"}, format="json").status_code == 403
        assert client.post(ADDRESS, ERASE, format="json").status_code == 403
        row = client.post(ADDRESS, {"kind": "export_person"}, format="json").json()
        assert row["requested_by"] == str(person.pk)


def test_nobody_sees_another_persons(api, team, teammate, stranger_api, owner):
    row = make_data_request(team)
    theirs = as_user(teammate).post(ADDRESS, {"kind": "export_person"}, format="json").json()
    assert [found["id"] for found in api.get(ADDRESS).json()["results"]] == [str(row.pk)]
    for client in (as_user(teammate), stranger_api):
        assert client.get(f"{ADDRESS}/{row.pk}").status_code == 404
        assert client.post(f"{ADDRESS}/{row.pk}/cancel").status_code == 404
    assert api.get(f"{ADDRESS}/{theirs['id']}").status_code == 404


def test_a_key_of_one_team_sees_nothing_of_the_owners_other_team(team, owner):
    second = make_team(owner, name="Second")
    row = make_data_request(second)
    client = APIClient()
    key = create_token(team, user=owner, name="script")[1]
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    assert client.get(f"{ADDRESS}/{row.pk}").status_code == 404


def test_the_only_owner_is_refused_with_the_sentence(api, team, owner):
    body = {"kind": "erase_person", "confirm": owner.email, "password": PASSWORD}
    answer = api.post(ADDRESS, body, format="json")
    assert answer.status_code == 409
    assert "only owner" in answer.json()["detail"]
