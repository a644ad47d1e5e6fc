"""A file of posts as a person sends it, checked as far as it can be without reading it."""

from zoneinfo import ZoneInfo, available_timezones

from django import forms

from scheduling.imports.plan import ImportOptions
from scheduling.imports.sheet import MAX_BYTES, MAX_ROWS, SheetUnreadable, decode
from scheduling.imports.when import DateOrder
from teams.models import Team

ORDERS = (
    (DateOrder.AUTO, "As the file tells"),
    (DateOrder.DAY_FIRST, "Day first: 31/12/2026"),
    (DateOrder.MONTH_FIRST, "Month first: 12/31/2026"),
)


class ImportForm(forms.Form):
    """A file or pasted rows, and how to read them. `text` carries the rows from check to import."""

    file = forms.FileField(
        required=False,
        label="CSV file",
        help_text=f"UTF-8, UTF-16 or Windows-1252; up to {MAX_ROWS} rows and 1 MB.",
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )
    text = forms.CharField(
        required=False,
        strip=False,
        label="Or paste rows from a spreadsheet",
        max_length=MAX_BYTES,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )
    timezone = forms.ChoiceField(
        label="Time zone of the times",
        choices=lambda: [(name, name) for name in sorted(available_timezones())],
        help_text="Where a row has no zone or offset of its own.",
        error_messages={"invalid_choice": "Choose a time zone such as Europe/Berlin."},
    )
    date_order = forms.ChoiceField(choices=ORDERS, label="Dates with slashes", required=False)
    again = forms.BooleanField(
        required=False, label="Also plan media that waits on the same account already"
    )

    def __init__(self, team: Team, *args, **kwargs):
        kwargs.setdefault("initial", {"timezone": team.timezone, "date_order": DateOrder.AUTO})
        super().__init__(*args, **kwargs)
        self.guessed = False

    def clean(self) -> dict:
        given = super().clean() or {}
        file = given.get("file")
        if file is not None and file.size > MAX_BYTES:
            self.add_error("file", "The file is larger than 1 MB. Split it into several files.")
        elif file is not None:
            try:
                given["text"], self.guessed = decode(file.read())
            except SheetUnreadable as error:
                self.add_error("file", str(error))
        elif not (given.get("text") or "").strip() and not self.errors:
            self.add_error("file", "Choose a CSV file, or paste rows.")
        return given

    @property
    def options(self) -> ImportOptions:
        """How to read the rows, for the service."""
        given = self.cleaned_data
        order = DateOrder(given["date_order"] or DateOrder.AUTO)
        return ImportOptions(ZoneInfo(given["timezone"]), order, given["again"])

    def as_hidden(self) -> list[tuple[str, str]]:
        """The checked input as hidden fields of the button that imports it."""
        given = self.cleaned_data
        fields = [(name, given[name]) for name in ("text", "timezone", "date_order")]
        return fields + ([("again", "on")] if given["again"] else [])
