"""Choose an asset's cover, and call a result wrong."""

from django.http import HttpResponse
from django.urls import reverse

from analysis.access import frame_for
from analysis.forms import WrongForm
from analysis.selectors import get_current_analysis
from analysis.services.cover import CoverProblem, choose_cover, reset_cover
from media_assets.access import asset_for
from teams.models import Feedback
from teams.pages import TeamRequest, answer, first_error, team_action
from teams.services.feedback import give_feedback


@team_action
def asset_cover(request: TeamRequest, pk) -> HttpResponse:
    """Make the named frame the cover; without one, the suggested frame again."""
    asset = asset_for(request.team, pk)
    page = reverse("asset", args=[asset.pk])
    try:
        if index := request.POST.get("frame", ""):
            choose_cover(frame_for(request.team, asset.pk, index), by=request.user)
        else:
            reset_cover(asset, by=request.user)
    except CoverProblem as problem:
        return answer(request, str(problem), fallback=page, level="error")
    return answer(request, "The cover is changed. New posts will use it.", fallback=page)


@team_action
def asset_wrong(request: TeamRequest, pk) -> HttpResponse:
    """Keep what a person finds wrong in the current analysis."""
    asset = asset_for(request.team, pk)
    page, analysis = reverse("asset", args=[asset.pk]), get_current_analysis(asset)
    form = WrongForm(request.POST)
    if analysis is None:
        return answer(request, "There is no analysis yet.", fallback=page, level="error")
    if not form.is_valid():
        field = "comment" if "comment" in form.errors else "part"
        return answer(request, first_error(form, field), fallback=page, level="error")
    kind = Feedback.Subject.ANALYSIS
    give_feedback(request.team, kind, analysis, by=request.user, **form.cleaned_data)
    return answer(request, "Thank you: kept for whoever works on the analysis.", fallback=page)
