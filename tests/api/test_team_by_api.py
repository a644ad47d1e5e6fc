"""The team, its people and its keys."""

import pytest

from teams.models import ApiToken, EventLog, TeamMember
from tests.conftest import signed_in
from tests.factories import make_connection


def member_of(team, user) -> TeamMember:
    return TeamMember.objects.get(team=team, user=user)


def patch(client, path, **body):
    return client.patch(path, body, content_type="application/json")


def test_the_owner_changes_the_team(api, team):
    answer = api.patch(f"/api/teams/{team.pk}", {"timezone": "Asia/Tokyo"}, format="json")
    assert answer.json()["timezone"] == "Asia/Tokyo"
    assert EventLog.objects.filter(event_type="team_changed").exists()


def test_an_unknown_time_zone_is_refused(api, team):
    answer = api.patch(f"/api/teams/{team.pk}", {"timezone": "Mars/Base"}, format="json")
    assert "timezone" in answer.json()["errors"]


def test_a_role_changes(api, team, teammate):
    member = member_of(team, teammate)
    answer = api.patch(f"/api/members/{member.pk}", {"role": "viewer"}, format="json")
    assert answer.json()["role"] == "viewer"
    assert not member_of(team, teammate).may_edit


def test_the_last_owner_stays(api, team, owner):
    member = member_of(team, owner)
    path = f"/api/members/{member.pk}"
    assert api.patch(path, {"role": "viewer"}, format="json").status_code == 409
    assert api.delete(path).status_code == 409
    assert member_of(team, owner).role == "owner"


def test_a_person_is_taken_out_and_sees_nothing_any_more(api, team, teammate):
    client = signed_in(teammate)
    assert client.get("/api/media").status_code == 200
    assert api.delete(f"/api/members/{member_of(team, teammate).pk}").status_code == 204
    assert client.get("/api/media").status_code == 403


def test_an_admin_neither_makes_nor_touches_owners(team, owner, teammate, viewer):
    TeamMember.objects.filter(user=teammate).update(role="admin")
    client = signed_in(teammate)
    steps = [(viewer, "owner", 403), (owner, "viewer", 403), (viewer, "member", 200)]
    for person, role, code in steps:
        path = f"/api/members/{member_of(team, person).pk}"
        assert patch(client, path, role=role).status_code == code


def test_members_may_not_change_roles(teammate_client, team, teammate):
    path = f"/api/members/{member_of(team, teammate).pk}"
    assert patch(teammate_client, path, role="owner").status_code == 403


def test_a_key_is_shown_once_and_stored_as_a_hash(api):
    made = api.post("/api/tokens", {"name": "script"}, format="json").json()
    stored = ApiToken.objects.get()
    assert made["key"].split(".")[0] == stored.prefix
    assert made["key"].split(".")[1] not in f"{stored.hashed_key}{stored.pk}"
    assert "key" not in api.get("/api/tokens").json()["results"][0]
    assert "hashed_key" not in api.get(f"/api/tokens/{stored.prefix}").json()


def test_a_key_cannot_make_another_key(api):
    made = api.post("/api/tokens", {"name": "script"}, format="json").json()
    headers = {"Authorization": f"Bearer {made['key']}"}
    api.logout()
    answer = api.post("/api/tokens", {"name": "more"}, format="json", headers=headers)
    assert answer.status_code == 403


def test_a_key_is_revoked(api):
    made = api.post("/api/tokens", {"name": "script"}, format="json").json()
    assert api.delete(f"/api/tokens/{made['prefix']}").status_code == 204
    assert ApiToken.objects.get().revoked


def test_members_see_only_their_own_keys(api, teammate_client):
    made = api.post("/api/tokens", {"name": "script"}, format="json").json()
    assert teammate_client.get("/api/tokens").json()["count"] == 0
    assert teammate_client.delete(f"/api/tokens/{made['prefix']}").status_code == 404


@pytest.mark.parametrize("name", ["", None, "x" * 51])
def test_a_key_needs_a_name(api, name):
    assert api.post("/api/tokens", {"name": name}, format="json").status_code == 400


def test_switching_an_account_off_leaves_the_event_that_every_door_leaves(api, team):
    account = make_connection(team)
    changes = {"is_active": False, "posts_per_day": 2}
    answer = api.patch(f"/api/connections/{account.pk}", changes, format="json")
    assert (answer.json()["is_active"], answer.json()["posts_per_day"]) == (False, 2)
    events = EventLog.objects.filter(subject_id=str(account.pk)).values_list(
        "event_type", flat=True
    )
    assert sorted(events) == ["connection_changed", "connection_paused"]
