"""The transcript's page: read along with the player, edit, translate, download."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRefresh

from ai.protocols import ProviderError
from analysis.access import transcript_for
from analysis.services.translation import CannotTranslate, request_translation
from analysis.services.versions import TranscriptConflict, current_in, save_edit
from analysis.speech.cues import BadCues, cues_from_json, text_of
from analysis.speech.languages import UnknownLanguage, language_name, offered, read_languages
from analysis.speech.subtitles import FORMATS, subtitles
from analysis.transcript_forms import Row, TranscriptForm, read_form, rows_of, take_step
from analysis.transcripts import (
    get_draft,
    get_translation_job,
    list_languages,
    list_versions,
)
from media_assets.access import asset_for
from media_assets.models import MediaAsset, ProcessingJob
from teams.pages import TeamRequest, answer, render_page, team_action, team_page

OPEN = (ProcessingJob.Status.QUEUED, ProcessingJob.Status.PROCESSING)


@team_page
def transcript(request: TeamRequest, pk) -> HttpResponse:
    """One language of what is said, or an earlier version of it, ready to be edited."""
    asset = asset_for(request.team, pk)
    wanted = request.GET.get("version", "")
    if wanted:
        old = transcript_for(request.team, wanted)
        if old.media_id != asset.pk:
            raise Http404
        current = current_in(asset, old.language)
        number = current.version if current else 0
        rows = rows_of(cues_from_json(old.cues))
        form = TranscriptForm(old.language, number, rows)
        return show(request, asset, form, earlier=None if old.is_current else old)
    return show(request, asset, get_draft(asset, request.GET.get("language", "")))


@team_action
def transcript_edit(request: TeamRequest, pk) -> HttpResponse:
    """Save, or take one step (`do`) on the lines without saving."""
    asset = asset_for(request.team, pk)
    form = read_form(request.POST)
    try:
        if request.POST.get("do", "save") != "save":
            stepped = replace(form, rows=rows_of(take_step(form, request.POST)))
            return show(request, asset, stepped, dirty=True)
        save_edit(asset, form.language, form.cues, version=form.version, by=request.user)
    except BadCues as error:
        return show(request, asset, form, status=422, error=str(error), dirty=True)
    except TranscriptConflict as conflict:
        return show_conflict(request, asset, form, conflict)
    fallback = f"{reverse('transcript', args=[asset.pk])}?language={form.language}"
    return answer(request, "Saved as a new version.", fallback=fallback)


def show_conflict(
    request: TeamRequest, asset: MediaAsset, form: TranscriptForm, conflict: TranscriptConflict
) -> HttpResponse:
    """This person's lines in the form, the stored text beside them; saving again puts them over."""
    theirs = text_of(cues_from_json(conflict.theirs.cues)) if conflict.theirs else ""
    mine = TranscriptForm(form.language, conflict.version, form.rows)
    more = {"conflict": conflict, "theirs": theirs, "mine": text_of(conflict.mine)}
    return show(request, asset, mine, status=409, dirty=True, **more)


def show(
    request: TeamRequest, asset: MediaAsset, form: TranscriptForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The page around a form."""
    context = {
        "title": f"Transcript of {asset.filename}",
        "asset": asset,
        "form": form,
        "rows": form.rows or [Row("", "", "")],
        "language": language_name(form.language),
        "languages": list_languages(asset),
        "versions": list_versions(asset, form.language),
        "offered": offered(),
        "job": get_translation_job(asset),
        **more,
    }
    return render_page(request, "analysis/transcript.html", context, status=status)


@team_action
def transcript_translate(request: TeamRequest, pk) -> HttpResponse:
    """Ask for the ticked languages."""
    asset = asset_for(request.team, pk)
    fallback = reverse("transcript", args=[asset.pk])
    wanted = [*request.POST.getlist("to"), *request.POST.get("other", "").split(",")]
    try:
        request_translation(
            asset,
            read_languages(wanted),
            now=timezone.now(),
            by=request.user,
            replace_edited=bool(request.POST.get("replace_edited")),
        )
    except (UnknownLanguage, CannotTranslate, ProviderError) as error:
        return answer(request, str(error), fallback=fallback, level="error")
    return answer(request, "The translation is queued.", fallback=fallback)


@team_page
def transcript_status(request: TeamRequest, pk) -> HttpResponse:
    """How far the translation is: polled while it runs; the page reloads once it is over."""
    asset = asset_for(request.team, pk)
    job = get_translation_job(asset)
    if job is None or job.status not in OPEN:
        return HttpResponseClientRefresh()
    return render(request, "analysis/_translation_status.html", {"asset": asset, "job": job})


@team_page
def transcript_file(request: TeamRequest, pk, language: str, kind: str) -> HttpResponse:
    """The current version of a language as a subtitle file."""
    asset = asset_for(request.team, pk)
    row = current_in(asset, language)
    if row is None or kind not in FORMATS:
        raise Http404
    return subtitle_response(row, kind)


def subtitle_response(row, kind: str) -> HttpResponse:
    """A version as a download named like its file."""
    text = subtitles(cues_from_json(row.cues), kind)
    response = HttpResponse(text, content_type=f"{FORMATS[kind]}; charset=utf-8")
    stem = "".join(c if c.isalnum() or c in "-_ " else "_" for c in row.media.filename)[:80]
    name = f"{stem}.{row.language}.{kind}".encode("ascii", "replace").decode().replace("?", "_")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
