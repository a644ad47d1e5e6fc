"""One post: its words to edit, its state and steps, what happened, how it does."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from coaching.selectors import list_insights_on
from metrics.selectors import draw_curve, list_checkpoints, list_comments
from platforms.adapters.assisted import is_assisted, profile_url
from platforms.specs.text import compose_for
from publishing.models import FirstComment
from scheduling.access import schedule_for
from scheduling.conflicts import differing_words
from scheduling.exceptions import PostProblem, StalePost
from scheduling.file_view import get_file_view
from scheduling.first_comments import suggested_comment
from scheduling.fitness import word_problems
from scheduling.forms import MoveForm, NoteForm, PostEditForm
from scheduling.models import PostingSchedule
from scheduling.preview import preview_of
from scheduling.rewrite_view import list_variants, present_words
from scheduling.selectors import as_rows, list_remarks
from scheduling.services.posts import edit_post
from scheduling.wordcount import count_words
from teams.pages import TeamRequest, answer, render_page, team_action, team_page
from teams.selectors import list_history


@team_page
def post(request: TeamRequest, pk) -> HttpResponse:
    schedule = schedule_for(request.team, pk)
    form = PostEditForm(schedule, initial=PostEditForm.initial_for(schedule))
    return show_post(request, schedule, form)


@team_action
def post_edit(request: TeamRequest, pk) -> HttpResponse:
    """Save the words. 409 with both texts when a colleague saved first, 422 when refused."""
    schedule = schedule_for(request.team, pk)
    form = PostEditForm(schedule, request.POST)
    if not form.is_valid():
        return show_post(request, schedule, form, status=422)
    version = form.cleaned_data["version"]
    try:
        edit_post(schedule, by=request.user, version=version, now=timezone.now(), **form.words())
    except StalePost as conflict:
        return show_conflict(request, schedule, form, conflict)
    except PostProblem as problem:
        form.add_error(None, problem.sentence)
        return show_post(request, schedule, form, status=422)
    return answer(request, "Saved.", fallback=reverse("post", args=[pk]))


def show_conflict(
    request: TeamRequest, schedule: PostingSchedule, form: PostEditForm, conflict: StalePost
) -> HttpResponse:
    """The form with this person's words, the stored ones beside it, ready to be saved over them."""
    mine = {**request.POST.dict(), "version": conflict.version}
    fresh = PostEditForm(schedule, initial=mine)
    more = {"conflict": conflict, "differing": differing_words(conflict)}
    return show_post(request, schedule, fresh, status=409, **more)


def help_by_hand(schedule: PostingSchedule) -> dict[str, str]:
    """What a person needs to post it themselves; empty where the machine does it."""
    if not is_assisted(schedule.connection):
        return {}
    return {
        "caption": compose_for(schedule.platform, schedule.body, schedule.hashtags),
        "profile_url": profile_url(schedule.connection),
    }


def show_post(
    request: TeamRequest, schedule: PostingSchedule, form: PostEditForm, *, status=200, **more
) -> HttpResponse:
    """The whole page around one post."""
    checkpoints = list_checkpoints(schedule)
    context = {
        "title": f"{schedule.connection}",
        "row": as_rows([schedule], request.membership)[0],
        "post": schedule,
        "form": form,
        "move_form": MoveForm(initial=MoveForm.initial_for(schedule)),
        "note_form": NoteForm(),
        "count": count_words(schedule),
        "problems": word_problems(schedule),
        "attempts": schedule.attempts.order_by("-number"),
        "history": list_history(schedule),
        "checkpoints": checkpoints,
        "has_readings": any(row.reading for row in checkpoints),
        "curve": draw_curve(checkpoints),
        "comments": list_comments(schedule),
        "insights": list_insights_on(schedule),
        "assisted": help_by_hand(schedule),
        "final_text": compose_for(schedule.platform, schedule.body, schedule.hashtags),
        "file": get_file_view(schedule),
        "variants": list_variants(schedule, present_words(schedule, {})),
        "may_take": True,  # the template offers them beside the editor only
        "preview": preview_of(schedule),
        "remarks": list_remarks(schedule),
        "sending": FirstComment.objects.filter(schedule=schedule).first(),
        "suggested_comment": suggested_comment(schedule),
        **more,
    }
    return render_page(request, "scheduling/post.html", context, status=status)
