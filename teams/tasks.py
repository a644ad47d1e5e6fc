"""Tasks of the floor of teams: doors without logic."""

from django.utils import timezone

from teams.privacy.erased import remember_erasures
from teams.privacy.exports import forget_expired
from teams.privacy.work import carry_out_due
from teams.services.notice_mail import send_due_mail


def send_notification_mail_task() -> int:
    """Mail what people are told; how many letters went out."""
    return send_due_mail(timezone.now())


def carry_out_data_requests_task() -> int:
    """Export and erase what is due; how many requests were taken up."""
    return carry_out_due()


def forget_expired_exports_task() -> int:
    """Remove exports whose week is over; how many. Notes erasures whose worker died over it."""
    remember_erasures()
    return forget_expired(timezone.now())
