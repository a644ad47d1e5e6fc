"""Projects, campaigns, content calendars and their items as a person types them."""

from datetime import UTC, datetime

from django import forms

from media_assets.models import MediaAsset
from platforms.specs import SPECS
from scheduling.models import CalendarItem, Campaign, ContentCalendar, Project
from teams.models import Team, User

NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # a form that was tampered with has seen nothing
MOST_MEDIA = 500
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
NETWORKS = sorted(
    {(spec.network, SPECS[spec.network].label) for spec in SPECS.values()}, key=lambda n: n[1]
)


class PlanForm(forms.ModelForm):
    """A row of the team; `seen` is when it was last saved as the editor looked at it."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, team: Team, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.team = team
        if self.instance._state.adding:
            self.instance.team = team
        else:
            self.remember()
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
                field.queryset = self.own_rows(field.queryset.model)

    def remember(self) -> None:
        """Which state of the row the editor looks at."""
        self.initial["seen"] = self.instance.updated_at.isoformat()

    def own_rows(self, model):
        if model is User:
            return User.objects.filter(memberships__team=self.team)
        return model.objects.in_team(self.team)

    def _get_validation_exclusions(self) -> set[str]:
        """The team is part of what must be unique."""
        return super()._get_validation_exclusions() - {"team"}  # type: ignore[misc]

    def _post_clean(self) -> None:
        """Check on a copy: the service compares with the row as it stands."""
        standing = {
            f.attname: getattr(self.instance, f.attname) for f in self._meta.model._meta.fields
        }
        super()._post_clean()  # type: ignore[misc]
        for name, value in standing.items():
            setattr(self.instance, name, value)

    @property
    def values(self) -> dict:
        """The fields of the row, for the service."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}

    @property
    def seen_at(self) -> datetime | None:
        """None for a new row."""
        text = self.cleaned_data.get("seen")
        if self.instance._state.adding or not text:
            return None
        try:
            seen = datetime.fromisoformat(text)
        except ValueError:
            return NEVER
        return seen if seen.tzinfo else NEVER


class ProjectForm(PlanForm):
    """A piece of work with aims."""

    audience = forms.CharField(required=False, max_length=300, label="Who it is for")
    tone = forms.CharField(required=False, max_length=200, label="Tone")
    kpis = forms.CharField(
        required=False, max_length=500, label="What success is measured by",
        help_text="Separated by commas.",
    )  # fmt: skip

    class Meta:
        model = Project
        fields = ("name", "description", "start_date", "end_date")
        widgets = {"start_date": DATE, "end_date": DATE,
                   "description": forms.Textarea(attrs={"rows": 3})}  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        aims = self.instance.objectives_json
        self.initial.update({"audience": aims.get("audience", ""), "tone": aims.get("tone", "")})
        kpis = aims.get("kpis", [])
        self.initial["kpis"] = ", ".join(kpis) if isinstance(kpis, list) else str(kpis)

    @property
    def values(self) -> dict:
        given = self.cleaned_data
        kpis = [kpi.strip() for kpi in given["kpis"].split(",") if kpi.strip()]
        own = {"audience": given["audience"], "tone": given["tone"], "kpis": kpis}
        kept = {k: v for k, v in self.instance.objectives_json.items() if k not in own}
        aims = {**kept, **{name: value for name, value in own.items() if value}}
        return {**super().values, "objectives_json": aims}


class CampaignForm(PlanForm):
    """Posts with one purpose between two dates, and what they are to reach."""

    target_platforms = forms.MultipleChoiceField(
        choices=NETWORKS, required=False, widget=forms.CheckboxSelectMultiple, label="Networks",
        help_text="None: all of them. Media that is planned for the campaign goes only there.",
    )  # fmt: skip
    posts = forms.IntegerField(required=False, min_value=1, max_value=9999, label="Target: posts")
    views = forms.IntegerField(required=False, min_value=1, label="Target: views")
    engagement_percent = forms.FloatField(
        required=False, min_value=0.01, max_value=100, label="Target: engagement rate in %"
    )
    amount = forms.DecimalField(
        required=False, min_value=0, max_digits=12, decimal_places=2, label="Budget for boosts",
        help_text="For your notes: nothing is spent by us.",
    )  # fmt: skip
    currency = forms.RegexField(r"^[A-Z]{3}$", required=False, label="Currency, such as EUR")

    class Meta:
        model = Campaign
        fields = ("project", "name", "description", "start_date", "end_date", "target_platforms")
        widgets = {"start_date": DATE, "end_date": DATE,
                   "description": forms.Textarea(attrs={"rows": 3})}  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        aims, budget = self.instance.targets_json, self.instance.budget_json
        self.initial.update({"posts": aims.get("posts"), "views": aims.get("views")})
        if rate := aims.get("engagement_rate"):
            self.initial["engagement_percent"] = round(100 * rate, 2)
        self.initial.update(
            {"amount": budget.get("amount"), "currency": budget.get("currency", "")}
        )

    @property
    def values(self) -> dict:
        given, row = self.cleaned_data, self.instance
        rate = given["engagement_percent"]
        aims = {"posts": given["posts"], "views": given["views"],
                "engagement_rate": rate and round(rate / 100, 6)}  # fmt: skip
        amount = given["amount"]
        money = {"amount": None if amount is None else float(amount), "currency": given["currency"]}
        return {
            **super().values,
            "targets_json": _merged(row.targets_json, aims),
            "budget_json": _merged(row.budget_json, money),
        }


def _merged(present: dict, own: dict) -> dict:
    """`present` with the form's own names set, or left out where they are empty."""
    kept = {name: value for name, value in present.items() if name not in own}
    return {**kept, **{name: value for name, value in own.items() if value}}


class CalendarForm(PlanForm):
    """The period and the thought behind it."""

    class Meta:
        model = ContentCalendar
        fields = ("name", "project", "period_start", "period_end", "strategy_summary")
        widgets = {"period_start": DATE, "period_end": DATE,
                   "strategy_summary": forms.Textarea(attrs={"rows": 4})}  # fmt: skip


class ItemForm(PlanForm):
    """One piece that is wanted on a day."""

    planned_platforms = forms.MultipleChoiceField(
        choices=NETWORKS, required=False, widget=forms.CheckboxSelectMultiple, label="Networks",
        help_text="It counts as published when it is out on each of them; none: on any.",
    )  # fmt: skip

    class Meta:
        model = CalendarItem
        fields = ("title", "planned_date", "content_pillar", "planned_platforms", "campaign",
                  "media", "assignee", "notes")  # fmt: skip
        widgets = {"planned_date": DATE, "notes": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        library = MediaAsset.objects.in_team(self.team).exclude(status="archived")
        newest = [*library.order_by("-created_at").values_list("pk", flat=True)[:MOST_MEDIA]]
        media: forms.ModelChoiceField = self.fields["media"]  # type: ignore[assignment]
        shown = [*newest, self.instance.media_id]
        media.queryset = MediaAsset.objects.in_team(self.team).filter(pk__in=shown)
        media.help_text = f"The newest {MOST_MEDIA} files of the library."

    def clean_planned_date(self):
        day, calendar = self.cleaned_data["planned_date"], self.instance.calendar
        if not calendar.period_start <= day <= calendar.period_end:
            raise forms.ValidationError(
                f"The calendar goes from {calendar.period_start} to {calendar.period_end}."
            )
        return day
