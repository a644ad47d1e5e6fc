"""How a person wants to be told."""

from django import forms

from teams.models import Notification, NotificationPreferences
from teams.notices import channel_of

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TWO_ENDS = "Give both ends of the quiet hours, or neither."
SAME_ENDS = "The two ends are the same: that would be no time at all. Leave both empty instead."


def check_quiet_hours(start, end) -> str:
    """What is wrong with quiet hours from `start` to `end`; empty when nothing is."""
    if (start is None) != (end is None):
        return TWO_ENDS
    return SAME_ENDS if start is not None and start == end else ""


class PreferencesForm(forms.Form):
    """A choice for each type, quiet hours, and when the week's figures come."""

    quiet_from = forms.TimeField(
        label="No mail from",
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    quiet_until = forms.TimeField(
        label="until",
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        help_text="Mail that falls into it comes at its end. Leave both empty for none.",
    )
    digest_weekday = forms.TypedChoiceField(
        label="The week's figures come on", coerce=int, choices=list(enumerate(WEEKDAYS))
    )
    digest_hour = forms.TypedChoiceField(
        label="at", coerce=int, choices=[(hour, f"{hour:02}:00") for hour in range(24)]
    )

    def __init__(self, data=None, *, preferences: NotificationPreferences):
        initial = {
            "quiet_from": preferences.quiet_from,
            "quiet_until": preferences.quiet_until,
            "digest_weekday": preferences.digest_weekday,
            "digest_hour": preferences.digest_hour,
        }
        super().__init__(data, initial=initial)
        for type_, label in Notification.Type.choices:
            self.fields[type_] = forms.ChoiceField(
                label=label,
                choices=NotificationPreferences.Channel.choices,
                initial=channel_of(preferences, type_),
            )

    @property
    def channel_fields(self):
        return [self[type_] for type_ in Notification.Type.values]

    def clean(self) -> dict:
        data = super().clean() or {}
        if problem := check_quiet_hours(data.get("quiet_from"), data.get("quiet_until")):
            self.add_error("quiet_until", problem)
        return data

    def values(self) -> dict:
        """What is kept, as `save_preferences` takes it."""
        data = self.cleaned_data
        channels = {type_: data[type_] for type_ in Notification.Type.values}
        plain = ("quiet_from", "quiet_until", "digest_weekday", "digest_hour")
        return {"channels": channels, **{name: data[name] for name in plain}}
