"""What a person sends to connect an account, checked."""

from typing import Any

from django import forms

from platforms.models import Connection
from platforms.oauth.accounts import FoundAccount
from platforms.selectors import list_networks
from platforms.services.key_ways import KeyField, KeyWay


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


class KeyForm(forms.Form):
    """What one way of connecting without OAuth asks for. Secrets are never filled in again."""

    def __init__(self, way: KeyWay, data=None):
        super().__init__(data)
        for item in way.fields:
            self.fields[item.name] = _input_for(item)


def _input_for(item: KeyField) -> forms.Field:
    words: dict[str, Any] = {
        "label": item.label,
        "help_text": item.help_text,
        "required": item.required,
    }
    if item.choices:
        return forms.ChoiceField(choices=item.choices, **words)
    if item.secret:
        widget = forms.PasswordInput(attrs={"autocomplete": "off"})
        return forms.CharField(max_length=2000, widget=widget, **words)
    return forms.CharField(max_length=500, **words)


class ChooseAccountsForm(forms.Form):
    """Which of the accounts that a sign-in found are to be connected."""

    accounts = forms.MultipleChoiceField(label="Accounts", widget=forms.CheckboxSelectMultiple)

    def __init__(self, found: list[FoundAccount], data=None):
        super().__init__(data)
        choices = [(a.account_id, f"{a.name or a.handle} ({a.handle})") for a in found]
        self.fields["accounts"].choices = choices  # type: ignore[attr-defined]


class RouteForm(forms.Form):
    """Another way for an account's posts. The Blotato fields only for that route."""

    route = forms.ChoiceField(label="Route", choices=Connection.Route.choices)
    blotato_account_id = forms.CharField(
        label="Account’s number at Blotato", max_length=100, required=False
    )
    blotato_key = forms.CharField(
        label="Blotato API key",
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="Only if the account has not gone by Blotato before.",
    )
    confirmed = forms.BooleanField(
        label="Yes, send this account’s posts that way from now on",
        error_messages={"required": "Tick the box to confirm the switch."},
    )

    def clean(self) -> dict:
        given = [self.cleaned_data.get(name) for name in ("blotato_account_id", "blotato_key")]
        if any(given) and not all(given):
            raise forms.ValidationError("Blotato needs both: the account’s number and the key.")
        return self.cleaned_data
