"""The coach: insights, the summary of an asset, and a question on demand."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from coaching.api.serializers import CoachSummarySerializer, InsightSerializer
from coaching.models import AICoachInsight
from coaching.services import coach_summary, write_insight
from media_assets.models import MediaAsset
from scheduling.models import PostingSchedule
from teams.api.filters import TeamFilterSet
from teams.api.idempotency import Conflict
from teams.api.strict import NothingSerializer
from teams.api.viewsets import ReadTeamApi, TeamApi

ON_DEMAND = "on_demand"


class InsightFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = AICoachInsight
        fields = {
            "media": ["exact"],
            "schedule": ["exact"],
            "checkpoint": ["exact"],
            "created_at": ["gte", "lte"],
        }


class InsightApi(ReadTeamApi):
    """What the coach wrote."""

    queryset = AICoachInsight.objects.all()
    serializer_class = InsightSerializer
    filterset_class = InsightFilter
    search_fields = ("summary", "what_worked", "what_to_change")


class CoachSummaryApi(TeamApi):
    """`GET /api/media/<id>/coach-summary`."""

    queryset = MediaAsset.objects.all()
    serializer_class = CoachSummarySerializer

    @extend_schema(responses=CoachSummarySerializer)
    def retrieve(self, request, pk=None) -> Response:
        """How this asset did, what worked, what to improve, which formats to try next."""
        return Response(coach_summary(self.get_object()))


class AskCoachApi(TeamApi):
    """`POST /api/posts/<id>/coach`."""

    queryset = PostingSchedule.objects.all()
    serializer_class = NothingSerializer

    @extend_schema(request=None, responses={201: InsightSerializer})
    def create(self, request, pk=None) -> Response:
        """Ask the coach about a published post now. 409 while there is nothing to say."""
        self.read_input()
        insight = write_insight(self.get_object(), ON_DEMAND, now=timezone.now())
        if insight is None:
            raise Conflict("There is no reading of this post yet, so the coach has nothing to say.")
        return Response(InsightSerializer(insight).data, status=201)
