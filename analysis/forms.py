"""What a person sends about an analysis, checked."""

from django import forms

from analysis.pictures_view import GROUPS
from teams.services.feedback import MOST_CHARACTERS

PARTS = {**GROUPS, "score": "Score", "cover": "Cover", "transcript": "Transcript"}


class WrongForm(forms.Form):
    """What is wrong, and with which part; an empty part means all of it."""

    comment = forms.CharField(
        max_length=MOST_CHARACTERS, error_messages={"required": "Say what is wrong."}
    )
    part = forms.ChoiceField(choices=[("", "All of it"), *PARTS.items()], required=False)
