"""Ask for another analysis, or stop one."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from analysis.services.analyse import request_reanalysis
from media_assets.access import asset_for
from media_assets.forms import AssetChoiceForm
from media_assets.models import ProcessingJob
from media_assets.services.jobs import cancel_job
from teams.pages import TeamRequest, answer, first_error, team_action


@team_action
def library_reanalyse(request: TeamRequest) -> HttpResponse:
    """Queue another analysis of every ticked asset: of what changed, or all of it `afresh`."""
    form = AssetChoiceForm(request.team, request.POST)
    fallback = reverse("library")
    if not form.is_valid():
        return answer(request, first_error(form, "asset"), fallback=fallback, level="error")
    assets, afresh = form.cleaned_data["asset"], bool(request.POST.get("afresh"))
    for asset in assets:
        request_reanalysis(asset, now=timezone.now(), by=request.user, afresh=afresh)
    counted = "1 file is" if len(assets) == 1 else f"{len(assets)} files are"
    return answer(request, f"{counted} queued for another analysis.", fallback=fallback)


@team_action
def analysis_cancel(request: TeamRequest, pk) -> HttpResponse:
    """Stop the asset's analysis, or its translation (`job`): what is finished stays."""
    asset = asset_for(request.team, pk)
    fallback = reverse("asset", args=[asset.pk])
    wanted = request.POST.get("job", "")
    kind = wanted if wanted == ProcessingJob.JobType.TRANSLATE else ProcessingJob.JobType.ANALYZE
    job = ProcessingJob.objects.open().filter(media_asset=asset, job_type=kind).first()
    if job is None or not cancel_job(job, now=timezone.now(), by=request.user):
        return answer(request, "It had ended already.", fallback=fallback, level="info")
    return answer(request, "Canceled.", fallback=fallback)
