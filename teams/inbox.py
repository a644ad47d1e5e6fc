"""Reads of a person's notices: for the bell, the page and the API."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from teams.models import Notification, Team, User

PAGE_SIZE = 30
T = Notification.Type
# what a notice is about → the page of that one row
PAGES = {"posting_schedule": "post", "media_assets": "asset"}
LISTS = {"posting_schedule": "posts", "connections": "connections", "data_requests": "team-data"}
LOOKS = {
    T.NEEDS_REVIEW: ("info", "rate_review"),
    T.CHANGES_REQUESTED: ("warn", "undo"),
    T.CLIENT_DECISION: ("info", "how_to_reg"),
    T.POST_COMMENTED: ("info", "chat_bubble"),
    T.PUBLISH_FAILED: ("bad", "error"),
    T.NEEDS_PERSON: ("warn", "person_alert"),
    T.PUBLISH_SUCCESS: ("good", "check_circle"),
    T.CONNECTION_EXPIRING: ("warn", "schedule"),
    T.CONNECTION_EXPIRED: ("bad", "link_off"),
    T.IMPORT_FINISHED: ("good", "download_done"),
    T.EXPORT_READY: ("good", "folder_zip"),
    T.TEAM_ERASURE: ("bad", "delete_forever"),
    T.WEEKLY_REPORT_READY: ("info", "monitoring"),
}


@dataclass(frozen=True)
class Line:
    """One notice as the page shows it."""

    notice: Notification
    tone: str
    icon: str


def notices_of(user: User, team: Team | None) -> QuerySet[Notification]:
    """A person's notices in one team, newest first."""
    rows = Notification.objects.of(user).in_team(team)
    return rows.order_by("-created_at", "pk")


def count_unread(user: User, team: Team | None) -> int:
    """For the bell; none without a team."""
    if team is None or not user.is_authenticated:
        return 0
    rows = Notification.objects.of(user).unread().filter(team=team)
    return rows.order_by().count()


def get_page(
    user: User, team: Team, *, type_: str, unread: bool, number: str | None
) -> Page[Notification]:
    rows = notices_of(user, team)
    if type_:
        rows = rows.filter(type=type_)
    if unread:
        rows = rows.filter(is_read=False)
    return Paginator(rows, PAGE_SIZE).get_page(number)


def as_lines(notices) -> list[Line]:
    return [Line(notice, *LOOKS[Notification.Type(notice.type)]) for notice in notices]


def notice_for(user: User, pk: UUID | str) -> Notification:
    """A person's own notice, whichever of their teams it is of; Http404 for all others."""
    mine = Notification.objects.of(user).filter(team__memberships__user=user)
    try:
        return mine.select_related("team").get(pk=pk)
    except (Notification.DoesNotExist, ValidationError, ValueError) as error:
        raise Http404("No such notification.") from error


def target_of(notice: Notification) -> str:
    """The page where the matter is settled; the list of notices when there is none."""
    if notice.subject_id and (name := PAGES.get(notice.subject_type)):
        return reverse(name, args=[notice.subject_id])
    if name := LISTS.get(notice.subject_type):
        tab = "?tab=awaiting" if notice.type == T.NEEDS_REVIEW else ""
        return reverse(name) + tab
    return ""
