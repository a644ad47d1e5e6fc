"""Mail about notices, on its way: claimed row by row, bundled by person, tried for eight hours."""

import smtplib
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import F, QuerySet

from teams.letters import NOT_CONFIGURED, is_mail_configured, write_letter
from teams.models import Notification, Team
from teams.services.events import record_event

log = structlog.get_logger(__name__)

Mail = Notification.MailStatus
LEASE = timedelta(minutes=5)
IN_ONE_LETTER = 50
# waits after each failed try; after the last one the mail is given up
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)


def next_try(attempts: int, now: datetime) -> datetime | None:
    """When to try again after `attempts` failed tries; None: never."""
    return now + WAITS[attempts - 1] if attempts <= len(WAITS) else None


def send_due_mail(now: datetime, *, letters: int = 50) -> int:
    """Send up to `letters` letters that are due; how many went out.

    Safe to run many at once: each notice is claimed first. A crash between the mail server's yes
    and our note of it sends the same letter once more, under the same Message-ID.
    """
    due = Notification.objects.mail_due(now)
    if not is_mail_configured():
        due.update(mail_status=Mail.SKIPPED, mail_due_at=None, mail_error=NOT_CONFIGURED)
        return 0
    pairs = list(dict.fromkeys(due.values_list("user_id", "team_id")[: letters * IN_ONE_LETTER]))
    return sum(_send_to(user, team, now) for user, team in pairs[:letters])


def _send_to(user_id, team_id, now: datetime) -> bool:
    rows = Notification.objects.mail_due(now).filter(user=user_id, team=team_id)
    notices = [
        notice
        for notice in rows.select_related("user", "team")[:IN_ONE_LETTER]
        if _claim(notice, now)
    ]
    if not notices:
        return False
    if not notices[0].user.is_active or not is_member(notices[0]):
        _close(notices, Mail.SKIPPED, error="This person does not belong to the team any more.")
        return False
    try:
        _send(write_letter(notices))
    except (smtplib.SMTPException, OSError, ValueError) as error:
        _put_off(notices, error, now)
        return False
    _close(notices, Mail.SENT, mailed_at=now)
    return True


def _claim(notice: Notification, now: datetime) -> bool:
    """Take one notice for this worker, for as long as the lease."""
    taken = Notification.objects.filter(
        pk=notice.pk, mail_status=Mail.WAITING, mail_due_at=notice.mail_due_at
    ).update(mail_due_at=now + LEASE, mail_attempts=F("mail_attempts") + 1)
    notice.mail_due_at, notice.mail_attempts = now + LEASE, notice.mail_attempts + 1
    return bool(taken)


def is_member(notice: Notification) -> bool:
    return notice.team.memberships.filter(user=notice.user_id).exists()


def _send(letter: EmailMultiAlternatives) -> None:
    with get_connection() as connection:
        connection.send_messages([letter])


def _close(notices: Sequence[Notification], status: str, *, error: str = "", **values) -> None:
    _claimed(notices).update(mail_status=status, mail_due_at=None, mail_error=error, **values)


def _claimed(notices: Sequence[Notification]):
    """The rows as this worker claimed them; a row whose lease went to another is left alone."""
    return Notification.objects.filter(
        pk__in=[notice.pk for notice in notices],
        mail_status=Mail.WAITING,
        mail_due_at=notices[0].mail_due_at,
    )


def _put_off(notices: Sequence[Notification], error: Exception, now: datetime) -> None:
    """Try again later, or give up aloud: refused for good, or tried often enough."""
    reason = f"{type(error).__name__}: {error}"[:500]
    log.warning("mail was not taken", person=str(notices[0].user_id), reason=reason)
    again = [] if is_final(error) else [n for n in notices if next_try(n.mail_attempts, now)]
    lost = [notice for notice in notices if notice not in again]
    for notice in again:
        _claimed([notice]).update(
            mail_due_at=next_try(notice.mail_attempts, now), mail_error=reason
        )
    if lost:
        _give_up(lost, notices[0].team, reason)


@transaction.atomic
def _give_up(notices: Sequence[Notification], team: Team, reason: str) -> None:
    _close(notices, Mail.FAILED, error=reason)
    record_event(team, "notification_mail_failed", notices[0].user, reason, notices=len(notices))


def is_final(error: Exception) -> bool:
    """Whether the server will say the same tomorrow: the address is refused, or malformed."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in error.recipients.values())
    return isinstance(error, ValueError)


def mail_again(rows: QuerySet[Notification], *, now: datetime) -> int:
    """Try once more to mail what was given up; how many notices."""
    failed = rows.filter(mail_status=Mail.FAILED)
    return failed.update(mail_status=Mail.WAITING, mail_due_at=now, mail_attempts=0)
