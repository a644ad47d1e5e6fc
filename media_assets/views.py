"""The library: what is there, bring more in, put away."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone

from media_assets.exceptions import MediaRejected
from media_assets.forms import AssetChoiceForm, UploadForm, read_filters
from media_assets.models import MediaAsset
from media_assets.selectors import SORTS, USES, get_library_page, get_watch_state
from media_assets.services.archive import CannotArchive, archive_asset, restore_asset
from media_assets.services.uploads import ingest_upload
from teams.pages import TeamRequest, answer, first_error, render_page, team_action, team_page


@dataclass(frozen=True)
class UploadOutcome:
    """What became of one file: accepted, duplicate or refused, with a sentence."""

    name: str
    outcome: str
    sentence: str
    url: str = ""


@team_page
def library(request: TeamRequest) -> HttpResponse:
    return show_library(request)


def show_library(
    request: TeamRequest, outcomes: list[UploadOutcome] | None = None, *, status: int = 200
) -> HttpResponse:
    """The library page, with the results of an upload above it when there was one."""
    filters = read_filters(request.GET)
    context = {
        "title": "Library",
        "page": get_library_page(request.team, filters, request.GET.get("page")),
        "filters": filters,
        "statuses": MediaAsset.Status.choices,
        "media_types": MediaAsset.MediaType.choices,
        "uses": USES.items(),
        "sorts": [(key, label) for key, (label, _) in SORTS.items()],
        "watch": get_watch_state(request.team),
        "outcomes": outcomes,
    }
    return render_page(request, "media_assets/library.html", context, status=status)


@team_action
def library_upload(request: TeamRequest) -> HttpResponse:
    """Take files; JSON for the page's script, the library with results for a plain form."""
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        outcomes = [take_file(request, upload) for upload in form.cleaned_data["files"]]
    else:
        outcomes = [UploadOutcome("", "refused", first_error(form, "files"))]
    refused = all(one.outcome == "refused" for one in outcomes)
    status = 422 if refused else 200
    if request.accepts("text/html"):
        return show_library(request, outcomes, status=status)
    return JsonResponse({"results": [asdict(one) for one in outcomes]}, status=status)


def take_file(request: TeamRequest, upload: UploadedFile) -> UploadOutcome:
    """Ingest one file and say what became of it."""
    name = upload.name or "file"
    try:
        result = ingest_upload(request.team, upload, by=request.user, now=timezone.now())
    except MediaRejected as refusal:
        return UploadOutcome(name, "refused", refusal.sentence)
    url = reverse("asset", args=[result.asset.pk])
    if result.created:
        return UploadOutcome(name, "accepted", "Accepted. It is analysed next.", url)
    sentence = f"Already here as “{result.asset.filename}”: the bytes are the same."
    return UploadOutcome(name, "duplicate", sentence, url)


@team_action
def library_archive(request: TeamRequest) -> HttpResponse:
    return for_each_asset(request, archive_asset, done="archived")


@team_action
def library_restore(request: TeamRequest) -> HttpResponse:
    restore = partial(restore_asset, now=timezone.now())
    return for_each_asset(request, restore, done="restored")


def for_each_asset(request: TeamRequest, act: Callable, *, done: str) -> HttpResponse:
    """Do `act` to every ticked asset and say how many it was done to, and why not to others."""
    form = AssetChoiceForm(request.team, request.POST)
    fallback = reverse("library")
    if not form.is_valid():
        return answer(request, first_error(form, "asset"), fallback=fallback, level="error")
    refusals, count = [], 0
    for asset in form.cleaned_data["asset"]:
        try:
            act(asset, by=request.user)
            count += 1
        except CannotArchive as refusal:
            refusals.append(f"“{asset.filename}”: {refusal}")
    counted = f"{count} {'file' if count == 1 else 'files'} {done}."
    level = "error" if refusals else "success"
    return answer(request, " ".join([counted, *refusals]), fallback=fallback, level=level)
