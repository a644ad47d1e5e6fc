"""The admin's form of an endpoint."""

from django import forms
from unfold.widgets import UnfoldAdminTextInputWidget

from platforms.webhooks.endpoints import EndpointProblem, checked_url
from teams.models import WebhookEndpoint
from teams.services.webhooks import NAMES


class WebhookEndpointForm(forms.ModelForm):
    """Address, events, on or off."""

    url = forms.CharField(max_length=1000, widget=UnfoldAdminTextInputWidget)
    events = forms.MultipleChoiceField(
        choices=[(name, name) for name in NAMES],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None chosen: all of them.",
    )

    class Meta:
        model = WebhookEndpoint
        fields = ["url", "description", "events", "is_active"]

    def clean_url(self) -> str:
        try:
            return checked_url(self.cleaned_data["url"])
        except EndpointProblem as problem:
            raise forms.ValidationError(str(problem)) from problem
