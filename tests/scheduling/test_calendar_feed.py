"""The plan in calendar programs: correct iCalendar, secret addresses, no more than was chosen."""

import logging
from datetime import timedelta

import icalendar
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from scheduling.exceptions import PostProblem
from scheduling.models import CalendarFeed, PostingSchedule
from scheduling.services.feeds import create_feed, renew_feed, revoke_feed
from scheduling.services.posts import reschedule
from teams.models import EventLog
from tests.factories import make_connection, make_schedule

SOON = timezone.now().replace(microsecond=0) + timedelta(days=3)


@pytest.fixture
def account(team):
    return make_connection(team, platform_username="kitchen")


@pytest.fixture
def feed(team, owner):
    """(the feed, its secret)"""
    return create_feed(team, name="Phone", shows="approved", by=owner)


def read(secret, **headers):
    return Client().get(reverse("calendar-feed", args=[secret]), headers=headers)


def events(secret):
    answer = read(secret)
    assert answer.status_code == 200
    return icalendar.Calendar.from_ical(answer.content).walk("VEVENT")


def test_the_file_is_what_the_standard_asks_for(feed, account):
    post = make_schedule(
        account, scheduled_at=SOON, review_status="approved", body="One,\ntwo; \\ ü"
    )
    answer = read(feed[1])
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    lines = answer.content.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert all(len(line) <= 75 for line in lines)
    (event,) = events(feed[1])
    assert event.decoded("dtstart") == SOON
    assert f"DTSTART:{SOON:%Y%m%dT%H%M%SZ}".encode() in lines
    assert event["uid"] == f"{post.pk}@reelay"
    assert (event["status"], event["sequence"]) == ("CONFIRMED", 0)
    assert event["summary"] == "TikTok · kitchen: One, two; \\ ü"
    assert event["url"].endswith(f"/posts/{post.pk}/")


def test_a_move_keeps_the_uid_and_raises_the_sequence(feed, account, owner):
    post = make_schedule(account, scheduled_at=SOON)
    before = events(feed[1])[0]
    reschedule(post, at=SOON + timedelta(days=1), by=owner, now=timezone.now())
    after = events(feed[1])[0]
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after.decoded("dtstart") == SOON + timedelta(days=1)


@pytest.mark.parametrize(
    ("fields", "status", "word"),
    [
        ({"status": "draft"}, "TENTATIVE", "Draft"),
        ({"review_status": "awaiting"}, "TENTATIVE", "Awaits approval"),
        ({"review_status": "approved"}, "CONFIRMED", "Planned"),
        ({"status": "canceled"}, "CANCELLED", "Canceled"),
        ({"status": "failed", "failure_reason": "refused"}, "CANCELLED", "Failed"),
        (
            {"status": "posted", "external_post_id": "1", "published_at": SOON},
            "CONFIRMED",
            "Posted",
        ),
    ],
)
def test_the_state_is_said(feed, account, fields, status, word):
    make_schedule(account, scheduled_at=SOON, **fields)
    (event,) = events(feed[1])
    assert event["status"] == status
    assert event["description"].startswith(f"{word} (simulation)")


@pytest.mark.parametrize(
    ("shows", "seen"),
    [("times", set()), ("approved", {"approved words"}),
     ("all", {"approved words", "waiting words", "draft words"})],
)  # fmt: skip
def test_no_more_words_are_shown_than_the_team_chose(team, owner, account, shows, seen):
    _, secret = create_feed(team, name="Client", shows=shows, by=owner)
    make_schedule(account, scheduled_at=SOON, body="approved words", review_status="approved")
    make_schedule(account, body="waiting words", review_status="awaiting",
                  scheduled_at=SOON + timedelta(hours=3))  # fmt: skip
    make_schedule(account, body="draft words", status="draft", review_status="not_required",
                  scheduled_at=SOON + timedelta(hours=6))  # fmt: skip
    text = read(secret).content.decode()
    words = ("approved words", "waiting words", "draft words")
    assert {one for one in words if one in text} == seen


def test_a_feed_of_one_account_holds_that_account_only(team, owner, account):
    other = make_connection(team, platform_username="garden")
    _, secret = create_feed(team, name="K", shows="all", connection=account, by=owner)
    make_schedule(account, scheduled_at=SOON)
    make_schedule(other, scheduled_at=SOON)
    assert [e["summary"][:16] for e in events(secret)] == ["TikTok · kitchen"]


def test_nothing_of_another_team_is_in_it(feed, stranger):
    theirs = make_connection(stranger.memberships.get().team)
    make_schedule(theirs, scheduled_at=SOON)
    assert events(feed[1]) == []


def test_the_same_plan_is_not_sent_twice(feed, account):
    post = make_schedule(account, scheduled_at=SOON)
    first = read(feed[1])
    assert read(feed[1], **{"If-None-Match": first["ETag"]}).status_code == 304
    PostingSchedule.objects.filter(pk=post.pk).update(scheduled_at=SOON + timedelta(hours=1))
    assert read(feed[1], **{"If-None-Match": first["ETag"]}).status_code == 200


def test_a_new_address_ends_the_old_one(feed, owner):
    fresh = renew_feed(feed[0], by=owner, now=timezone.now())
    assert read(feed[1]).status_code == 404
    assert read(fresh).status_code == 200


def test_a_revoked_address_ends_for_good(feed, owner):
    revoke_feed(feed[0], by=owner, now=timezone.now())
    revoke_feed(feed[0], by=owner, now=timezone.now())
    assert read(feed[1]).status_code == 404
    with pytest.raises(PostProblem, match="revoked"):
        renew_feed(feed[0], by=owner, now=timezone.now())
    kinds = EventLog.objects.values_list("event_type", flat=True)
    assert list(kinds).count("calendar_feed_revoked") == 1


@pytest.mark.parametrize("secret", ["x", "a" * 2000, "%00", "ü"])
def test_a_wrong_address_is_one_and_the_same_404(db, secret):
    answer = read(secret)
    assert answer.status_code == 404
    assert answer.content == b"There is no such calendar."


def test_the_secret_is_stored_nowhere_and_logged_nowhere(feed, owner, caplog):
    caplog.set_level(logging.DEBUG)
    read(feed[1])
    revoke_feed(feed[0], by=owner, now=timezone.now())
    read(feed[1])
    assert feed[1] not in caplog.text
    row = CalendarFeed.objects.values().get()
    assert feed[1] not in str(row)
    assert feed[1] not in str(list(EventLog.objects.values()))


def test_a_crash_does_not_log_the_address_either(feed, caplog, monkeypatch):
    def crash(*args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr("scheduling.feed_views.calendar_of", crash)
    client = Client(raise_request_exception=False)
    assert client.get(reverse("calendar-feed", args=[feed[1]])).status_code == 500
    assert feed[1] not in "".join(record.getMessage() for record in caplog.records)


def test_only_managers_make_feeds(team, teammate, viewer):
    for person in (teammate, viewer):
        with pytest.raises(PostProblem, match="owner or an admin"):
            create_feed(team, name="Mine", shows="all", by=person)
    assert not CalendarFeed.objects.exists()


def test_the_number_of_queries_does_not_grow(feed, account, django_assert_max_num_queries):
    for n in range(30):
        make_schedule(account, scheduled_at=SOON + timedelta(hours=n))
    with django_assert_max_num_queries(4):
        assert read(feed[1]).status_code == 200


def test_the_page_shows_the_address_once(owner_client, team, account):
    data = {"name": "Phone", "shows": "approved", "connection": str(account.pk)}
    page = owner_client.post(reverse("calendar-feed-create"), data).content.decode()
    address = page.split('id="feed-address">')[1].split("<")[0]
    assert Client().get(address.removeprefix("http://localhost:8000")).status_code == 200
    again = owner_client.get(reverse("calendar-feeds")).content.decode()
    assert "Phone" in again
    assert address not in again


def test_the_page_renews_and_revokes(owner_client, teammate_client, feed):
    renew, revoke = (reverse(f"calendar-feed-{s}", args=[feed[0].pk]) for s in ("renew", "revoke"))
    assert teammate_client.post(renew).status_code == 403
    assert "shown this once" in owner_client.post(renew).content.decode()
    assert "can no longer be read" in owner_client.post(revoke, follow=True).content.decode()
    assert "was revoked" in owner_client.post(renew, follow=True).content.decode()


def test_a_foreign_feed_is_out_of_reach(stranger_client, stranger_api, feed, account):
    for step in ("renew", "revoke"):
        address = reverse(f"calendar-feed-{step}", args=[feed[0].pk])
        assert stranger_client.post(address).status_code == 404
    assert stranger_api.delete(f"/api/calendar-feeds/{feed[0].pk}").status_code == 404
    data = {"name": "Theirs", "shows": "all", "connection": str(account.pk)}
    assert stranger_client.post(reverse("calendar-feed-create"), data).status_code == 422
    assert read(feed[1]).status_code == 200


def test_the_api_shows_the_address_once(api, account):
    body = {"name": "Board", "connection": str(account.pk)}
    made = api.post("/api/calendar-feeds", body, format="json")
    assert made.status_code == 201, made.json()
    secret = made.json()["address"].split("/")[-2]
    assert read(secret).status_code == 200
    pk = made.json()["id"]
    assert "address" not in api.get(f"/api/calendar-feeds/{pk}").json()
    renewed = api.post(f"/api/calendar-feeds/{pk}/renew").json()["address"]
    assert read(secret).status_code == 404
    assert read(renewed.split("/")[-2]).status_code == 200
    assert api.delete(f"/api/calendar-feeds/{pk}").status_code == 204
    assert read(renewed.split("/")[-2]).status_code == 404
