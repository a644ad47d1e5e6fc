"""Projects and campaigns: list, make, change, start and end. One campaign: `config/pages`."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from scheduling.access import plan_row_for
from scheduling.campaign_forms import CampaignForm, PlanForm, ProjectForm
from scheduling.campaign_selectors import count_ended, list_projects
from scheduling.exceptions import PostProblem
from scheduling.forms import PostChoiceForm
from scheduling.models import Campaign, PostingSchedule, Project
from scheduling.services.content_calendars import assign_posts, move_campaign, move_project
from scheduling.services.plan_records import store_row
from teams.pages import TeamRequest, answer, render_page, team_action, team_page

VIEWERS = "Viewers can look at everything, but not change it."


@team_page
def campaigns(request: TeamRequest) -> HttpResponse:
    """Projects with their campaigns, and how far each is."""
    with_ended = request.GET.get("ended") == "1"
    context = {
        "title": "Campaigns",
        "projects": list_projects(request.team, with_ended=with_ended),
        "with_ended": with_ended,
        "ended": count_ended(request.team),
    }
    return render_page(request, "scheduling/campaigns.html", context)


def form_page(
    request: TeamRequest, form: PlanForm, title: str, back: tuple[str, str], status: int = 200
) -> HttpResponse:
    """A form alone on its page; `back` is the label and address of where it came from."""
    context = {"title": title, "form": form, "back": back}
    return render_page(request, "scheduling/plan_form.html", context, status=status)


def take_form(
    request: TeamRequest, form: PlanForm, title: str, back: tuple[str, str], *, store=store_row
) -> HttpResponse | None:
    """Store a sent form; the page with its errors, or None when the row is stored."""
    if not request.membership.may_edit:
        raise PermissionDenied(VIEWERS)
    if not form.is_valid():
        return form_page(request, form, title, back, 422)
    try:
        store(form.instance, by=request.user, seen=form.seen_at, **form.values)
    except PostProblem as problem:
        form.add_error(None, problem.sentence)
        return form_page(request, form, title, back, 422)
    return None


def edit_row(
    request: TeamRequest, form: PlanForm, title: str, back: tuple[str, str], *, store=store_row
) -> HttpResponse:
    """Show a form, or store it and go back."""
    if request.method != "POST":
        return form_page(request, form, title, back)
    failed = take_form(request, form, title, back, store=store)
    return failed or answer(request, f"Saved “{form.instance}”.", fallback=back[1])


def _campaigns_page() -> tuple[str, str]:
    return "Campaigns", reverse("campaigns")


@team_page
def project_new(request: TeamRequest) -> HttpResponse:
    form = ProjectForm(
        request.team, request.POST or None, instance=Project(team=request.team, user=request.user)
    )
    return edit_row(request, form, "New project", _campaigns_page())


@team_page
def project_edit(request: TeamRequest, pk) -> HttpResponse:
    project = plan_row_for(Project, request.team, pk)
    form = ProjectForm(request.team, request.POST or None, instance=project)
    return edit_row(request, form, f"Edit “{project}”", _campaigns_page())


@team_action
def project_move(request: TeamRequest, pk) -> HttpResponse:
    """Pause, complete or take up."""
    project = plan_row_for(Project, request.team, pk)
    return _move(request, project, move_project, reverse("campaigns"))


@team_page
def campaign_new(request: TeamRequest) -> HttpResponse:
    """In the project of the query, when it says one."""
    if not Project.objects.in_team(request.team).exists():
        return redirect("project-new")
    form = CampaignForm(
        request.team,
        request.POST or None,
        instance=Campaign(team=request.team),
        initial={"project": request.GET.get("project", "")},
    )
    return edit_row(request, form, "New campaign", _campaigns_page())


@team_page
def campaign_edit(request: TeamRequest, pk) -> HttpResponse:
    campaign = plan_row_for(Campaign, request.team, pk)
    form = CampaignForm(request.team, request.POST or None, instance=campaign)
    back = (str(campaign), reverse("campaign", args=[pk]))
    return edit_row(request, form, f"Edit “{campaign}”", back)


@team_action
def campaign_move(request: TeamRequest, pk) -> HttpResponse:
    """Start, end, cancel or take up."""
    campaign = plan_row_for(Campaign, request.team, pk)
    return _move(request, campaign, move_campaign, reverse("campaign", args=[pk]))


def _move(request: TeamRequest, row, move, fallback: str) -> HttpResponse:
    try:
        move(row, request.POST.get("to", ""), by=request.user)
    except PostProblem as problem:
        return answer(request, problem.sentence, fallback=fallback, level="error")
    return answer(request, f"“{row}” is {row.get_status_display().lower()}.", fallback=fallback)


@team_action
def campaign_posts(request: TeamRequest, pk) -> HttpResponse:
    """Put the chosen posts into the campaign, or take them out (`out`)."""
    campaign = plan_row_for(Campaign, request.team, pk)
    fallback = reverse("campaign", args=[pk])
    form = PostChoiceForm(request.POST)
    rows = PostingSchedule.objects.in_team(request.team).filter(pk__in=form.chosen)
    takes_out = "out" in request.POST
    if takes_out:
        rows = rows.filter(campaign=campaign)
    try:
        into = None if takes_out else campaign
        changed = assign_posts(rows.select_related("team"), into, by=request.user)
    except PostProblem as problem:
        return answer(request, problem.sentence, fallback=fallback, level="error")
    count = f"{len(changed)} post{'' if len(changed) == 1 else 's'}"
    said = f"{count} taken out." if takes_out else f"{count} added."
    return answer(request, said if changed else "Choose posts first.", fallback=fallback,
                  level="success" if changed else "info")  # fmt: skip
