"""Team, connections, activity, dashboard: what shows, who may change it, what is refused."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from platforms.models import Connection
from teams.models import EventLog, Team, TeamMember
from teams.services.events import record_event
from teams.services.heartbeats import beat
from tests.factories import make_connection, make_schedule, make_team
from tests.sandbox import sandbox_server  # noqa: F401  (a fixture)

SETTINGS = {"name": "Bakery", "timezone": "Asia/Kathmandu", "review_policy": "admin",
            "catch_up_hours": 12}  # fmt: skip


def test_an_owner_edits_the_team_and_it_leaves_an_event(owner_client, team):
    owner_client.post(reverse("team-edit"), SETTINGS)
    team.refresh_from_db()
    assert (team.name, team.timezone, team.catch_up_hours) == ("Bakery", "Asia/Kathmandu", 12)
    assert EventLog.objects.filter(team=team, event_type="team_edited").count() == 1


@pytest.mark.parametrize("bad", [{"timezone": "Mars/Base"}, {"catch_up_hours": 999}, {"name": ""}])
def test_strange_settings_are_refused_and_nothing_is_stored(owner_client, team, bad):
    response = owner_client.post(reverse("team-edit"), {**SETTINGS, **bad})
    assert response.status_code == 422
    assert Team.objects.get(pk=team.pk).timezone == "Europe/Berlin"


def test_members_see_the_settings_but_cannot_change_them(teammate_client, team):
    assert "Europe/Berlin" in teammate_client.get("/team/").content.decode()
    response = teammate_client.post(reverse("team-edit"), SETTINGS)
    assert response.status_code == 403
    assert "Only an owner or an admin" in response.content.decode()


def test_people_switch_between_their_own_teams_only(owner_client, owner, team, stranger):
    mine, theirs = make_team(owner, name="Second"), Team.objects.get(owner=stranger)
    owner_client.post(reverse("team-switch", args=[mine.pk]))
    assert "<strong>Second</strong>" in owner_client.get("/").content.decode()
    page = owner_client.post(reverse("team-switch", args=[theirs.pk]), follow=True)
    assert "That team is not yours." in page.content.decode()


def test_somebody_without_a_team_is_told_whom_to_ask(owner_client, team):
    TeamMember.objects.all().delete()
    response = owner_client.get("/")
    assert response.status_code == 403
    assert "You are not in a team yet" in response.content.decode()


def test_a_sandbox_account_is_connected_and_labelled(owner_client, team):
    data = {"platform": "tiktok", "handle": "@maker"}
    page = owner_client.post(reverse("connection-connect"), data, follow=True)
    assert "Sandbox (simulation)" in page.content.decode()
    assert Connection.objects.get(team=team).platform_username == "maker"


@pytest.mark.parametrize(
    "data", [{}, {"platform": "nope", "handle": "a"}, {"platform": "tiktok", "handle": "a b"}]
)
def test_a_strange_account_is_refused_with_a_sentence(owner_client, team, data):
    response = owner_client.post(reverse("connection-connect"), data)
    assert response.status_code == 422
    assert "rl-errors" in response.content.decode()


def test_an_account_is_switched_off_and_on(owner_client, team):
    account = make_connection(team)
    switch = reverse("connection-switch", args=[account.pk])
    owner_client.post(switch, {"active": "no"})
    account.refresh_from_db()
    assert not account.is_active
    page = owner_client.post(switch, {"active": "no"}, follow=True)
    assert "It was switched already." in page.content.decode()
    owner_client.post(switch, {"active": "yes"})
    account.refresh_from_db()
    assert account.is_active


def test_an_account_is_disconnected_and_connected_again(owner_client, team):
    account = make_connection(team, platform_username="maker")
    gone = reverse("connection-disconnect", args=[account.pk])
    page = owner_client.post(gone, follow=True).content.decode()
    account.refresh_from_db()
    assert (account.status, account.access_token) == ("revoked", "")
    assert "Its posts and figures are kept." in page
    assert "It was disconnected already." in owner_client.post(gone, follow=True).content.decode()


def test_a_check_says_what_the_network_answers(owner_client, team, sandbox_server):  # noqa: F811
    owner_client.post(reverse("connection-connect"), {"platform": "tiktok", "handle": "maker"})
    account = Connection.objects.get(team=team)
    page = owner_client.post(reverse("connection-check", args=[account.pk]), follow=True)
    assert "answers." in page.content.decode()
    account.refresh_from_db()
    assert account.last_synced_at is not None


def test_members_do_not_connect_or_switch_accounts(teammate_client, team):
    account = make_connection(team)
    for name, args in (
        ("connection-connect", []),
        ("connection-switch", [account.pk]),
        ("connection-check", [account.pk]),
        ("connection-disconnect", [account.pk]),
    ):
        assert teammate_client.post(reverse(name, args=args)).status_code == 403


def test_activity_shows_only_ones_own_team_and_one_kind_on_request(owner_client, team, stranger):
    record_event(team, "post_approved", team, "Ours")
    record_event(team, "post_edited", team, "Another")
    record_event(Team.objects.get(owner=stranger), "post_approved", team, "Secret")
    page = owner_client.get("/activity/").content.decode()
    assert "Ours" in page
    assert "Secret" not in page
    assert "Another" not in owner_client.get("/activity/?type=post_approved").content.decode()


def test_the_dashboard_says_what_needs_a_person(owner_client, team):
    account = make_connection(team, status="expired", status_reason="Connect it again.")
    make_schedule(account, review_status="awaiting")
    make_schedule(account, status="failed", failure_reason="refused")
    page = owner_client.get("/").content.decode()
    assert "1 post to approve." in page
    assert "1 post failed." in page
    assert "Connect it again." in page


def test_the_dashboard_names_processes_that_went_quiet(owner_client, team):
    assert "The clock has never run." in owner_client.get("/").content.decode()
    beat("clock", now=timezone.now() - timedelta(hours=2))
    assert "The clock has been silent for 2" in owner_client.get("/").content.decode()
    beat("clock", now=timezone.now())
    assert "The clock" not in owner_client.get("/").content.decode()


def test_the_dashboards_queries_do_not_grow_with_the_rows(
    owner_client, story, django_assert_max_num_queries
):
    owner_client.get("/")
    with django_assert_max_num_queries(40) as few:
        owner_client.get("/")
    for _ in range(10):
        make_schedule(story.accounts[0])
    with django_assert_max_num_queries(len(few)):
        owner_client.get("/")


def test_a_new_team_is_told_how_to_start(owner_client, team):
    page = owner_client.get("/").content.decode()
    assert "From a file to a post in three steps" in page
    assert "media_outbox/" in page
