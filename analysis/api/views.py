"""What was found in the media, and the request to look again."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from analysis.api.serializers import (
    AnalyseSerializer,
    FrameSampleSerializer,
    MediaAnalysisSerializer,
    ScoringModelSerializer,
)
from analysis.models import FrameSample, MediaAnalysis, ScoringModel
from analysis.services.analyse import request_reanalysis
from media_assets.api.serializers import ProcessingJobSerializer
from media_assets.models import MediaAsset
from teams.api.filters import TeamFilterSet
from teams.api.viewsets import ReadTeamApi, TeamApi


class MediaAnalysisFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = MediaAnalysis
        fields = {
            "media": ["exact"],
            "is_current": ["exact"],
            "transcript_language": ["exact"],
            "pre_social_score": ["gte", "lte"],
            "created_at": ["gte", "lte"],
        }


class FrameSampleFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = FrameSample
        fields = {"analysis": ["exact"], "analysis__media": ["exact"], "score": ["gte", "lte"]}


class AnalysisApi(ReadTeamApi):
    """Analyses; the newest of an asset has `is_current`."""

    queryset = MediaAnalysis.objects.all()
    serializer_class = MediaAnalysisSerializer
    filterset_class = MediaAnalysisFilter
    search_fields = ("transcript", "pre_social_explanation")
    ordering_fields = ("created_at", "pre_social_score")


class FrameApi(ReadTeamApi):
    """The frames that were looked at."""

    queryset = FrameSample.objects.all()
    serializer_class = FrameSampleSerializer
    filterset_class = FrameSampleFilter
    team_lookup = "analysis__team"
    ordering_fields = ("time_sec", "score", "index")


class AnalyseApi(TeamApi):
    """Analyse one asset again."""

    queryset = MediaAsset.objects.all()
    serializer_class = AnalyseSerializer

    @extend_schema(request=AnalyseSerializer, responses={202: ProcessingJobSerializer})
    def create(self, request, pk=None) -> Response:
        """Queue a new analysis of this asset; the answer is its job, with its steps.

        What has not changed since the last one is taken over, unless `afresh` is true.
        """
        given = self.read_input()
        job = request_reanalysis(
            self.get_object(), now=timezone.now(), by=self.person, afresh=given["afresh"]
        )
        return Response(ProcessingJobSerializer(job).data, status=status.HTTP_202_ACCEPTED)


class ScoringModelFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = ScoringModel
        fields = {
            "platform": ["exact"],
            "media_type": ["exact"],
            "is_simulated": ["exact"],
            "status": ["exact"],
        }


class ScoringModelApi(ReadTeamApi):
    """Versions of the score's weights, with how well each foretold results."""

    queryset = ScoringModel.objects.all()
    serializer_class = ScoringModelSerializer
    filterset_class = ScoringModelFilter
    ordering_fields = ("version", "fitted_at", "rank_correlation")
