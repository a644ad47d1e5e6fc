"""What a person says about a new calendar feed."""

from django import forms

from platforms.models import Connection
from scheduling.models import CalendarFeed
from teams.models import Team


class FeedForm(forms.Form):
    """Who reads it, which account, and how much of it."""

    name = forms.CharField(max_length=80, label="Who reads it, or where", strip=True)
    connection = forms.ModelChoiceField(
        Connection.objects.none(), required=False, label="Account", empty_label="All accounts"
    )
    shows = forms.ChoiceField(
        choices=CalendarFeed.Shows.choices,
        initial=CalendarFeed.Shows.APPROVED,
        label="What it shows",
        help_text="Whoever has the address can read this much without signing in.",
    )

    def __init__(self, team: Team, *args, **kwargs):
        super().__init__(*args, **kwargs)
        accounts: forms.ModelChoiceField = self.fields["connection"]  # type: ignore[assignment]
        accounts.queryset = Connection.objects.in_team(team)
