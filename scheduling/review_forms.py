"""What a reviewer sends, checked."""

from django import forms

from platforms.models import PlatformName
from scheduling.forms import uuid_or_nothing
from scheduling.review_queue import TABS, QueueFilters
from scheduling.services.comments import MOST
from teams.pages import chosen


def read_queue_filters(query) -> QueueFilters:
    """The filters of a query string; words that nobody offered are dropped."""
    return QueueFilters(
        tab=chosen(query.get("tab"), TABS) or "awaiting",
        platform=chosen(query.get("platform"), PlatformName.values),
        account=uuid_or_nothing(query.get("account")),
        campaign=uuid_or_nothing(query.get("campaign")),
        mine="1" if query.get("mine") == "1" else "",
    )


class ReasonForm(forms.Form):
    """Why a post is sent back or refused: always said, for the person who wrote it."""

    note = forms.CharField(
        max_length=2000,
        label="What should change, or why not?",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why: your colleague reads it first."},
    )


class CommentForm(forms.Form):
    """A remark on a post."""

    text = forms.CharField(
        max_length=MOST,
        label="Comment",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Write something first."},
    )
