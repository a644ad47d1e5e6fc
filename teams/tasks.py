"""Tasks of the floor of teams: doors without logic."""

from django.utils import timezone

from teams.services.notice_mail import send_due_mail


def send_notification_mail_task() -> int:
    """Mail what people are told; how many letters went out."""
    return send_due_mail(timezone.now())
