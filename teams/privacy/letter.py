"""The last letter to somebody whose account is erased: the receipt, to the address they had."""

import json
import smtplib

import structlog
from django.conf import settings
from django.core.mail import EmailMessage

from teams.letters import is_mail_configured
from teams.models import DataRequest

log = structlog.get_logger(__name__)
SUBJECT = "Your account is erased"
BODY = """Your account at {address} is erased, as you asked.

Your name, address, password, keys, sessions and notifications are gone. What others need of
your work stays as that of "a former member". The receipt is attached; keep it if you like: this
is the last letter, and your address is not kept.
"""


def send_receipt(request: DataRequest, address: str) -> bool:
    """Mail the receipt, once and at best: nobody could be asked for the address later."""
    if not is_mail_configured():
        return False
    letter = EmailMessage(
        subject=settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + SUBJECT,
        body=BODY.format(address=settings.BASE_URL),
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    receipt = json.dumps(request.receipt, indent=1)
    letter.attach(f"receipt-{request.pk}.json", receipt, "application/json")
    try:
        return bool(letter.send())
    except (
        smtplib.SMTPException,
        OSError,
        ValueError,
    ) as error:  # the erasure is done all the same
        log.warning("a receipt was not mailed", request=str(request.pk), error=type(error).__name__)
        return False
