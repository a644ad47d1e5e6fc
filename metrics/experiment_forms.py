"""What a person says to start an experiment."""

from collections.abc import Sequence
from datetime import date, time, timedelta

from django import forms

from analysis.models import FrameSample, MediaAnalysis
from media_assets.models import MediaAsset
from metrics.effects import needed_blocks
from platforms.models import Connection
from scheduling.models import Experiment
from scheduling.services.experiments import ARMS, LETTERS, ROUNDS, Wish

Kind = Experiment.Kind
COVERS = 12


def list_covers(asset: MediaAsset) -> list[tuple[str, str]]:
    """(path, label) of the frames that may be covers, by time."""
    frames = FrameSample.objects.filter(analysis__media=asset, analysis__is_current=True)
    rows = frames.exclude(image_path="").order_by("index")[:COVERS]
    return [(row.image_path, f"Frame at {row.time_sec:.1f} s") for row in rows]


def suggested_caption(asset: MediaAsset) -> str:
    """The first caption that the analysis suggests, for any network."""
    analysis = MediaAnalysis.objects.current().filter(media=asset).first()
    for captions in (analysis.ai_caption_suggestions if analysis else {}).values():
        if captions:
            return captions[0]
    return ""


class ExperimentForm(forms.Form):
    """Two to four variants, the accounts, and for how long."""

    name = forms.CharField(max_length=120, label="What you want to know")
    accounts = forms.ModelMultipleChoiceField(
        queryset=Connection.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one account."},
    )
    rounds = forms.IntegerField(
        min_value=ROUNDS[0],
        max_value=ROUNDS[1],
        initial=2,
        help_text="How often each account gets every variant.",
    )
    first_day = forms.DateField(
        label="First day", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    clock = forms.TimeField(
        label="Time of day",
        initial=time(18),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        help_text="The same for all variants, so that the hour favours none.",
    )
    measure = forms.ChoiceField(label="Judged by", choices=Experiment.Measure.choices)
    checkpoint = forms.ChoiceField(label="Read at", choices=Experiment.Checkpoint.choices)
    even_if_small = forms.BooleanField(
        required=False, label="Start even if it is too small to tell anything"
    )

    def __init__(self, data=None, *, asset: MediaAsset, kind: str, today: date):
        super().__init__(data)
        self.asset, self.kind, self.today = asset, kind, today
        accounts = Connection.objects.in_team(asset.team).filter(is_active=True)
        self.fields["accounts"].queryset = accounts.order_by("platform", "pk")  # type: ignore[attr-defined]
        self.fields["first_day"].initial = today + timedelta(days=1)
        if kind == Kind.TIME:
            del self.fields["clock"]
        for n, letter in enumerate(LETTERS):
            self.fields[f"variant_{letter.lower()}"] = self._variant(n)

    def _variant(self, n: int) -> forms.Field:
        label = f"Variant {LETTERS[n]}" + (" (control: as you do it now)" if n == 0 else "")
        required = n < ARMS[0]
        if self.kind == Kind.TIME:
            return forms.TimeField(
                label=label,
                required=required,
                initial=(time(9), time(18), None, None)[n],
                widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            )
        if self.kind == Kind.THUMBNAIL:
            choices = [("", "–"), *list_covers(self.asset)]
            return forms.ChoiceField(label=label, required=required, choices=choices)
        return forms.CharField(
            label=label,
            required=required,
            max_length=5000,
            initial=suggested_caption(self.asset) if n == 0 else "",
            widget=forms.Textarea(attrs={"rows": 4}),
        )

    @property
    def variant_fields(self):
        return [self[f"variant_{letter.lower()}"] for letter in LETTERS]

    @property
    def other_fields(self):
        names = ("rounds", "first_day", "clock", "measure", "checkpoint")
        return [self[name] for name in names if name in self.fields]

    def variants(self) -> list[str | time]:
        given = [self.cleaned_data.get(f"variant_{letter.lower()}") for letter in LETTERS]
        return [value.strip() if isinstance(value, str) else value for value in given if value]

    def clean_first_day(self) -> date:
        day = self.cleaned_data["first_day"]
        if not self.today <= day <= self.today + timedelta(days=365):
            raise forms.ValidationError("Choose a day from today on, within a year.")
        return day

    def clean(self) -> dict:
        data = super().clean() or {}
        accounts, rounds = data.get("accounts"), data.get("rounds")
        if accounts and rounds and not data.get("even_if_small"):
            self._require_enough(len(accounts), rounds)
        return data

    def _require_enough(self, accounts: int, rounds: int) -> None:
        needed = needed_blocks(max(1, len(self.variants()) - 1))
        if accounts * rounds < needed:
            self.add_error("rounds", too_small(accounts, rounds, needed))

    def wish(self) -> Wish:
        data = self.cleaned_data
        return Wish(
            name=data["name"],
            kind=self.kind,
            values=self.variants(),
            accounts=list(data["accounts"]),
            rounds=data["rounds"],
            first_day=data["first_day"],
            clock=data.get("clock") or time(18),
            measure=data["measure"],
            checkpoint=data["checkpoint"],
        )


def too_small(accounts: int, rounds: int, needed: int) -> str:
    """Why so few blocks cannot tell."""
    return (
        f"{accounts} × {rounds} are {accounts * rounds} comparisons; it takes {needed} to tell "
        "chance from a difference. Choose more accounts or rounds, or tick “even if too small”."
    )


def require_enough(values: Sequence, accounts: int, rounds: int) -> str:
    """The same for the API; empty when it is enough."""
    needed = needed_blocks(max(1, len(values) - 1))
    return "" if accounts * rounds >= needed else too_small(accounts, rounds, needed)
