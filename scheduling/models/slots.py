"""Wall-clock times at which an account posts (seed 001 `publishing_calendar`)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import models

from platforms.models import Connection
from scheduling.models.posts import PostingSchedule
from scheduling.timetable import occurrences
from scheduling.wall_clock import Moment
from teams.models import TeamOwned


class CalendarSlot(TeamOwned):
    """A time of one account, on one date or, with a pattern, again and again from that date on.

    `date` and `time_slot` are wall-clock in `timezone`. A locked slot is never filled by a
    machine; a prime one gets the best scores, a test one is for experiments.
    """

    class SlotType(models.TextChoices):
        REGULAR = "regular"
        PRIME = "prime"
        TEST = "test"

    class RecurringPattern(models.TextChoices):
        DAILY = "daily", "Every day"
        WEEKLY = "weekly", "Every week"
        MONTHLY = "monthly", "Every month"

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="slots")
    date = models.DateField()
    time_slot = models.TimeField()
    timezone = models.CharField(max_length=64, default="UTC")
    schedule = models.ForeignKey(
        PostingSchedule, null=True, blank=True, on_delete=models.SET_NULL, related_name="slots"
    )
    slot_type = models.CharField(max_length=7, choices=SlotType.choices, default=SlotType.REGULAR)
    is_locked = models.BooleanField(default=False, help_text="No machine fills it.")
    recurring_pattern = models.CharField(
        max_length=7, choices=RecurringPattern.choices, blank=True, default=""
    )
    recurring_until = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "publishing_calendar"
        ordering = ["date", "time_slot"]
        constraints = [
            models.UniqueConstraint(
                fields=["date", "time_slot", "connection"], name="calendar_slot_once"
            )
        ]
        indexes = [models.Index(fields=["team", "date"], name="calendar_slot_by_date")]

    def __str__(self) -> str:
        return f"{self.connection}, {self.date} {self.time_slot:%H:%M}"

    def occurrences(self, first: datetime, last: datetime) -> list[Moment]:
        """When it comes between two moments, soonest first."""
        return occurrences(
            self.date,
            self.time_slot,
            ZoneInfo(self.timezone),
            pattern=self.recurring_pattern,
            until=self.recurring_until,
            first=first,
            last=last,
        )
