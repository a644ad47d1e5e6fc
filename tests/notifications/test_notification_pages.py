"""The bell, the list, the choices: one's own, and nobody else's."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from teams.models import Notification, NotificationPreferences, TeamMember
from tests.factories import make_connection, make_schedule, make_team

CHOICE = {"quiet_from": "22:00", "quiet_until": "07:00", "digest_weekday": "4",
          "digest_hour": "9", **dict.fromkeys(Notification.Type.values, "app")}  # fmt: skip


def add_notice(team, user, key="k", **fields) -> Notification:
    values = {"type": "publish_failed", "title": f"Failed: {key}", "text": "Too long."}
    return Notification.objects.create(team=team, user=user, key=key, **{**values, **fields})


def test_the_bell_counts_what_is_unread(owner_client, owner, team):
    assert 'aria-label="Notifications"' in owner_client.get("/").content.decode()
    add_notice(team, owner)
    add_notice(team, owner, "read", is_read=True)
    assert "Notifications: 1 unread" in owner_client.get("/").content.decode()
    assert "1 unread" in owner_client.get(reverse("notification-bell")).content.decode()


def test_an_empty_list_offers_the_choices(owner_client, team):
    page = owner_client.get(reverse("notifications")).content.decode()
    assert "Nothing waits for you" in page
    assert reverse("notification-preferences") in page


def test_the_list_is_narrowed_by_kind_and_to_what_is_unread(owner_client, owner, team):
    add_notice(team, owner, "one")
    add_notice(team, owner, "two", type="needs_review", is_read=True)
    by_kind = owner_client.get(reverse("notifications"), {"type": "needs_review"}).content.decode()
    assert "Failed: two" in by_kind
    assert "Failed: one" not in by_kind
    unread = owner_client.get(reverse("notifications"), {"unread": "yes"}).content.decode()
    assert "Failed: two" not in unread
    nothing = owner_client.get(reverse("notifications"), {"type": "import_finished"})
    assert "Nothing of this kind" in nothing.content.decode()


def test_opening_one_reads_it_and_leads_to_the_post(owner_client, owner, team):
    post = make_schedule(make_connection(team))
    notice = add_notice(team, owner, subject_type="posting_schedule", subject_id=str(post.pk))
    answer = owner_client.get(reverse("notification-open", args=[notice.pk]))
    assert answer["Location"] == reverse("post", args=[post.pk])
    notice.refresh_from_db()
    assert notice.is_read


def test_many_posts_lead_to_what_waits(owner_client, owner, team):
    notice = add_notice(team, owner, subject_type="posting_schedule", type="needs_review")
    answer = owner_client.get(reverse("notification-open", args=[notice.pk]))
    assert answer["Location"] == "/posts/?tab=awaiting"


def test_the_week_is_shown_as_a_page(owner_client, owner, team):
    notice = add_notice(team, owner, type="weekly_report_ready", text="3 posts went out.")
    page = owner_client.get(reverse("notification-open", args=[notice.pk])).content.decode()
    assert "3 posts went out." in page


def test_a_link_from_a_mail_switches_to_its_team(owner_client, owner, team):
    second = make_team(owner, name="Second")
    post = make_schedule(make_connection(second))
    notice = add_notice(second, owner, subject_type="posting_schedule", subject_id=str(post.pk))
    page = owner_client.get(reverse("notification-open", args=[notice.pk]), follow=True)
    assert page.status_code == 200
    assert "<strong>Second</strong>" in page.content.decode()


def test_all_are_read_at_once_but_only_ones_own(owner_client, owner, teammate, team):
    for key in "ab":
        add_notice(team, owner, key)
    theirs = add_notice(team, teammate)
    owner_client.post(reverse("notifications-read-all"))
    assert list(Notification.objects.unread()) == [theirs]


def test_another_persons_notice_is_a_404_like_an_unknown_one(owner_client, teammate, team):
    theirs = add_notice(team, teammate)
    for pk in (theirs.pk, uuid.uuid4()):
        assert owner_client.get(reverse("notification-open", args=[pk])).status_code == 404
        assert owner_client.post(reverse("notification-read", args=[pk])).status_code == 404
    theirs.refresh_from_db()
    assert not theirs.is_read


def test_a_notice_of_a_team_that_one_left_is_a_404(owner_client, owner, team):
    second = make_team(owner)
    notice = add_notice(second, owner)
    TeamMember.objects.filter(team=second).delete()
    assert owner_client.get(reverse("notification-open", args=[notice.pk])).status_code == 404


def test_choices_are_kept_also_by_viewers(viewer_client, viewer, team):
    answer = viewer_client.post(reverse("notification-preferences"), CHOICE, follow=True)
    assert "Saved." in answer.content.decode()
    row = NotificationPreferences.objects.get(user=viewer)
    assert row.channels["publish_failed"] == "app"
    assert (str(row.quiet_from), row.digest_weekday, row.digest_hour) == ("22:00:00", 4, 9)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"quiet_until": ""}, "both ends"),
        ({"quiet_until": "22:00"}, "the same"),
        ({"digest_hour": "25"}, "valid choice"),
        ({"publish_failed": "pigeon"}, "valid choice"),
    ],
)
def test_strange_choices_are_refused_with_a_sentence(owner_client, team, wrong, said):
    answer = owner_client.post(reverse("notification-preferences"), {**CHOICE, **wrong})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not NotificationPreferences.objects.exists()


def test_the_list_takes_the_same_number_of_queries_for_two_and_for_thirty(
    owner_client, owner, team
):
    counts = []
    for batch in (range(2), range(2, 30)):
        for n in batch:
            add_notice(team, owner, str(n))
        with CaptureQueriesContext(connection) as captured:
            owner_client.get(reverse("notifications"))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_api_lists_reads_and_keeps_choices(api, owner, teammate, team):
    mine, theirs = add_notice(team, owner), add_notice(team, teammate)
    rows = api.get("/api/notifications").json()["results"]
    assert [row["id"] for row in rows] == [str(mine.pk)]
    assert api.get(f"/api/notifications/{theirs.pk}").status_code == 404
    assert api.post(f"/api/notifications/{mine.pk}/read").json()["is_read"] is True
    add_notice(team, owner, "again")
    assert api.post("/api/notifications/read-all").json() == {"read": 1}
    body = {"channels": {"publish_failed": "off"}, "quiet_from": "22:00", "quiet_until": "06:00"}
    answer = api.patch("/api/notification-preferences", body, format="json")
    assert answer.json()["channels"]["publish_failed"] == "off"
    assert api.get("/api/notification-preferences").json()["quiet_until"] == "06:00:00"


def test_the_api_refuses_strange_choices(api, team):
    for body in (
        {"channels": {"nothing": "off"}},
        {"channels": {"publish_failed": "pigeon"}},
        {"quiet_from": "22:00"},
        {"digest_hour": 24},
        {"unknown": 1},
    ):
        answer = api.patch("/api/notification-preferences", body, format="json")
        assert answer.status_code == 400, body
    assert not NotificationPreferences.objects.exists()
