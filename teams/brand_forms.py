"""The brand guide as a person writes it: one entry a line, hashtags and colours with spaces."""

import re

from django import forms

from teams.brand_rules import COLOURS, ENTRIES, SAMPLES, TAGS, ListRule, contradictions
from teams.models import BrandGuide

BETWEEN_SAMPLES = re.compile(r"\n\s*-{3,}\s*\n|\n\s*\n\s*\n")


class EntriesField(forms.CharField):
    """A list of texts in a text area, one a line, each once."""

    rule: ListRule = ENTRIES
    rows = 4

    def __init__(self, **kwargs):
        widget = forms.Textarea(attrs={"rows": self.rows})
        super().__init__(required=False, max_length=100_000, widget=widget, **kwargs)

    def prepare_value(self, value):
        return self.shown(value) if isinstance(value, list) else value

    def clean(self, value) -> list[str]:
        try:
            return self.rule.clean(self.parted(super().clean(value) or ""))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def shown(self, entries: list[str]) -> str:
        return "\n".join(entries)

    def parted(self, text: str) -> list[str]:
        return text.splitlines()


class SamplesField(EntriesField):
    """Whole posts, with lines of their own: parted by a line of dashes or two empty lines."""

    rule, rows = SAMPLES, 10

    def shown(self, entries: list[str]) -> str:
        return "\n---\n".join(entries)

    def parted(self, text: str) -> list[str]:
        return BETWEEN_SAMPLES.split(text.replace("\r\n", "\n"))


class TagsField(EntriesField):
    """Hashtags between spaces, commas or lines; stored without their #."""

    rule, rows = TAGS, 2

    def shown(self, entries: list[str]) -> str:
        return " ".join(f"#{entry}" for entry in entries)

    def parted(self, text: str) -> list[str]:
        return text.replace(",", " ").split()


class ColoursField(EntriesField):
    """Hex colours between spaces or commas."""

    rule, rows = COLOURS, 1

    def shown(self, entries: list[str]) -> str:
        return " ".join(entries)

    def parted(self, text: str) -> list[str]:
        return text.replace(",", " ").split()


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
        for name, sentence in contradictions(given).items():
            self.add_error(name, sentence)
        return given
