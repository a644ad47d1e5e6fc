"""The list and the page of posts: tabs, filters, steps, conflicts, rights."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from coaching.models import AICoachInsight
from scheduling.selectors import get_steps
from teams.models import Team
from tests.factories import make_attempt, make_connection, make_schedule

POSTS = "/posts/"


@pytest.fixture
def account(team):
    return make_connection(team, platform_username="maker")


@pytest.fixture
def post(account):
    """A post of tomorrow that waits for approval."""
    return make_schedule(
        account, review_status="awaiting", scheduled_at=timezone.now() + timedelta(days=1)
    )


def shown(client, query: str = "") -> list:
    return [row.post for row in client.get(f"{POSTS}{query}").context["page"].object_list]


def send(client, name: str, post, follow=True, **data):
    return client.post(reverse(name, args=[post.pk]), data, follow=follow)


def test_every_post_is_in_the_tab_of_its_state(owner_client, account, post):
    failed = make_schedule(account, status="failed", failure_reason="refused")
    unclear = make_schedule(account, status="unconfirmed", needs_person=True)
    assert shown(owner_client, "?tab=awaiting") == [post]
    assert shown(owner_client, "?tab=failed") == [failed]
    assert shown(owner_client, "?tab=needs_person") == [unclear]
    assert set(shown(owner_client)) == {post, unclear}
    assert len(shown(owner_client, "?tab=all")) == 3


def test_filters_by_platform_and_account_come_from_the_address(owner_client, team, account, post):
    other = make_schedule(make_connection(team, platform="x"))
    assert shown(owner_client, "?platform=x") == [other]
    assert shown(owner_client, f"?account={account.pk}") == [post]
    assert len(shown(owner_client, "?platform=nonsense&account=nonsense&tab=zz")) == 2


def test_times_and_days_are_the_teams_and_the_zone_is_named(owner_client, account):
    make_schedule(account, scheduled_at=datetime(2026, 7, 1, 22, 30, tzinfo=UTC))
    page = owner_client.get(POSTS).content.decode()
    assert "Thursday 2 July 2026" in page
    assert "Thu 2 Jul, 00:30" in page
    assert "Times are in Europe/Berlin." in page


def test_the_number_of_queries_does_not_grow_with_the_posts(
    owner_client, account, django_assert_max_num_queries
):
    for _ in range(2):
        make_schedule(account)
    owner_client.get(POSTS)
    with django_assert_max_num_queries(30) as few:
        owner_client.get(POSTS)
    for _ in range(20):
        make_schedule(account)
    with django_assert_max_num_queries(len(few)):
        owner_client.get(POSTS)


def test_approve_works_without_a_script(owner_client, post):
    page = send(owner_client, "post-approve", post, version=post.version)
    assert "Approved." in page.content.decode()
    post.refresh_from_db()
    assert post.review_status == "approved"


def test_htmx_gets_the_fresh_row_and_a_toast(owner_client, post):
    response = owner_client.post(
        reverse("post-approve", args=[post.pk]),
        {"version": post.version},
        headers={"hx-request": "true"},
    )
    assert f'id="post-row-{post.pk}"' in response.content.decode()
    assert "<html" not in response.content.decode()
    assert "Approved." in response["HX-Trigger"]


def test_words_that_were_not_seen_are_not_approved(owner_client, post):
    page = send(owner_client, "post-approve", post, version=post.version - 1)
    assert "It was changed after this page was loaded." in page.content.decode()
    post.refresh_from_db()
    assert post.review_status == "awaiting"


def test_approve_all_skips_what_changed_and_says_so(owner_client, account, post):
    other = make_schedule(
        account, review_status="awaiting", scheduled_at=timezone.now() + timedelta(days=2)
    )
    pairs = [f"{post.pk}:{post.version}", f"{other.pk}:99", "nonsense"]
    page = owner_client.post(reverse("posts-approve"), {"post": pairs}, follow=True)
    assert "1 post approved." in page.content.decode()
    other.refresh_from_db()
    assert other.review_status == "awaiting"


def test_approve_all_leaves_the_posts_of_strangers(stranger_client, post):
    pairs = [f"{post.pk}:{post.version}"]
    stranger_client.post(reverse("posts-approve"), {"post": pairs})
    post.refresh_from_db()
    assert post.review_status == "awaiting"


def test_sending_back_takes_a_note(owner_client, post):
    assert "Say what should change" in send(owner_client, "post-send-back", post).content.decode()
    send(owner_client, "post-send-back", post, note="Shorter, please.")
    post.refresh_from_db()
    assert post.review_status == "changes_requested"


@pytest.mark.parametrize("name", ["post-reject", "post-cancel"])
def test_reject_and_cancel_take_it_off(owner_client, post, name):
    send(owner_client, name, post)
    post.refresh_from_db()
    assert post.status == "canceled"


def test_an_unapproved_post_is_not_published_now(owner_client, post):
    page = send(owner_client, "post-publish-now", post)
    assert "This post is not approved yet." in page.content.decode()


def test_move_reads_the_time_on_the_teams_wall(owner_client, post):
    send(owner_client, "post-move", post, at="2031-07-01T10:30")
    post.refresh_from_db()
    assert post.scheduled_at.isoformat() == "2031-07-01T08:30:00+00:00"


@pytest.mark.parametrize("at", ["", "tomorrow", "2031-02-30T10:00", "1999-01-01T10:00"])
def test_move_refuses_strange_and_past_times_with_a_sentence(owner_client, post, at):
    before = post.scheduled_at
    page = send(owner_client, "post-move", post, at=at)
    assert "rl-toast-error" in page.content.decode()
    post.refresh_from_db()
    assert post.scheduled_at == before


def edit(client, post, **words):
    data = {"version": post.version, "body": post.body, "hashtags": "", "link_url": "", **words}
    return client.post(reverse("post-edit", args=[post.pk]), data)


def test_an_edit_is_saved(owner_client, post):
    assert edit(owner_client, post, body="New words.", hashtags="#a b").status_code == 302
    post.refresh_from_db()
    assert (post.body, post.hashtags) == ("New words.", ["#a", "#b"])


def test_a_stale_edit_is_a_409_with_both_texts(owner_client, teammate_client, post):
    edit(teammate_client, post, body="Theirs.")
    response = edit(owner_client, post, body="Mine.")
    page = response.content.decode()
    assert response.status_code == 409
    assert "Theirs." in page
    assert "Mine." in page
    post.refresh_from_db()
    assert post.body == "Theirs."


@pytest.mark.parametrize("words", [{"link_url": "javascript:alert(1)"}, {"version": "x"}])
def test_a_refused_edit_is_a_422_with_the_words_kept(owner_client, post, words):
    response = edit(owner_client, post, body="Keep me.", **words)
    assert response.status_code == 422
    assert "Keep me." in response.content.decode()


def test_the_counter_counts_what_is_in_the_form(owner_client, post):
    response = owner_client.post(
        reverse("post-count", args=[post.pk]), {"body": "abc", "hashtags": "#d"}
    )
    assert "6 of 2200" in response.content.decode()
    post.refresh_from_db()
    assert post.body == "Coffee first."


def test_a_person_answers_what_the_machine_could_not_find_out(owner_client, account):
    post = make_schedule(account, status="unconfirmed", needs_person=True)
    make_attempt(post, outcome="unknown")
    refused = send(owner_client, "post-confirm", post, url="x")
    assert "Paste the whole link of the post" in refused.content.decode()
    send(owner_client, "post-confirm", post, url="https://example.com/p/1")
    post.refresh_from_db()
    assert post.status == "posted"


def test_a_failed_post_says_why_and_is_sent_again(owner_client, account):
    post = make_schedule(
        account, status="failed", failure_reason="refused", error_message="Too long for TikTok."
    )
    make_attempt(post, outcome="rejected")
    page = owner_client.get(f"{POSTS}?tab=failed").content.decode()
    assert "Too long for TikTok." in page
    send(owner_client, "post-send-again", post)
    post.refresh_from_db()
    assert post.status == "pending"


def test_steps_follow_state_policy_and_role(team, owner, post, viewer, teammate):
    def steps(user):
        return get_steps(post, team.memberships.get(user=user))

    assert steps(owner).approve
    assert not steps(owner).publish_now
    assert not any(vars(steps(viewer)).values())
    post.team.review_policy = Team.ReviewPolicy.ADMIN
    assert steps(owner).approve
    assert not steps(teammate).approve


def test_readings_show_medians_missing_figures_and_what_is_still_due(owner_client, story):
    page = owner_client.get(reverse("post", args=[story.posted.pk])).content.decode()
    assert "48,210" in page
    assert "▲ 38%" in page
    assert "due " in page
    assert "Simulation" in page
    assert "rl-curve-median" in page


def test_the_coach_is_asked_from_the_page_of_a_measured_post(owner_client, viewer_client, story):
    ask = reverse("coach-post", args=[story.posted.pk])
    assert "Ask the coach now" in owner_client.get(f"/posts/{story.posted.pk}/").content.decode()
    before = AICoachInsight.objects.filter(schedule=story.posted).count()
    owner_client.post(ask)
    assert AICoachInsight.objects.filter(schedule=story.posted).count() == before + 1
    assert viewer_client.post(ask).status_code == 403


def test_an_unclear_post_says_that_it_is_looked_for_and_not_sent_again(owner_client, account):
    unclear = make_schedule(account, status="unconfirmed", error_message="No clear answer.")
    page = owner_client.get(reverse("post", args=[unclear.pk])).content.decode()
    assert "It may be out already." in page
    assert "does not send it again until it knows" in page
