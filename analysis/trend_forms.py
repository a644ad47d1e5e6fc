"""What a person types or sends for trends and exemplars, checked."""

from django import forms
from django.utils import timezone

from analysis.models import TrendSource
from analysis.trends.exports import ExportUnreadable, read_csv
from analysis.trends.feeds import FoundTrend
from analysis.trends.figures import read_figure
from platforms.models import PlatformName

MAX_FILE = 20_000_000  # bytes
MAX_TOPICS = 2000
USUAL_SCORE = 0.6
PLATFORMS = [("", "Any network"), *PlatformName.choices]


class TopicForm(forms.Form):
    """A trend that a person knows of."""

    topic = forms.CharField(max_length=200, label="Topic")
    platform_hint = forms.ChoiceField(choices=PLATFORMS, required=False, label="Network")


class SourceForm(forms.ModelForm):
    """A feed to read."""

    class Meta:
        model = TrendSource
        fields = ("name", "kind", "url", "platform_hint")

    def __init__(self, team, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.team, self.instance.due_at = team, timezone.now()
        self.fields["url"].assume_scheme = "https"  # type: ignore[attr-defined]

    def clean_url(self) -> str:
        """Plain https on the usual port. Whether the server is public, is asked when it is read."""
        url = self.cleaned_data["url"]
        if not url.startswith("https://"):
            raise forms.ValidationError("The address must begin with https://.")
        if "@" in url.split("/")[2]:
            raise forms.ValidationError("The address must not hold a name or password.")
        rows = TrendSource.objects.in_team(self.instance.team).filter(url=url)
        if rows.exists():
            raise forms.ValidationError("This feed is in the list already.")
        return url


class ExportForm(forms.Form):
    """A file with exemplars or topics."""

    file = forms.FileField(label="File", help_text="XLSX or CSV, up to 20 MB.")

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE:
            raise forms.ValidationError("The file is larger than 20 MB. Export fewer rows.")
        return file


class TopicsForm(ExportForm):
    """A CSV with topics."""

    file = forms.FileField(label="File", help_text="CSV, up to 20 MB.")


def read_topics(name: str, body: bytes) -> tuple[list[FoundTrend], list[str]]:
    """(topics, problems) of a CSV with the columns topic, score (0 to 1 or “80%”).

    Raises ExportUnreadable.
    """
    rows = enumerate(read_csv(name, body), start=1)
    header = [cell.strip().lower() for cell in next(rows, (0, []))[1]]
    if "topic" not in header:
        raise ExportUnreadable("The first row must name the column “topic” (and “score”).")
    found, problems = [], []
    for number, cells in rows:
        values = dict(zip(header, cells, strict=False))
        topic = " ".join(values.get("topic", "").split())[:200]
        if not topic:
            continue
        try:
            figure = read_figure(values.get("score"))
            score = figure.value if figure else USUAL_SCORE
            if not 0 <= score <= 1:
                raise ValueError("the score must be between 0 and 1.")
        except ValueError as error:
            problems.append(f"Row {number}: {error}")
            continue
        found.append(FoundTrend(topic, score))
        if len(found) >= MAX_TOPICS:
            break
    return found, problems
