"""Mail about notices: what it looks like, and the link that ends it. Sends nothing."""

from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from teams.models import Notification, Team, User

SALT = "teams.unsubscribe"
MUTE_BACKENDS = ("console", "dummy")
NOT_CONFIGURED = "No mail server is configured (EMAIL_URL), so no mail is sent."


class BadLink(Exception):
    """The link was not made by us, or is broken."""


def is_mail_configured() -> bool:
    """Whether mail really leaves: the console and the dummy back end send none."""
    return not any(f".{name}." in settings.EMAIL_BACKEND for name in MUTE_BACKENDS)


def unsubscribe_token(user: User, team: Team, types: Sequence[str]) -> str:
    """A signed word that ends mail about `types`; it needs no sign-in and does not expire."""
    return signing.dumps([str(user.pk), str(team.pk), sorted(set(types))], salt=SALT)


def read_token(token: str) -> tuple[UUID, UUID, list[str]]:
    """Person, team and types of a token. Raises BadLink."""
    try:
        user, team, types = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise BadLink("This link is broken. Sign in and change it under Notifications.") from error
    return UUID(user), UUID(team), types


def address_of(name: str, *args) -> str:
    """A whole address, for mail."""
    return settings.BASE_URL.rstrip("/") + reverse(name, args=args)


def write_letter(notices: Sequence[Notification]) -> EmailMultiAlternatives:
    """One mail with all `notices`, which belong to one person and one team.

    Its id is made from theirs: a letter that is sent twice after a crash is the same letter.
    """
    first = notices[0]
    token = unsubscribe_token(first.user, first.team, [notice.type for notice in notices])
    leave = address_of("unsubscribe", token)
    subject = subject_of(notices)
    context = {
        "notices": [(notice, address_of("notification-open", notice.pk)) for notice in notices],
        "team": first.team,
        "person": first.user,
        "preferences": address_of("notification-preferences"),
        "leave": leave,
        "subject": subject,
    }
    letter = EmailMultiAlternatives(
        subject=settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + subject,
        body=render_to_string("teams/mail/notices.txt", context),
        to=[first.user.email],
        headers={
            "Message-ID": message_id(notices),
            "List-Unsubscribe": f"<{leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    letter.attach_alternative(render_to_string("teams/mail/notices.html", context), "text/html")
    return letter


def subject_of(notices: Sequence[Notification]) -> str:
    if len(notices) == 1:
        return f"{notices[0].title} ({' '.join(notices[0].team.name.split())})"
    return f"{len(notices)} news from {' '.join(notices[0].team.name.split())}"


def message_id(notices: Sequence[Notification]) -> str:
    digest = sha256(" ".join(sorted(str(notice.pk) for notice in notices)).encode()).hexdigest()
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    return f"<{digest[:32]}.reelay@{domain}>"
