"""What a person does to several posts of the calendar at once."""

from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.utils import timezone

from scheduling.calendar.pages import address_of, query_here, show_calendar
from scheduling.forms import uuid_or_nothing
from scheduling.models import PostingSchedule
from scheduling.services.bulk import Outcome, Seen, approve_posts, cancel_posts, shift_posts
from teams.models import Team
from teams.pages import TeamRequest, answer, team_action, with_toast

MOST = 500  # posts in one step
NOTHING = "Nothing was chosen. Tick the posts first."
DONE = {"move": "moved", "cancel": "canceled", "approve": "approved"}


class BulkForm(forms.Form):
    """Which step, and for a move by how much."""

    step = forms.ChoiceField(choices=[(name, name) for name in DONE])
    days = forms.IntegerField(required=False, min_value=-365, max_value=365)
    hours = forms.IntegerField(required=False, min_value=-23, max_value=23)

    def clean(self) -> dict:
        given = super().clean() or {}
        if given.get("step") == "move" and not (given.get("days") or given.get("hours")):
            raise forms.ValidationError("Say by how many days or hours.")
        return given

    def problem(self) -> str:
        """The first sentence about what is wrong."""
        field, errors = next(iter(self.errors.items()))
        return str(errors[0]) if field == "__all__" else f"{field.capitalize()}: {errors[0]}"


def seen_posts(team: Team, given: QueryDict) -> list[Seen]:
    """The team's posts among `post=id:version:fence`; what is malformed or foreign is left out."""
    asked = {}
    for text in given.getlist("post")[:MOST]:
        pk, _, rest = text.partition(":")
        version, _, fence = rest.partition(":")
        if uuid_or_nothing(pk) and version.isdigit() and fence.isdigit():
            asked[uuid_or_nothing(pk)] = int(version), int(fence)
    rows = PostingSchedule.objects.in_team(team).filter(pk__in=asked)
    rows = rows.select_related("team", "media", "variant", "connection__team", "analysis")
    return [Seen(row, *asked[str(row.pk)]) for row in rows.order_by("scheduled_at", "pk")]


@team_action
def calendar_bulk(request: TeamRequest) -> HttpResponse:
    """Move, cancel or approve the posts that are ticked; each that cannot says why."""
    form, posts = BulkForm(request.POST), seen_posts(request.team, request.POST)
    if not posts:
        return tell(request, NOTHING, [], status=422)
    if not form.is_valid():
        return tell(request, form.problem(), [], status=422)
    outcome = take(request, form.cleaned_data, posts)
    many = "post" if outcome.done == 1 else "posts"
    sentence = f"{outcome.done} {many} {DONE[form.cleaned_data['step']]}."
    return tell(request, sentence, outcome.problems)


def take(request: TeamRequest, asked: dict, posts: Sequence[Seen]) -> Outcome:
    now = timezone.now()
    if asked["step"] == "cancel":
        return cancel_posts(posts, by=request.user)
    if asked["step"] == "approve":
        return approve_posts(posts, by=request.user, now=now)
    days, hours = asked["days"] or 0, asked["hours"] or 0
    return shift_posts(posts, days=days, hours=hours, by=request.user, now=now)


def tell(
    request: TeamRequest, sentence: str, problems: Sequence[str], *, status: int = 200
) -> HttpResponse:
    """The calendar with what became of the posts; the problems stay readable above it."""
    query = query_here(request)
    level = "error" if status != 200 or problems else "success"
    if not request.htmx:
        for problem in problems:
            messages.error(request, problem)
        return answer(request, sentence, fallback=address_of(query), level=level)
    page = show_calendar(request, query, status=status, problems=problems, told=sentence)
    return with_toast(page, sentence, level)
