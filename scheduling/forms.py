"""What a person sends about posts, checked."""

from uuid import UUID

from django import forms
from django.utils import timezone

from platforms.models import PlatformName
from platforms.specs import get_spec
from scheduling.first_comments import why_no_comment
from scheduling.fitting.types import Aspect
from scheduling.models import PostingSchedule
from scheduling.selectors import TABS, PostFilters
from teams.pages import chosen


class PostEditForm(forms.Form):
    """The words of a post, and the version of it that the editor was looking at."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    title = forms.CharField(required=False, max_length=300)
    body = forms.CharField(
        required=False,
        label="Caption",
        max_length=65_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        strip=False,
    )
    hashtags = forms.CharField(required=False, help_text="Separated by spaces.")
    link_url = forms.URLField(required=False, label="Link", assume_scheme="https")
    first_comment = forms.CharField(
        required=False,
        max_length=65_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        strip=False,
        help_text="Sent below the post as soon as it is out.",
    )

    def __init__(self, schedule: PostingSchedule, data=None, **kwargs):
        super().__init__(with_suggestion(data), **kwargs)
        self.options = schedule.platform_specific
        self.no_comment = why_no_comment(schedule.connection, schedule.platform)
        if self.no_comment and not schedule.first_comment:
            del self.fields["first_comment"]
        spec = get_spec(schedule.platform)
        if spec.max_title is None:
            del self.fields["title"]
        if most := spec.alt_text.get(schedule.media.media_type):
            self.fields["alt_text"] = alt_text_field(most)

    @staticmethod
    def initial_for(schedule: PostingSchedule) -> dict:
        """What stands on the post now."""
        return {
            "version": schedule.version,
            "title": schedule.title,
            "body": schedule.body,
            "hashtags": " ".join(schedule.hashtags),
            "link_url": schedule.link_url,
            "alt_text": schedule.platform_specific.get("alt_text", ""),
            "first_comment": schedule.first_comment,
        }

    def words(self) -> dict:
        """The cleaned fields for `edit_post`, without the version."""
        words = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        if "alt_text" in words:
            words["platform_specific"] = {**self.options, "alt_text": words.pop("alt_text")}
        return words


def with_suggestion(data):
    """What was sent; the button that takes a suggested first comment fills in that field."""
    if data is None or not data.get("suggested_comment"):
        return data
    return {**data.dict(), "first_comment": data["suggested_comment"]}


def alt_text_field(most: int) -> forms.CharField:
    """A description of the picture in at most so many characters."""
    return forms.CharField(
        required=False,
        label="Alt text",
        max_length=most,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="What the picture shows, for people who do not see it.",
    )


class MoveForm(forms.Form):
    """Another time for a post, as the clock on the team's wall shows it."""

    at = forms.DateTimeField(
        label="New time",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={
            "required": "Choose a day and a time.",
            "invalid": "That is no time on this day. Choose a day and a time.",
        },
    )

    @staticmethod
    def initial_for(schedule: PostingSchedule) -> dict:
        return {"at": timezone.localtime(schedule.scheduled_at)}


class FileForm(forms.Form):
    """What a person chooses for a file that does not fit; what is empty stays as it is."""

    aspect = forms.ChoiceField(choices=[(a, a) for a in Aspect], required=False)
    start_sec = forms.FloatField(required=False, min_value=0, label="Begin of the cut")

    def choices(self) -> dict:
        """The choices for `choose_file`."""
        given = self.cleaned_data
        return {"aspect": given["aspect"] or None, "start_sec": given["start_sec"]}


class NoteForm(forms.Form):
    """Why a post is sent back."""

    note = forms.CharField(
        max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), label="What should change?"
    )


class SeenPostsForm(forms.Form):
    """“Approve all shown”: posts as `id:version`, so that only what was seen is approved."""

    post = forms.CharField()

    def __init__(self, data):
        super().__init__(data)
        self.pairs = [pair for pair in map(read_pair, data.getlist("post")) if pair]


class PostChoiceForm:
    """Posts that were ticked in a list; what is no id is dropped."""

    def __init__(self, data):
        self.chosen = [pk for pk in map(uuid_or_nothing, data.getlist("post")) if pk]


def read_pair(text: str) -> tuple[UUID, int] | None:
    """`id:version` as values; None for anything else."""
    pk, _, version = text.partition(":")
    try:
        return UUID(pk), int(version)
    except ValueError:
        return None


def read_filters(query) -> PostFilters:
    """The filters of a query string; words that nobody offered are dropped."""
    return PostFilters(
        tab=chosen(query.get("tab"), TABS) or "upcoming",
        platform=chosen(query.get("platform"), PlatformName.values),
        account=uuid_or_nothing(query.get("account")),
        media=uuid_or_nothing(query.get("media")),
    )


def uuid_or_nothing(value: str | None) -> str:
    try:
        return str(UUID(value)) if value else ""
    except ValueError:
        return ""
