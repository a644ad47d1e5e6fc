"""What owners and admins may set for their team."""

import zoneinfo

from django import forms

from teams.models import Team


class TeamForm(forms.ModelForm):
    """Name, zone, review policy and how late a post may still go out."""

    timezone = forms.ChoiceField(
        label="Time zone",
        choices=lambda: [(name, name) for name in sorted(zoneinfo.available_timezones())],
        help_text="Every time on every page is shown in it.",
    )
    catch_up_hours = forms.IntegerField(
        label="Catch-up hours",
        min_value=0,
        max_value=168,
        help_text="A post that is later than this after downtime is not sent any more.",
    )

    class Meta:
        model = Team
        fields = [
            "name",
            "timezone",
            "review_policy",
            "client_approval_counts",
            "catch_up_hours",
            "ai_budget_usd",
        ]
        labels = {
            "review_policy": "Who approves posts",
            "client_approval_counts": "A client’s approval counts",
            "ai_budget_usd": "AI budget a month, US dollars",
        }
