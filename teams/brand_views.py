"""The team's brand guide: read by everybody in it, written by its owners and admins."""

from django.http import HttpResponse
from django.urls import reverse

from teams.brand_forms import BrandGuideForm
from teams.pages import TeamRequest, answer, manager_action, render_page, team_page
from teams.services.brand import get_guide, save_guide


@team_page
def brand_guide(request: TeamRequest) -> HttpResponse:
    return show_guide(request, BrandGuideForm(instance=get_guide(request.team)))


@manager_action
def brand_guide_edit(request: TeamRequest) -> HttpResponse:
    form = BrandGuideForm(request.POST, instance=get_guide(request.team))
    if not form.is_valid():
        return show_guide(request, form, status=422)
    save_guide(form.instance, changed=form.changed_data, by=request.user)
    sentence = "Saved. Words that are suggested from now on follow it."
    return answer(request, sentence, fallback=reverse("brand-guide"))


def show_guide(request: TeamRequest, form: BrandGuideForm, *, status: int = 200) -> HttpResponse:
    context = {"title": "Brand guide", "form": form, "guide": get_guide(request.team)}
    return render_page(request, "teams/brand_guide.html", context, status=status)
