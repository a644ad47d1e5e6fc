"""A session works in one team of its own."""

import pytest

from teams.models import TeamMember
from teams.services.memberships import create_team, current_membership, switch_team
from tests.factories import make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of(rf):
    def make(user, **session):
        request = rf.get("/")
        request.user, request.session = user, session
        return request

    return make


def test_the_first_team_is_the_current_one(request_of, owner, team):
    assert current_membership(request_of(owner)).team == team


def test_a_chosen_team_stays_chosen(request_of, owner, team):
    second = make_team(owner)
    request = request_of(owner)
    assert switch_team(request, second.pk)
    assert current_membership(request).team == second


def test_nobody_switches_into_a_team_of_others(request_of, stranger, team):
    request = request_of(stranger)
    assert not switch_team(request, team.pk)
    assert current_membership(request).team != team


def test_somebody_who_left_the_chosen_team_falls_back_to_the_first(request_of, owner, team):
    second = make_team(owner)
    request = request_of(owner)
    switch_team(request, second.pk)
    TeamMember.objects.filter(team=second).delete()
    assert current_membership(request).team == team


def test_a_new_team_has_its_owner_as_member(owner):
    team = create_team("Second", owner=owner)
    assert [m.role for m in team.memberships.all()] == ["owner"]
