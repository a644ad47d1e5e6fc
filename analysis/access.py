"""The only doors to analyses: the team's own row, or one and the same 404."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404

from analysis.models import MediaAnalysis, TranscriptVersion
from teams.models import Team

NOT_FOUND = "There is nothing here."


def analysis_for(team: Team | None, pk: UUID | str) -> MediaAnalysis:
    """The team's analysis. Raises Http404 for a foreign, random or malformed id alike."""
    rows = MediaAnalysis.objects.in_team(team).select_related("media")
    try:
        return get_object_or_404(rows, pk=pk)
    except (Http404, ValidationError, ValueError) as error:
        raise Http404(NOT_FOUND) from error


def transcript_for(team: Team | None, pk: UUID | str) -> TranscriptVersion:
    """The team's version of a transcript. Raises Http404 likewise."""
    rows = TranscriptVersion.objects.in_team(team).select_related("media__team")
    try:
        return get_object_or_404(rows, pk=pk)
    except (Http404, ValidationError, ValueError) as error:
        raise Http404(NOT_FOUND) from error
