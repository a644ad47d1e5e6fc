"""The only doors to rows of media: the team's own row, or one and the same 404."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from media_assets.models import MediaAsset, MediaFolder, MediaVariant, ProcessingJob
from teams.models import Team

NOT_FOUND = "There is nothing here."


def asset_for(team: Team | None, pk: UUID | str) -> MediaAsset:
    """The team's asset. Raises Http404 for a foreign, random or malformed id alike."""
    return _row(MediaAsset.objects.in_team(team), pk)


def job_for(team: Team | None, pk: UUID | str) -> ProcessingJob:
    """The team's job. Raises Http404 likewise."""
    return _row(ProcessingJob.objects.in_team(team).select_related("media_asset"), pk)


def folder_for(team: Team | None, pk: UUID | str) -> MediaFolder:
    """The team's folder. Raises Http404 likewise."""
    return _row(MediaFolder.objects.in_team(team), pk)


def variant_for(team: Team | None, pk: UUID | str) -> MediaVariant:
    """The team's rendered copy. Raises Http404 likewise."""
    return _row(MediaVariant.objects.in_team(team).select_related("media_asset", "job"), pk)


def _row(rows: QuerySet, pk: UUID | str) -> Any:
    try:
        return get_object_or_404(rows, pk=pk)
    except (Http404, ValidationError, ValueError) as error:
        raise Http404(NOT_FOUND) from error
