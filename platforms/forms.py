"""What a person sends to connect an account, checked."""

from django import forms

from platforms.selectors import list_networks


class SandboxAccountForm(forms.Form):
    """A simulated account on one of the networks."""

    platform = forms.ChoiceField(label="Network", choices=list_networks)
    handle = forms.RegexField(
        r"^@?[A-Za-z0-9._-]{1,60}$",
        label="Handle",
        max_length=61,
        error_messages={"invalid": "Use letters, digits, dots, dashes and underscores only."},
    )

    def clean_handle(self) -> str:
        """The handle without its @."""
        return self.cleaned_data["handle"].lstrip("@")
