"""Transcripts: read, edit, translate, download."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from analysis.api.serializers import (
    TranscriptConflictSerializer,
    TranscriptEditSerializer,
    TranscriptVersionSerializer,
    TranslateSerializer,
)
from analysis.models import TranscriptVersion
from analysis.services.translation import request_translation
from analysis.services.versions import save_edit
from analysis.speech.languages import read_languages
from analysis.speech.subtitles import FORMATS
from analysis.transcript_views import subtitle_response
from media_assets.api.serializers import ProcessingJobSerializer
from media_assets.models import MediaAsset
from teams.api.filters import TeamFilterSet
from teams.api.viewsets import ReadTeamApi, TeamApi


class TranscriptFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = TranscriptVersion
        fields = {
            "media": ["exact"],
            "language": ["exact"],
            "is_current": ["exact"],
            "is_original": ["exact"],
            "origin": ["exact"],
            "created_at": ["gte", "lte"],
        }


class TranscriptApi(ReadTeamApi):
    """Every version of what is said, by language; the newest of each has `is_current`."""

    queryset = TranscriptVersion.objects.select_related("media")
    serializer_class = TranscriptVersionSerializer
    filterset_class = TranscriptFilter
    ordering_fields = ("created_at", "version", "language")

    @extend_schema(
        parameters=[OpenApiParameter("as", enum=list(FORMATS), default="srt")],
        responses={(200, kind): OpenApiTypes.STR for kind in FORMATS.values()},
    )
    @action(detail=True, methods=["get"])
    def subtitles(self, request, pk=None) -> HttpResponse:
        """This version as a subtitle file: `?as=srt` or `?as=vtt`."""
        kind = request.query_params.get("as", "srt")
        row = self.get_object()
        if kind not in FORMATS:
            raise Http404
        return subtitle_response(row, kind)


class EditTranscriptApi(TeamApi):
    """Save what is said, or a translation of it, as a new version."""

    queryset = MediaAsset.objects.all()
    serializer_class = TranscriptEditSerializer

    @extend_schema(
        request=TranscriptEditSerializer,
        responses={201: TranscriptVersionSerializer, 409: TranscriptConflictSerializer},
    )
    def create(self, request, pk=None) -> Response:
        """409 with both texts when another version was saved meanwhile."""
        given = self.read_input()
        saved = save_edit(
            self.get_object(),
            given["language"],
            given["cues"],
            version=given["version"],
            by=self.person,
        )
        return Response(TranscriptVersionSerializer(saved).data, status=status.HTTP_201_CREATED)


class TranslateApi(TeamApi):
    """Translate what is said."""

    queryset = MediaAsset.objects.all()
    serializer_class = TranslateSerializer

    @extend_schema(request=TranslateSerializer, responses={202: ProcessingJobSerializer})
    def create(self, request, pk=None) -> Response:
        """Queue a translation; the answer is its job. 409 when there is nothing to translate."""
        given = self.read_input()
        job = request_translation(
            self.get_object(),
            read_languages(given["languages"]),
            now=timezone.now(),
            by=self.person,
            replace_edited=given["replace_edited"],
        )
        return Response(ProcessingJobSerializer(job).data, status=status.HTTP_202_ACCEPTED)
