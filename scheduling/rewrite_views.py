"""“Rewrite” and “Suggest hashtags” on a post: a suggestion with its difference, to take or leave.

Nothing is saved here. Taking it sends the editor's own form (`post-edit`), which notices when a
colleague saved meanwhile.
"""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.vary import vary_on_headers

from analysis.rewriting.options import CannotRewrite, RewriteOptions
from analysis.services.rewriting import rewrite_caption, suggest_hashtags
from scheduling.access import schedule_for
from scheduling.models import PostingSchedule
from scheduling.rewrite_forms import RewriteForm
from scheduling.rewrite_view import Present, list_variants, present_words, proposal_of
from scheduling.selectors import get_steps
from teams.pages import TeamRequest, render_page, team_action, team_page

NOT_NOW = "The words of this post cannot be changed any more."


@team_page
@vary_on_headers("HX-Request")
def post_rewrite(request: TeamRequest, pk) -> HttpResponse:
    """The wishes, without a suggestion yet."""
    post = schedule_for(request.team, pk)
    form = RewriteForm(prefix_id=str(post.pk))
    return show(request, post, form, present_words(post, {}))


@team_action
@vary_on_headers("HX-Request")
def post_rewrite_suggest(request: TeamRequest, pk) -> HttpResponse:
    """A rewrite of what stands in the editor, or hashtags for it (`do`=hashtags)."""
    post = schedule_for(request.team, pk)
    form = RewriteForm(request.POST, prefix_id=str(post.pk))
    present = present_words(post, request.POST.dict())
    if not form.is_valid():
        return show(request, post, form, present, status=422)
    if not get_steps(post, request.membership).edit:
        return show(request, post, form, present, problem=NOT_NOW)
    options, wants_tags = form.options(post.platform), request.POST.get("do") == "hashtags"
    try:
        made = _ask(request, post, present, options, wants_tags=wants_tags)
    except CannotRewrite as error:
        return show(request, post, form, present, problem=str(error))
    return show(request, post, form, present, proposal=proposal_of(made, present, post.platform))


def _ask(
    request: TeamRequest,
    post: PostingSchedule,
    present: Present,
    options: RewriteOptions,
    *,
    wants_tags: bool,
):
    """“Another one” asks afresh: the kept answer is the one that the person left."""
    ask = suggest_hashtags if wants_tags else rewrite_caption
    afresh = bool(request.POST.get("afresh"))
    if wants_tags:
        options = RewriteOptions(
            options.target_platform,
            include_hashtags=True,
            custom_instructions=options.custom_instructions,
        )
    return ask(request.team, present.caption, options, asset=post.media, afresh=afresh)


def show(
    request: TeamRequest,
    post: PostingSchedule,
    form: RewriteForm,
    present: Present,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The fragment for htmx, else the page around it."""
    context = {
        "title": "Rewrite",
        "post": post,
        "rewrite_form": form,
        "variants": list_variants(post, present),
        "may_take": get_steps(post, request.membership).edit,
        "next_url": request.POST.get("next") or request.GET.get("next", ""),
        "does_hashtags": request.POST.get("do") == "hashtags",
        **more,
    }
    template = "scheduling/_rewrite.html" if request.htmx else "scheduling/rewrite.html"
    return render_page(request, template, context, status=status)
