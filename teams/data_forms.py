"""What somebody types before everything of a team or of an account is erased."""

from django import forms

from teams.models import Team, User
from teams.privacy.proof import what_is_wrong

PASSWORD = forms.PasswordInput(attrs={"autocomplete": "current-password"})
PLAIN = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})


class ProofForm(forms.Form):
    """One's password, and a name that shows that it is meant."""

    password = forms.CharField(label="Your password", widget=PASSWORD, strip=False)

    def __init__(self, data=None, *, user: User, **options):
        self.user = user
        super().__init__(data, **options)

    def clean_password(self) -> str:
        if problem := what_is_wrong(self.user, self.cleaned_data["password"]):
            raise forms.ValidationError(problem)
        return ""


class EraseTeamForm(ProofForm):
    """The team’s name, word for word."""

    name = forms.CharField(label="The team’s name", widget=PLAIN, max_length=200)
    field_order = ("name", "password")

    def __init__(self, data=None, *, team: Team, **options):
        super().__init__(data, **options)
        self.team = team
        self.fields["name"].help_text = f"Type “{team.name}”."

    def clean_name(self) -> str:
        if " ".join(self.cleaned_data["name"].split()) != " ".join(self.team.name.split()):
            raise forms.ValidationError(f"This is not the team’s name: “{self.team.name}”.")
        return self.team.name


class EraseAccountForm(ProofForm):
    """One’s own address."""

    email = forms.EmailField(label="Your e-mail address", widget=PLAIN)
    field_order = ("email", "password")

    def __init__(self, data=None, **options):
        super().__init__(data, **options)
        self.fields["email"].help_text = f"Type “{self.user.email}”."

    def clean_email(self) -> str:
        if self.cleaned_data["email"].strip().lower() != self.user.email.lower():
            raise forms.ValidationError("This is not the address of your account.")
        return self.user.email
