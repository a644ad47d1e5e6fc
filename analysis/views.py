"""Ask for another analysis."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from analysis.services.analyse import request_reanalysis
from media_assets.forms import AssetChoiceForm
from teams.pages import TeamRequest, answer, first_error, team_action


@team_action
def library_reanalyse(request: TeamRequest) -> HttpResponse:
    """Queue a fresh analysis of every ticked asset."""
    form = AssetChoiceForm(request.team, request.POST)
    fallback = reverse("library")
    if not form.is_valid():
        return answer(request, first_error(form, "asset"), fallback=fallback, level="error")
    assets = form.cleaned_data["asset"]
    for asset in assets:
        request_reanalysis(asset, now=timezone.now(), by=request.user)
    counted = "1 file is" if len(assets) == 1 else f"{len(assets)} files are"
    return answer(request, f"{counted} queued for another analysis.", fallback=fallback)
