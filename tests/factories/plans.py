"""Projects, campaigns, calendars and their items."""

import itertools
from datetime import date

from scheduling.models import CalendarItem, Campaign, ContentCalendar, Project
from teams.models import Team

numbers = itertools.count(1)


def make_project(team: Team, **fields) -> Project:
    """A project from March 2026 on."""
    values = {"name": f"Project {next(numbers)}", "start_date": date(2026, 3, 1)}
    return Project.objects.create(team=team, **{**values, **fields})


def make_campaign(project: Project, **fields) -> Campaign:
    """A planned campaign in March 2026."""
    values = {"name": f"Campaign {next(numbers)}", "start_date": date(2026, 3, 1),
              "end_date": date(2026, 3, 31)}  # fmt: skip
    return Campaign.objects.create(team=project.team, project=project, **{**values, **fields})


def make_calendar(team: Team, **fields) -> ContentCalendar:
    """A calendar of March 2026."""
    values = {"name": f"Calendar {next(numbers)}", "period_start": date(2026, 3, 1),
              "period_end": date(2026, 3, 31)}  # fmt: skip
    return ContentCalendar.objects.create(team=team, **{**values, **fields})


def make_item(calendar: ContentCalendar, **fields) -> CalendarItem:
    """Something to teach on 10 March 2026."""
    values = {"title": f"Item {next(numbers)}", "planned_date": date(2026, 3, 10),
              "content_pillar": "education"}  # fmt: skip
    return CalendarItem.objects.create(
        team=calendar.team, calendar=calendar, **{**values, **fields}
    )
