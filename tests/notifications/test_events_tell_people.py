"""Which event reaches whom, once."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from publishing.services.rows import defer
from scheduling.services.comments import add_comment
from scheduling.services.posts import create_post, edit_post
from scheduling.services.review import approve, request_changes
from scheduling.transitions import move
from teams.models import EventLog, Notification, NotificationPreferences, Team, TeamMember
from teams.services.events import record_event
from teams.services.notify import notify, tell, told_together
from tests.factories import make_asset, make_connection, make_schedule, make_team, make_user

T = Notification.Type


@pytest.fixture
def account(team):
    return make_connection(team)


@pytest.fixture
def manager(team):
    user = make_user(email="admin@example.com", name="Ada Admin")
    TeamMember.objects.create(team=team, user=user, role=TeamMember.Role.ADMIN)
    return user


def told(type_: str) -> set[str]:
    rows = Notification.objects.filter(type=type_)
    return {address.split("@")[0] for address in rows.values_list("user__email", flat=True)}


def test_a_post_that_waits_is_told_to_those_who_may_approve_but_not_to_its_author(
    account, owner, teammate, viewer, manager
):
    create_post(make_asset(account.team), account, at=timezone.now() + timedelta(days=1), by=owner)
    assert told(T.NEEDS_REVIEW) == {"teammate", "admin"}


def test_where_only_admins_approve_members_are_not_bothered(account, teammate, manager, owner):
    Team.objects.update(review_policy="admin")
    account.team.refresh_from_db()
    create_post(make_asset(account.team), account, at=timezone.now() + timedelta(days=1), by=owner)
    assert told(T.NEEDS_REVIEW) == {"admin"}


def test_where_nobody_approves_nobody_is_told(account, teammate, manager, owner):
    Team.objects.update(review_policy="none")
    account.team.refresh_from_db()
    create_post(make_asset(account.team), account, at=timezone.now() + timedelta(days=1), by=owner)
    assert not Notification.objects.exists()


def test_an_edit_of_a_post_that_waits_already_tells_nobody_twice(account, owner, teammate):
    at = timezone.now() + timedelta(days=1)
    post = create_post(make_asset(account.team), account, at=at, by=owner)
    edit_post(post, by=owner, version=post.version, now=timezone.now(), body="Tea first.")
    assert Notification.objects.filter(type=T.NEEDS_REVIEW, user=teammate).count() == 1


def test_a_yes_settles_it_for_everybody_and_takes_the_mail_back(account, owner, teammate):
    at = timezone.now() + timedelta(days=1)
    post = create_post(make_asset(account.team), account, at=at, by=owner)
    assert Notification.objects.get(user=teammate).mail_status == "waiting"
    approve(post, by=owner, now=timezone.now())
    notice = Notification.objects.get(user=teammate)
    assert (notice.is_read, notice.mail_status, notice.mail_due_at) == (True, "skipped", None)


def test_a_comment_is_told_to_whoever_worked_on_the_post_and_its_answer_to_the_commenter(
    account, owner, teammate, manager
):
    at = timezone.now() + timedelta(days=1)
    post = create_post(make_asset(account.team), account, at=at, by=teammate)
    for text in ("Is the price right?", "And the link?"):
        add_comment(post, by=owner, text=text, now=timezone.now())
    first = Notification.objects.get(type=T.POST_COMMENTED)  # the second is seen with the first
    assert (first.user, first.text) == (teammate, "Is the price right?")
    add_comment(post, by=teammate, text="Yes, both.", now=timezone.now())
    answer = Notification.objects.get(type=T.POST_COMMENTED, user=owner)
    assert answer.text == "Yes, both."


def test_changes_are_told_to_whoever_worked_on_the_post(account, owner, teammate, manager):
    at = timezone.now() + timedelta(days=1)
    post = create_post(make_asset(account.team), account, at=at, by=teammate)
    request_changes(post, by=owner, note="Shorter, please.")
    assert told(T.CHANGES_REQUESTED) == {"teammate"}
    assert Notification.objects.get(type=T.CHANGES_REQUESTED).text == "Shorter, please."


def test_changes_of_a_planned_post_are_told_to_all_who_may_edit(
    account, owner, teammate, viewer, manager
):
    post = make_schedule(account, review_status="awaiting")
    request_changes(post, by=owner, note="Another cover.")
    assert told(T.CHANGES_REQUESTED) == {"teammate", "admin"}


def test_a_failure_is_told_with_its_reason_to_owners_and_to_those_who_worked_on_it(
    account, owner, teammate, viewer
):
    post = make_schedule(account)
    record_event(post.team, "post_edited", post, by=teammate)
    sentence = "TikTok refused the video: it is too long."
    move(post, "failed", reason=sentence, failure_reason="refused", due_at=None)
    assert told(T.PUBLISH_FAILED) == {"owner", "teammate"}
    notice = Notification.objects.get(user=owner)
    assert notice.text == sentence
    assert "“Coffee first.”" in notice.title


def test_sending_it_again_settles_the_failure_and_a_new_one_is_told_anew(account, owner):
    post = make_schedule(account)
    move(post, "failed", failure_reason="refused", due_at=None)
    move(post, "pending", failure_reason="", due_at=timezone.now())
    assert Notification.objects.get(user=owner).is_read
    move(post, "failed", failure_reason="refused", due_at=None)
    assert Notification.objects.filter(user=owner, is_read=False).count() == 1


def test_an_unclear_outcome_is_told_only_once_a_person_is_needed(account, owner, now):
    post = make_schedule(account, status="unconfirmed", due_at=now)
    defer(post, now, sentence="We look again.")
    assert not Notification.objects.exists()
    defer(post, now, sentence="Please look.", needs_person=True)
    defer(post, now, sentence="Please look again.", needs_person=True)
    assert Notification.objects.get().type == T.NEEDS_PERSON


def test_a_person_is_told_even_when_the_sentence_stays_the_same(account, owner, now):
    post = make_schedule(account, status="unconfirmed", due_at=now, error_message="Unclear.")
    defer(post, now, sentence="Unclear.", needs_person=True)
    assert Notification.objects.get().text == "Unclear."


def test_a_lost_sign_in_is_told_to_managers_until_it_is_there_again(account, owner, teammate):
    record_event(account.team, "connection_expired", account, "Sign in again.")
    assert told(T.CONNECTION_EXPIRED) == {"owner"}
    record_event(account.team, "connection_renewed", account)
    assert not Notification.objects.unread().exists()


def test_a_plan_of_many_posts_is_one_notice(account, owner):
    posts = [make_schedule(account, review_status="awaiting") for _ in range(20)]
    events = [
        EventLog.objects.create(
            team=post.team,
            event_type="post_planned",
            subject_type="posting_schedule",
            subject_id=str(post.pk),
        )
        for post in posts
    ]
    assert notify(list(zip(events, posts, strict=True))) == 1
    assert Notification.objects.get().title == "20 posts wait for approval"


def test_the_same_news_twice_is_told_once(account, owner):
    post = make_schedule(account)
    event = record_event(post.team, "post_failed", post, "Why.")
    Notification.objects.update(is_read=True)
    notify([(event, post)])
    assert Notification.objects.count() == 1


def test_somebody_who_switched_a_kind_off_is_left_alone(account, owner, teammate):
    NotificationPreferences.objects.create(
        team=account.team, user=owner, channels={T.PUBLISH_FAILED: "off"}
    )
    record_event(account.team, "post_failed", make_schedule(account))
    assert not Notification.objects.filter(user=owner).exists()


def test_in_the_app_only_means_no_mail(account, owner):
    NotificationPreferences.objects.create(
        team=account.team, user=owner, channels={T.PUBLISH_FAILED: "app"}
    )
    record_event(account.team, "post_failed", make_schedule(account))
    assert Notification.objects.get(user=owner).mail_status == "none"


def test_people_who_left_or_were_switched_off_are_not_told(account, owner, teammate):
    owner.is_active = False
    owner.save()
    record_event(account.team, "connection_expired", account)
    assert not Notification.objects.exists()


def test_another_teams_people_hear_nothing(account, stranger):
    other = make_team()
    record_event(other, "post_failed", make_schedule(make_connection(other)))
    record_event(account.team, "post_failed", make_schedule(account))
    assert not Notification.objects.filter(user=stranger).exists()


def test_a_failure_to_tell_never_takes_the_change_back(account, owner, monkeypatch):
    def crash(*args, **kwargs):
        raise RuntimeError("no")

    monkeypatch.setattr("teams.services.notify.list_members", crash)
    post = make_schedule(account)
    assert move(post, "failed", failure_reason="refused", due_at=None)
    post.refresh_from_db()
    assert post.status == "failed"
    assert not Notification.objects.exists()


def test_telling_takes_the_same_number_of_queries_for_one_and_for_thirty_people(
    account, owner, django_assert_max_num_queries
):
    for _ in range(30):
        TeamMember.objects.create(team=account.team, user=make_user(), role="admin")
    post = make_schedule(account)
    with django_assert_max_num_queries(11):
        record_event(account.team, "post_failed", post)
    assert Notification.objects.count() == 31


def test_a_title_with_lines_and_length_fits_one_line(team, owner, now):
    member = TeamMember.objects.get(user=owner)
    tell(team, [member], T.PUBLISH_FAILED, key="k", title="a\n" * 400, text="", now=now)
    title = Notification.objects.get().title
    assert "\n" not in title
    assert len(title) <= 300


def test_a_step_that_makes_many_posts_is_told_as_one_when_it_is_done(account, owner, teammate):
    at = timezone.now() + timedelta(days=1)
    with told_together():
        for n in range(3):
            create_post(make_asset(account.team), account, at=at + timedelta(hours=3 * n), by=owner)
        assert not Notification.objects.exists()
    assert Notification.objects.get(user=teammate).title == "3 posts wait for approval"


def test_a_step_that_fails_tells_nothing(account, owner, teammate):
    def fail() -> None:
        with told_together(), transaction.atomic():
            create_post(make_asset(account.team), account, at=soon, by=owner)
            raise RuntimeError

    soon = timezone.now() + timedelta(days=1)
    with pytest.raises(RuntimeError):
        fail()
    assert not Notification.objects.exists()


def test_failures_that_come_together_are_told_one_by_one(account, owner):
    with told_together():
        for _ in range(2):
            move(make_schedule(account), "failed", failure_reason="refused", due_at=None)
    assert Notification.objects.filter(user=owner, type=T.PUBLISH_FAILED).count() == 2
