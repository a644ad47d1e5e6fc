"""The brand guide as a person writes it: one entry a line, hashtags and colours with spaces."""

import re

from django import forms

from teams.models import BrandGuide

MOST_ENTRIES, MOST_SAMPLES = 200, 20
ENTRY_LENGTH, SAMPLE_LENGTH = 200, 3000
COLOUR = re.compile(r"#[0-9a-f]{6}")
TAG = re.compile(r"\w+")
BETWEEN_SAMPLES = re.compile(r"\n\s*-{3,}\s*\n|\n\s*\n\s*\n")


class EntriesField(forms.CharField):
    """A list of texts in a text area, one a line, each once."""

    longest, most, rows = ENTRY_LENGTH, MOST_ENTRIES, 4

    def __init__(self, **kwargs):
        widget = forms.Textarea(attrs={"rows": self.rows})
        super().__init__(required=False, max_length=100_000, widget=widget, **kwargs)

    def prepare_value(self, value):
        return self.shown(value) if isinstance(value, list) else value

    def clean(self, value) -> list[str]:
        entries = [entry.strip() for entry in self.parted(super().clean(value) or "")]
        found = list({entry.casefold(): entry for entry in entries if entry}.values())
        if len(found) > self.most:
            raise forms.ValidationError(
                f"{self.most} entries are the most; these are {len(found)}."
            )
        if long := next((entry for entry in found if len(entry) > self.longest), ""):
            raise forms.ValidationError(
                f"An entry has at most {self.longest:,} characters: “{long[:60]}…”"
            )
        return [self.checked(entry) for entry in found]

    def shown(self, entries: list[str]) -> str:
        return "\n".join(entries)

    def parted(self, text: str) -> list[str]:
        return text.splitlines()

    def checked(self, entry: str) -> str:
        """The entry as it is stored; raises ValidationError."""
        return entry


class SamplesField(EntriesField):
    """Whole posts, with lines of their own: parted by a line of dashes or two empty lines."""

    longest, most, rows = SAMPLE_LENGTH, MOST_SAMPLES, 10

    def shown(self, entries: list[str]) -> str:
        return "\n---\n".join(entries)

    def parted(self, text: str) -> list[str]:
        return BETWEEN_SAMPLES.split(text.replace("\r\n", "\n"))


class TagsField(EntriesField):
    """Hashtags between spaces, commas or lines; stored without their #."""

    longest, rows = 60, 2

    def shown(self, entries: list[str]) -> str:
        return " ".join(f"#{entry}" for entry in entries)

    def parted(self, text: str) -> list[str]:
        return [tag.lstrip("#") for tag in text.replace(",", " ").split()]

    def checked(self, entry: str) -> str:
        if not TAG.fullmatch(entry):
            raise forms.ValidationError(f"“#{entry}” is no hashtag: letters and digits only.")
        return entry


class ColoursField(EntriesField):
    """Hex colours between spaces or commas."""

    longest, most, rows = 20, 12, 1

    def shown(self, entries: list[str]) -> str:
        return " ".join(entries)

    def parted(self, text: str) -> list[str]:
        return text.replace(",", " ").split()

    def checked(self, entry: str) -> str:
        if not COLOUR.fullmatch(entry.lower()):
            raise forms.ValidationError(f"“{entry}” is no colour. Write it as #1a73e8.")
        return entry.lower()


class BrandGuideForm(forms.ModelForm):
    """How the team wants to sound and look."""

    banned_words = EntriesField(
        label="Words that never appear",
        help_text="One word or phrase a line. No suggestion holds any of them.",
    )
    must_say = EntriesField(
        label="What every caption says",
        help_text="One a line, added word for word to each suggestion that lacks it.",
    )
    sample_posts = SamplesField(
        label="Posts of yours that sound right",
        help_text="Put a line of three dashes between two. Three or more are enough to follow.",
    )
    hashtags_always = TagsField(label="Hashtags that always come first")
    hashtags_never = TagsField(label="Hashtags that never appear")
    colours = ColoursField(label="Your colours", help_text="Hex, such as #1a73e8 #ffffff.")

    class Meta:
        model = BrandGuide
        fields = [
            "tone", "emoji_use", "banned_words", "must_say", "sample_posts", "hashtags_always",
            "hashtags_never", "colours",
        ]  # fmt: skip

    def clean(self) -> dict:
        given = super().clean() or self.cleaned_data
        for line in given.get("must_say") or ():
            for word in given.get("banned_words") or ():
                if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", line, re.I):
                    self.add_error("must_say", f"“{line[:60]}” holds the banned word “{word}”.")
        never = {tag.casefold() for tag in given.get("hashtags_never") or ()}
        if both := [t for t in given.get("hashtags_always") or () if t.casefold() in never]:
            self.add_error("hashtags_always", f"#{both[0]} is among those that never appear.")
        return given
