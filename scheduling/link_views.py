"""Where the team makes, copies and revokes the links of its clients."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from scheduling.access import review_link_for
from scheduling.exceptions import PostProblem
from scheduling.forms import SeenPostsForm
from scheduling.link_forms import ReviewLinkForm
from scheduling.link_tokens import address_of
from scheduling.link_view import list_links
from scheduling.models import PostingSchedule
from scheduling.services.links import create_link, revoke_link
from teams.pages import TeamRequest, answer, render_page, team_action, team_page


@team_page
def review_links(request: TeamRequest) -> HttpResponse:
    return show_links(request, ReviewLinkForm(request.team), [])


@team_action
def review_link_choose(request: TeamRequest) -> HttpResponse:
    """The form for the posts that were ticked on the review page."""
    chosen = chosen_posts(request)
    return show_links(request, ReviewLinkForm(request.team, has_posts=bool(chosen)), chosen)


def chosen_posts(request: TeamRequest) -> list[PostingSchedule]:
    """The team's own posts among those that were ticked."""
    pks = [pk for pk, _ in SeenPostsForm(request.POST).pairs]
    rows = PostingSchedule.objects.in_team(request.team).filter(pk__in=pks)
    return list(rows.select_related("media").order_by("scheduled_at", "pk"))


def show_links(
    request: TeamRequest, form: ReviewLinkForm, chosen: list[PostingSchedule], *, status: int = 200
) -> HttpResponse:
    context = {
        "title": "Links for clients",
        "rows": list_links(request.team, timezone.now(), address_of),
        "form": form,
        "chosen": chosen,
    }
    return render_page(request, "scheduling/review_links.html", context, status=status)


@team_action
def review_link_create(request: TeamRequest) -> HttpResponse:
    chosen = chosen_posts(request)
    form = ReviewLinkForm(request.team, request.POST, has_posts=bool(chosen))
    if not form.is_valid():
        return show_links(request, form, chosen, status=422)
    try:
        link = create_link(
            request.team,
            by=request.user,
            now=timezone.now(),
            posts=chosen,
            **form.cleaned_data,
        )
    except PostProblem as problem:
        form.add_error(None, problem.sentence)
        return show_links(request, form, chosen, status=422)
    return answer(request, f"The link for {link.name} is ready.", fallback=reverse("review-links"))


@team_action
def review_link_revoke(request: TeamRequest, pk) -> HttpResponse:
    link, page = review_link_for(request.team, pk), reverse("review-links")
    try:
        revoke_link(link, by=request.user, now=timezone.now())
    except PostProblem as problem:
        return answer(request, problem.sentence, fallback=page, level="error")
    return answer(request, "Revoked. The address leads nowhere now.", fallback=page)
