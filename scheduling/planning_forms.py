"""Planning rules, closed days and slots as a person types them."""

from zoneinfo import available_timezones

from django import forms

from scheduling.campaign_forms import DATE, PlanForm
from scheduling.models import BlackoutDates, CalendarSlot, PlanningRules

CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class RulesForm(PlanForm):
    """What the team asks of the planner."""

    class Meta:
        model = PlanningRules
        fields = ("quiet_from", "quiet_until", "use_good_hours", "rotate_topics",
                  "twins_apart_days", "evergreen_after_days")  # fmt: skip
        widgets = {"quiet_from": CLOCK, "quiet_until": CLOCK}
        labels = {
            "quiet_from": "Quiet hours from", "quiet_until": "Quiet hours until",
            "use_good_hours": "Use the best hours", "rotate_topics": "Rotate topics",
            "twins_apart_days": "Days between near-duplicates",
            "evergreen_after_days": "Days before evergreen media comes again",
        }  # fmt: skip


class RowForm(PlanForm):
    """A row that has no `updated_at`: nothing is compared when it is saved."""

    seen_at = None

    def remember(self) -> None:
        """There is nothing to remember."""


class ClosedDaysForm(RowForm):
    """Days on which nothing is planned."""

    class Meta:
        model = BlackoutDates
        fields = ("first_day", "last_day", "connection", "reason")
        widgets = {"first_day": DATE, "last_day": DATE}
        labels = {"first_day": "First day", "last_day": "Last day", "connection": "Account"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        accounts: forms.ModelChoiceField = self.fields["connection"]  # type: ignore[assignment]
        accounts.empty_label = "All accounts"


class SlotForm(RowForm):
    """A time at which an account posts, once or again and again."""

    timezone = forms.ChoiceField(
        choices=lambda: [(name, name) for name in sorted(available_timezones())],
        help_text="The clock that the time is read on.",
    )

    class Meta:
        model = CalendarSlot
        fields = ("connection", "date", "time_slot", "timezone", "recurring_pattern",
                  "recurring_until", "slot_type", "is_locked")  # fmt: skip
        widgets = {"date": DATE, "time_slot": CLOCK, "recurring_until": DATE}
        labels = {
            "connection": "Account", "date": "First day", "time_slot": "Time",
            "recurring_pattern": "Comes again", "recurring_until": "Until",
            "slot_type": "Kind", "is_locked": "Locked: no machine fills it",
        }  # fmt: skip
        help_texts = {"slot_type": "Prime slots get the best scores; test slots are experiments."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["recurring_pattern"].choices = [  # type: ignore[attr-defined]
            ("", "Only once"), *CalendarSlot.RecurringPattern.choices,
        ]  # fmt: skip
        if self.instance._state.adding:
            self.initial.setdefault("timezone", self.team.timezone)

    def clean(self) -> dict:
        given = super().clean() or {}
        first, until = given.get("date"), given.get("recurring_until")
        if until and not given.get("recurring_pattern"):
            self.add_error("recurring_until", "A slot that comes only once has no end.")
        elif first and until and until < first:
            self.add_error("recurring_until", "It ends before it begins.")
        return given
