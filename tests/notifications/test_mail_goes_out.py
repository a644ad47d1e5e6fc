"""Mail: bundled, retried, given up aloud, ended by one click."""

import smtplib
from datetime import timedelta

from django.core import mail
from django.test import Client
from django.urls import reverse

from teams.letters import unsubscribe_token
from teams.models import EventLog, Notification, NotificationPreferences, TeamMember
from teams.services.notice_mail import WAITS, mail_again, send_due_mail
from teams.services.preferences import save_preferences, unsubscribe

T = Notification.Type
SOON = timedelta(minutes=2)


class Refusing:
    """A mail server that raises `error`."""

    def __init__(self, error):
        self.error = error

    def __enter__(self):
        return self

    def __exit__(self, *args):
        return None

    def send_messages(self, letters):
        raise self.error


def refuse_with(monkeypatch, error) -> None:
    monkeypatch.setattr("teams.services.notice_mail.get_connection", lambda: Refusing(error))


def test_news_of_one_minute_go_out_as_one_mail_with_links(say, now, settings):
    settings.BASE_URL = "https://reelay.example.com"
    first, second = say("one"), say("two", text="<b>& “quotes”")
    assert send_due_mail(now) == 0
    assert send_due_mail(now + SOON) == 1
    letter = mail.outbox[0]
    assert letter.to == ["owner@example.com"]
    assert letter.subject == "Reelay: 2 news from Kitchen"
    for notice in (first, second):
        address = f"https://reelay.example.com/notifications/{notice.pk}/"
        assert address in letter.body
        assert address in letter.alternatives[0].content
    assert "<b>& “quotes”" in letter.body
    assert "&lt;b&gt;&amp;" in letter.alternatives[0].content
    assert set(Notification.objects.values_list("mail_status", flat=True)) == {"sent"}


def test_mail_that_is_out_is_not_sent_again(say, now):
    say("one")
    assert [send_due_mail(now + SOON), send_due_mail(now + 2 * SOON)] == [1, 0]


def test_what_was_read_in_the_app_is_not_mailed(say, now, owner_client):
    notice = say("one")
    owner_client.post(reverse("notification-read", args=[notice.pk]))
    assert send_due_mail(now + SOON) == 0
    assert mail.outbox == []


def test_a_server_that_is_down_is_tried_for_hours_and_then_given_up_aloud(say, now, monkeypatch):
    notice = say("one")
    refuse_with(monkeypatch, ConnectionRefusedError("nobody there"))
    at = now + SOON
    for wait in WAITS:
        send_due_mail(at)
        notice.refresh_from_db()
        assert (notice.mail_status, notice.mail_due_at) == ("waiting", at + wait)
        assert "nobody there" in notice.mail_error
        at += wait
    send_due_mail(at)
    notice.refresh_from_db()
    assert (notice.mail_status, notice.mail_attempts) == ("failed", len(WAITS) + 1)
    assert EventLog.objects.filter(event_type="notification_mail_failed").count() == 1


def test_an_address_that_is_refused_for_good_is_not_tried_again(say, now, monkeypatch):
    notice = say("one")
    refuse_with(monkeypatch, smtplib.SMTPRecipientsRefused({"a@b": (550, b"unknown")}))
    send_due_mail(now + SOON)
    notice.refresh_from_db()
    assert (notice.mail_status, notice.mail_attempts) == ("failed", 1)


def test_a_person_can_have_failed_mail_sent_again(say, now, monkeypatch):
    say("one")
    with monkeypatch.context() as patch:
        refuse_with(patch, smtplib.SMTPRecipientsRefused({"a@b": (550, b"unknown")}))
        send_due_mail(now + SOON)
    assert mail_again(Notification.objects.all(), now=now) == 1
    assert send_due_mail(now + SOON) == 1


def test_a_sender_that_died_is_followed_by_another_with_the_same_letter(say, now):
    notice = say("one")
    send_due_mail(now + SOON)
    before = mail.outbox[0].extra_headers["Message-ID"]
    Notification.objects.filter(pk=notice.pk).update(mail_status="waiting", mail_due_at=now)
    send_due_mail(now + SOON)
    assert mail.outbox[1].extra_headers["Message-ID"] == before


def test_a_row_that_another_worker_claimed_is_left_to_it(say, now, monkeypatch):
    say("one")
    original = Notification.objects.mail_due(now + SOON).first()
    Notification.objects.update(mail_due_at=now + timedelta(hours=1))
    from teams.services import notice_mail

    assert not notice_mail._claim(original, now + SOON)


def test_without_a_mail_server_the_row_says_so(say, now, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    notice = say("one")
    assert send_due_mail(now + SOON) == 0
    notice.refresh_from_db()
    assert notice.mail_status == "skipped"
    assert "EMAIL_URL" in notice.mail_error


def test_somebody_who_left_the_team_gets_no_mail(say, now, owner):
    say("one")
    TeamMember.objects.filter(user=owner).delete()
    send_due_mail(now + SOON)
    assert mail.outbox == []
    assert Notification.objects.get().mail_status == "skipped"


def test_a_mail_program_ends_the_mail_with_one_click_and_no_sign_in(say, now, team, owner):
    say("one")
    send_due_mail(now + SOON)
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = headers["List-Unsubscribe"].strip("<>").split("localhost:8000")[1]
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.get(path).status_code == 200
    assert not NotificationPreferences.objects.exists(), "looking changes nothing"
    assert stranger.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert NotificationPreferences.objects.get().channels[T.PUBLISH_FAILED] == "app"
    assert say("two").mail_status == "none"


def test_a_forged_link_changes_nothing(client, team, owner):
    token = unsubscribe_token(owner, team, [T.PUBLISH_FAILED])
    answer = client.post(reverse("unsubscribe", args=[token[:-2] + "xx"]))
    assert answer.status_code == 400
    assert not NotificationPreferences.objects.exists()


def test_a_link_never_wakes_what_was_switched_off(team, owner):
    save_preferences(team, owner, channels={T.PUBLISH_FAILED: "off"})
    unsubscribe(unsubscribe_token(owner, team, [T.PUBLISH_FAILED]))
    assert NotificationPreferences.objects.get().channels[T.PUBLISH_FAILED] == "off"


def test_unwanted_mail_that_waits_is_taken_back(say, team, owner):
    notice = say("one")
    save_preferences(team, owner, channels={T.PUBLISH_FAILED: "app"})
    notice.refresh_from_db()
    assert notice.mail_status == "skipped"


def test_doctor_says_when_mail_is_not_configured_and_when_it_fails(say, now, monkeypatch, settings):
    from config.doctor import probe_mail

    assert probe_mail()[0].ok
    say("one")
    refuse_with(monkeypatch, smtplib.SMTPRecipientsRefused({"a@b": (550, b"unknown")}))
    send_due_mail(now + SOON)
    assert not probe_mail()[0].ok
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert "EMAIL_URL" in probe_mail()[0].detail
