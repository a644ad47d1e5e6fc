"""Content calendars: versions of a plan, and items whose status follows what is made and posted."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from scheduling.calendar_status import (
    CAMPAIGN_MOVES,
    ITEM_MOVES,
    PROJECT_MOVES,
    campaign_status_on,
    item_status,
    next_status,
)
from scheduling.exceptions import PostProblem
from scheduling.models import CalendarItem, Campaign, ContentCalendar, PostingSchedule, Project
from scheduling.rights import require_editor
from scheduling.services.changes import change_post
from scheduling.services.plan_records import store_row
from teams.models import Team, User
from teams.services.events import record_event
from teams.transitions import IllegalMove, move_row

RACED = "It was changed a moment ago. Reload and try again."
COPIED = ("campaign_id", "title", "notes", "planned_date", "planned_platforms", "content_pillar",
          "ai_twin_id", "script_id", "media_id", "assignee_id", "status", "line")  # fmt: skip
FOLLOWED = ("planned", "in_progress", "render_ready")
BATCH = 500


def store_item(item: CalendarItem, *, by: User | None, **values) -> CalendarItem:
    """Create or change an item; its status follows a new link at once."""
    store_row(item, by=by, **values)
    follow_items(item.team, [item.pk])
    item.refresh_from_db()
    return item


def move_item(item: CalendarItem, to: str, *, by: User) -> None:
    """A person's word on an item: skip it, take it up again, it is being made."""
    require_editor(item.team, by)
    _move(item, to, ITEM_MOVES, f"calendaritem_{to}", by)


def move_campaign(campaign: Campaign, to: str, *, by: User | None) -> None:
    """Start, end, cancel or take up a campaign. Raises PostProblem for a step there is not."""
    require_editor(campaign.team, by)
    _move(campaign, to, CAMPAIGN_MOVES, f"campaign_{to}", by)


def move_project(project: Project, to: str, *, by: User | None) -> None:
    """Pause, complete or take up a project."""
    require_editor(project.team, by)
    _move(project, to, PROJECT_MOVES, f"project_{to}", by)


def _move(row, to: str, moves, event: str, by: User | None) -> None:
    try:
        if not move_row(row, to, moves=moves, event_type=event, reason=str(row)[:200], by=by):
            raise PostProblem(RACED)
    except IllegalMove as error:
        raise PostProblem(str(error)) from error


def new_version(
    calendar: ContentCalendar, *, by: User, summary: str | None = None
) -> ContentCalendar:
    """A copy of the calendar with its items, numbered after the newest: changes go there.

    Items keep their `line`, by which versions are compared.
    """
    require_editor(calendar.team, by)
    same = ContentCalendar.objects.in_team(calendar.team).filter(name=calendar.name)
    try:
        with transaction.atomic():
            number = (same.aggregate(last=Max("version"))["last"] or 0) + 1
            copy = ContentCalendar.objects.create(
                team=calendar.team,
                user=by,
                project=calendar.project,
                name=calendar.name,
                period_start=calendar.period_start,
                period_end=calendar.period_end,
                version=number,
                earlier=calendar,
                strategy_summary=calendar.strategy_summary if summary is None else summary,
            )
            CalendarItem.objects.bulk_create(
                [_copied(item, copy) for item in calendar.items.all()], batch_size=BATCH
            )
            record_event(
                copy.team, "contentcalendar_versioned", copy, str(copy), by=by,
                earlier=str(calendar.pk),
            )  # fmt: skip
    except IntegrityError as error:
        raise PostProblem(RACED) from error
    return copy


def _copied(item: CalendarItem, calendar: ContentCalendar) -> CalendarItem:
    values = {name: getattr(item, name) for name in COPIED}
    return CalendarItem(id=uuid.uuid4(), team=calendar.team, calendar=calendar, **values)


def restore_version(calendar: ContentCalendar, *, by: User) -> ContentCalendar:
    """An earlier version as the newest one; nothing in between is lost.

    What was posted meanwhile is posted still: the status of its items follows at once.
    """
    copy = new_version(calendar, by=by)
    follow_items(copy.team, copy.items.values_list("pk", flat=True))
    return copy


def follow_items(team: Team, items: Iterable[UUID] | None = None) -> int:
    """Move items (all open ones, or these) to where media and posts say; how many moved.

    Three queries for however many items, and one move for each that changes.
    """
    rows = CalendarItem.objects.in_team(team).filter(status__in=FOLLOWED)
    rows = rows.exclude(media=None, script_id=None) if items is None else rows.filter(pk__in=items)
    found = list(rows.select_related("media", "team"))
    posted = _posted_on(team, {item.media_id for item in found if item.media_id})
    moved = 0
    for item in found:
        spoken_for = item_status(
            has_script=item.script_id is not None,
            media_status=item.media.status if item.media else None,
            wanted=item.planned_platforms,
            posted=posted[item.media_id],
        )
        to = next_status(item.status, spoken_for)
        if to is not None:
            event = f"calendaritem_{to}"
            moved += move_row(item, to, moves=ITEM_MOVES, event_type=event, reason=str(item)[:200])
    return moved


def _posted_on(team: Team, media: set[UUID]) -> dict[UUID | None, set[str]]:
    rows = PostingSchedule.objects.in_team(team).filter(media__in=media, status="posted")
    found: dict[UUID | None, set[str]] = defaultdict(set)
    for pk, platform in rows.values_list("media", "platform"):
        found[pk].add(platform)
    return found


def follow_due(now: datetime) -> int:
    """The items and campaigns of every team that has any; how many moved."""
    teams = Team.objects.filter(
        pk__in=CalendarItem.objects.filter(status__in=FOLLOWED).values("team")
    )
    moved = sum(follow_items(team) for team in teams)
    open_campaigns = Campaign.objects.filter(status__in=("planned", "running"))
    for campaign in open_campaigns.select_related("team"):
        today: date = now.astimezone(campaign.team.zone).date()
        to = campaign_status_on(today, campaign.start_date, campaign.end_date, campaign.status)
        if to is not None:
            reason = "Its dates say so."
            moved += move_row(
                campaign, to, moves=CAMPAIGN_MOVES, event_type=f"campaign_{to}", reason=reason
            )
    return moved


def assign_posts(
    posts: Iterable[PostingSchedule], campaign: Campaign | None, *, by: User
) -> list[PostingSchedule]:
    """Put posts into a campaign, or take them out of theirs (None); which of them changed."""
    changed = []
    for post in posts:
        require_editor(post.team, by)
        if campaign is not None and campaign.team_id != post.team_id:
            raise PostProblem("This campaign belongs to another team.")
        if post.campaign_id == (campaign.pk if campaign else None):
            continue
        said = f"Put into “{campaign}”." if campaign else "Taken out of its campaign."
        change_post(post, "post_campaign_changed", by=by, message=said, campaign=campaign)
        changed.append(post)
    return changed
