"""Where a person wants a post: another day at the same hour, or a day and a time."""

from datetime import date, datetime

from django import forms

from scheduling.exceptions import PostProblem
from scheduling.models import PostingSchedule
from scheduling.services.moves import on_day
from scheduling.wall_clock import Moment, moment_of
from teams.models import Team

NO_TIME = "Choose a day and a time."


class TargetForm(forms.Form):
    """`version` is the fence that the person saw; `day` keeps the hour, `at` is day and time."""

    version = forms.IntegerField(min_value=0)
    day = forms.DateField(required=False)
    at = forms.CharField(required=False, max_length=40)

    def target(self, schedule: PostingSchedule) -> Moment:
        """The wanted moment; raises PostProblem when the form names none."""
        if not self.is_valid():
            raise PostProblem(NO_TIME)
        day: date | None = self.cleaned_data["day"]
        return (
            on_day(schedule, day)
            if day
            else read_wall_clock(self.cleaned_data["at"], schedule.team)
        )


def read_wall_clock(text: str, team: Team) -> Moment:
    """“2026-03-29T02:30” on the wall of the team; a time that the clocks leave out is moved."""
    try:
        wanted = datetime.fromisoformat(text)
    except ValueError as error:
        raise PostProblem(NO_TIME) from error
    if wanted.tzinfo is not None or not 2000 <= wanted.year <= 2100:
        raise PostProblem(NO_TIME)
    return moment_of(wanted.date(), wanted.time(), team.zone)
