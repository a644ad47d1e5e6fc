"""What the team sends to make a link, and what a client sends through one."""

from django import forms

from platforms.models import Connection
from scheduling.services.links import MOST_DAYS, MOST_NAME


class ReviewLinkForm(forms.Form):
    """Who gets a link, to what, for how long. Without an account it is for the ticked posts."""

    name = forms.CharField(
        max_length=MOST_NAME, label="For whom", help_text="A name that your team recognises."
    )
    connection = forms.ModelChoiceField(
        queryset=Connection.objects.none(),
        required=False,
        label="What waits on this account",
        empty_label="The ticked posts only",
    )
    days = forms.IntegerField(
        min_value=1, max_value=MOST_DAYS, initial=14, label="Ends after how many days"
    )

    def __init__(self, team, data=None, *, has_posts: bool = False, **kwargs):
        super().__init__(data, auto_id="link_%s", **kwargs)
        field = self.fields["connection"]
        field.queryset = Connection.objects.in_team(team)  # type: ignore[attr-defined]
        if has_posts:
            del self.fields["connection"]
        else:
            field.required, field.empty_label = True, None  # type: ignore[attr-defined]


class ClientForm(forms.Form):
    """A client's word on one post. The note is required where changes are asked for."""

    name = forms.CharField(
        max_length=MOST_NAME,
        label="Your name",
        error_messages={"required": "Please say your name, so that the team knows who decided."},
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    note = forms.CharField(
        required=False,
        max_length=2000,
        label="What should change?",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data=None, *, prefix_id: str = "", **kwargs):
        super().__init__(data, auto_id=f"{prefix_id}_%s", **kwargs)
