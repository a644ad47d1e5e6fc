"""What a team asks of the planner, and the days on which nothing goes out."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from platforms.models import Connection
from teams.models import TeamOwned


class PlanningRules(TeamOwned):
    """One row a team; without a row the defaults hold. Clock times are in the team's zone."""

    quiet_from = models.TimeField(null=True, blank=True, help_text="Nothing is planned from here …")
    quiet_until = models.TimeField(null=True, blank=True, help_text="… until here, also overnight.")
    use_good_hours = models.BooleanField(
        default=True, help_text="Move posts to the best hours near their turn."
    )
    twins_apart_days = models.PositiveSmallIntegerField(
        default=14,
        validators=[MaxValueValidator(365)],
        help_text="Days between near-duplicates on one account; 0 allows them side by side.",
    )
    rotate_topics = models.BooleanField(
        default=True, help_text="Avoid the same topic twice in a row where another piece waits."
    )
    evergreen_after_days = models.PositiveSmallIntegerField(
        default=90,
        validators=[MinValueValidator(7), MaxValueValidator(730)],
        help_text="Media marked evergreen may go out again after this many days.",
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "planning_rules"
        verbose_name_plural = "planning rules"
        constraints = [models.UniqueConstraint(fields=["team"], name="one_set_of_rules_per_team")]

    def __str__(self) -> str:
        return f"Planning rules of {self.team}"

    def clean(self) -> None:
        if (self.quiet_from is None) != (self.quiet_until is None):
            raise ValidationError("Give both ends of the quiet hours, or neither.")
        if self.quiet_from is not None and self.quiet_from == self.quiet_until:
            raise ValidationError("The quiet hours would never end. Choose two different times.")


class BlackoutDates(TeamOwned):
    """Days, both included, on which nothing is planned: for the team, or for one account."""

    connection = models.ForeignKey(
        Connection, null=True, blank=True, on_delete=models.CASCADE, related_name="blackouts"
    )
    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "blackout_dates"
        ordering = ["first_day"]
        verbose_name_plural = "blackout dates"
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="blackout_ends_after_start"
            )
        ]
        indexes = [models.Index(fields=["team", "last_day"], name="blackout_by_last_day")]

    def __str__(self) -> str:
        return f"{self.first_day} to {self.last_day}"

    def clean(self) -> None:
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValidationError("The last day is before the first.")
