"""Mail about notices, over SMTP to a server that listens."""

from datetime import timedelta

import pytest

from teams.models import EventLog
from teams.services.notice_mail import WAITS, send_due_mail
from tests.platforms.doubles.smtp import MailDouble

SOON = timedelta(minutes=2)


@pytest.fixture
def server(settings):
    """A mail server, configured as `EMAIL_URL` would."""
    double = MailDouble("mail-secret")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", double.port
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "reelay", "mail-secret"
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 5
    yield double
    double.stop()


def status_of(notice) -> tuple[str, str]:
    notice.refresh_from_db()
    return notice.mail_status, notice.mail_error


def test_the_letter_arrives_with_its_id_and_a_way_out(server, say, now):
    notice = say("one", text="Zu lang: „Käse“.")
    assert send_due_mail(now + SOON) == 1
    assert server.sign_ins == ["reelay"]
    (letter,) = server.letters
    assert letter.reader == "owner@example.com"
    assert letter.message["Subject"] == "Reelay: Failed: one (Kitchen)"
    assert letter.message["Message-ID"]
    assert letter.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Zu lang: „Käse“." in letter.message.get_body(("plain",)).get_content()
    assert status_of(notice) == ("sent", "")


def test_a_wrong_password_is_tried_again_and_never_written_down(server, say, now, settings):
    notice = say("one")
    settings.EMAIL_HOST_PASSWORD = "wrong-secret"
    assert send_due_mail(now + SOON) == 0
    status, reason = status_of(notice)
    assert status == "waiting"
    assert "535" in reason
    assert "wrong-secret" not in reason
    settings.EMAIL_HOST_PASSWORD = "mail-secret"
    assert send_due_mail(now + SOON + WAITS[0]) == 1


def test_a_reader_who_is_unknown_there_is_given_up_aloud(server, say, now):
    notice = say("one")
    server.answers["RCPT owner@example.com"] = "550 5.1.1 unknown"
    assert send_due_mail(now + SOON) == 0
    assert status_of(notice)[0] == "failed"
    assert EventLog.objects.filter(event_type="notification_mail_failed").count() == 1


@pytest.mark.parametrize("step", ["RCPT owner@example.com", "DATA", "END"])
def test_a_server_that_asks_for_patience_gets_it(server, say, now, step):
    notice = say("one")
    server.answers[step] = "451 4.7.1 greylisted, try again"
    assert send_due_mail(now + SOON) == 0
    assert status_of(notice)[0] == "waiting"
    server.answers.clear()
    assert send_due_mail(now + SOON + WAITS[0]) == 1
    assert len(server.letters) == 1


def test_a_yes_that_is_lost_brings_the_same_letter_once_more(server, say, now):
    say("one")
    server.after_letters[0] = "drop after"
    assert send_due_mail(now + SOON) == 0
    assert send_due_mail(now + SOON + WAITS[0]) == 1
    first, second = (letter.message["Message-ID"] for letter in server.letters)
    assert first == second  # so that a mail program shows it once
