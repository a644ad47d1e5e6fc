"""The only doors to analyses: the team's own row, or one and the same 404."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404

from analysis.models import FrameSample, MediaAnalysis, TranscriptVersion
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


def frame_for(team: Team | None, media: UUID | str, index: str) -> FrameSample:
    """A frame of the current analysis of the team's asset. Raises Http404 for any other."""
    analyses = MediaAnalysis.objects.in_team(team).current().filter(media=media)
    rows = FrameSample.objects.filter(analysis__in=analyses).select_related("analysis__media")
    try:
        return get_object_or_404(rows, index=index)
    except (Http404, ValidationError, ValueError, OverflowError) as error:
        raise Http404(NOT_FOUND) from error
