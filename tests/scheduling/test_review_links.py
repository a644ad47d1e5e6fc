"""A client's link: who makes it, what it shows, what a client's word is worth."""

from datetime import timedelta

import pytest

from scheduling.approval import Vote, decide
from scheduling.exceptions import PostProblem
from scheduling.link_tokens import link_with, token_of
from scheduling.link_view import posts_of
from scheduling.models import Approval, PostingSchedule, ReviewLink
from scheduling.services.links import (
    approve_as_client,
    ask_as_client,
    create_link,
    note_opened,
    revoke_link,
)
from scheduling.services.posts import approve, edit_post
from scheduling.services.votes import may_go_out
from teams.models import EventLog
from tests.factories import make_connection, make_schedule, make_team

HOUR = timedelta(hours=1)


@pytest.fixture
def account(team):
    return make_connection(team)


@pytest.fixture
def post(account, now):
    return make_schedule(account, scheduled_at=now + HOUR, review_status="awaiting")


@pytest.fixture
def link(team, owner, account, post, now) -> ReviewLink:
    return create_link(team, name="Rosa’s", by=owner, now=now, days=7, connection=account)


def counts(team) -> None:
    team.client_approval_counts = True
    team.save()


def say_yes(link, post, now, **changes):
    given = {"name": "Rosa", "version": post.version, "now": now, **changes}
    return approve_as_client(link, post, **given)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"name": "  "}, "who gets"),
        ({"days": 0}, "from 1 to 90"),
        ({"days": 91}, "from 1 to 90"),
        ({"connection": None}, "either an account or"),
    ],
)
def test_a_link_needs_a_name_an_end_and_something_to_show(team, owner, account, now, changes, why):
    given = {"name": "Rosa", "days": 7, "connection": account, **changes}
    with pytest.raises(PostProblem, match=why):
        create_link(team, by=owner, now=now, **given)


def test_a_link_shows_no_rows_of_another_team(team, owner, post, now):
    foreign = make_connection(make_team())
    with pytest.raises(PostProblem, match="another team"):
        create_link(team, name="R", by=owner, now=now, days=7, connection=foreign)
    with pytest.raises(PostProblem, match="another team"):
        create_link(team, name="R", by=owner, now=now, days=7, posts=[make_schedule(foreign)])


def test_viewers_make_no_links(team, viewer, account, now):
    with pytest.raises(PostProblem, match="Viewers"):
        create_link(team, name="R", by=viewer, now=now, days=7, connection=account)


def test_only_what_we_signed_is_an_address(link):
    token = token_of(link)
    assert link_with(token) == link
    for wrong in (token[:-1], token + "x", link.pk.hex, f"{link.pk.hex}.", "", "…", token.upper()):
        assert link_with(wrong) is None


def test_an_address_ends_by_time_and_by_hand(link, owner, now):
    assert link.is_open(now)
    assert not link.is_open(now + timedelta(days=7))
    revoke_link(link, by=owner, now=now)
    assert not link_with(token_of(link)).is_open(now)
    with pytest.raises(PostProblem, match="already"):
        revoke_link(link, by=owner, now=now)


def test_an_account_link_shows_what_waits_there_and_what_the_client_decided(
    link, team, account, owner, post, now
):
    make_schedule(make_connection(team), review_status="awaiting")
    later = make_schedule(account, scheduled_at=now + 5 * HOUR, review_status="awaiting")
    approve(later, by=owner, now=now)
    make_schedule(account, review_status="awaiting", status="canceled")
    assert list(posts_of(link)) == [post]
    counts(team)
    post.team.refresh_from_db()
    say_yes(link, post, now)
    assert list(posts_of(link)) == [post]


def test_a_link_of_posts_shows_just_these(team, owner, account, post, now):
    make_schedule(account, review_status="awaiting")
    link = create_link(team, name="R", by=owner, now=now, days=7, posts=[post])
    assert list(posts_of(link)) == [post]


def test_a_clients_yes_is_kept_but_releases_nothing_by_default(link, post, now):
    said = say_yes(link, post, now)
    assert (said.client_name, said.link, said.user) == ("Rosa", link, None)
    post.refresh_from_db()
    assert post.review_status == "awaiting"
    assert not may_go_out(post)
    assert EventLog.objects.get(event_type="post_client_approved").message.startswith("Rosa (cli")


def test_where_the_team_wants_it_a_clients_yes_releases(link, team, post, now):
    team.review_policy = "admin"
    counts(team)
    post.team.refresh_from_db()
    say_yes(link, post, now)
    post.refresh_from_db()
    assert (post.review_status, post.approved_by) == ("approved", None)
    assert may_go_out(post)
    assert post in PostingSchedule.objects.ready()


def test_a_client_is_one_of_two_people_under_whatever_names(link, team, owner, post, now):
    team.review_policy = "two_people"
    counts(team)
    post.team.refresh_from_db()
    say_yes(link, post, now)
    with pytest.raises(PostProblem, match="approved it already"):
        say_yes(link, post, now, name="Somebody else")
    assert post.review_status == "awaiting"
    approve(post, by=owner, now=now + HOUR)
    assert post.review_status == "approved"


def test_a_client_sends_a_post_back_whatever_the_setting(link, owner, post, now):
    approve(post, by=owner, now=now)
    ask_as_client(link, post, name="Rosa", version=1, note="Not that cup.", now=now + HOUR)
    post.refresh_from_db()
    assert (post.review_status, post.payload_hash) == ("changes_requested", "")
    assert post.review_note == "Rosa (client): Not that cup."
    assert not may_go_out(post)


def test_a_client_decides_on_what_was_shown(link, post, owner, now):
    edit_post(post, by=owner, version=1, now=now, body="Tea.")
    with pytest.raises(PostProblem, match="changed this post meanwhile"):
        say_yes(link, post, now, version=1)
    with pytest.raises(PostProblem, match="changed this post meanwhile"):
        ask_as_client(link, post, name="R", version=1, note="No.", now=now)
    assert not Approval.objects.exists()


def test_an_edit_asks_the_client_again(link, team, post, owner, now):
    counts(team)
    post.team.refresh_from_db()
    say_yes(link, post, now)
    edit_post(post, by=owner, version=1, now=now, body="Tea.")
    assert post.review_status == "awaiting"
    say_yes(link, post, now + HOUR)
    assert post.review_status == "approved"


@pytest.mark.parametrize("name", ["", "  ", "\x00\x1b\u200b"])
def test_a_client_has_a_name_that_can_be_read(link, post, now, name):
    with pytest.raises(PostProblem, match="your name"):
        say_yes(link, post, now, name=name)


def test_a_note_of_nothing_is_none(link, post, now):
    with pytest.raises(PostProblem, match="should change"):
        ask_as_client(link, post, name="R", version=1, note=" \x00 ", now=now)


def test_what_is_out_is_not_decided_on(link, account, now):
    out = make_schedule(account, status="posted", evidence="seen")
    with pytest.raises(PostProblem, match="already out"):
        say_yes(link, out, now)


def test_the_first_look_is_an_event_and_all_are_counted(link, now):
    note_opened(link, now=now)
    link.refresh_from_db()
    note_opened(link, now=now + HOUR)
    link.refresh_from_db()
    assert (link.times_opened, link.opened_at) == (2, now + HOUR)
    assert EventLog.objects.filter(event_type="review_link_opened").count() == 1


def test_switching_the_setting_off_asks_again(link, team, post, now):
    counts(team)
    post.team.refresh_from_db()
    say_yes(link, post, now)
    team.client_approval_counts = False
    team.save()
    post.refresh_from_db()
    assert post.review_status == "awaiting"


@pytest.mark.parametrize("policy", ["any_member", "admin", "two_people", "not_yourself"])
@pytest.mark.parametrize("counted", [True, False])
def test_clients_count_only_where_they_are_wanted(policy, counted):
    votes = [Vote("link:1", "approved", "new", is_client=True)]
    verdict = decide(policy, votes, payload_hash="new", makers={"user:1"}, clients_count=counted)
    assert len(verdict.voters) == counted
