"""How posts did."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from metrics.api.serializers import (
    AccountBaselineSerializer,
    CommentSerializer,
    MetricsCheckpointSerializer,
    PostingMetricsSerializer,
)
from metrics.models import AccountBaseline, Comment, MetricsCheckpoint, PostingMetrics
from metrics.services.checkpoints import collect_checkpoint
from teams.api.filters import TeamFilterSet
from teams.api.strict import NothingSerializer
from teams.api.viewsets import ReadTeamApi

RANGE = ["gte", "lte"]


class CheckpointFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = MetricsCheckpoint
        fields = {
            "schedule": ["exact"],
            "checkpoint": ["exact"],
            "status": ["exact", "in"],
            "planned_at": RANGE,
            "due_at": RANGE,
        }


class MetricsFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = PostingMetrics
        fields = {
            "schedule": ["exact"],
            "schedule__connection": ["exact"],
            "schedule__media": ["exact"],
            "checkpoint": ["exact"],
            "is_simulated": ["exact"],
            "check_time": RANGE,
            "views": RANGE,
            "post_social_score": RANGE,
        }


class CommentFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = Comment
        fields = {
            "schedule": ["exact"],
            "sentiment_label": ["exact", "in"],
            "sentiment_score": RANGE,
            "posted_at": RANGE,
        }


class BaselineFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = AccountBaseline
        fields = {"connection": ["exact"], "checkpoint": ["exact"]}


class CheckpointApi(ReadTeamApi):
    """Planned readings; six for each published post."""

    queryset = MetricsCheckpoint.objects.all()
    serializer_class = MetricsCheckpointSerializer
    filterset_class = CheckpointFilter
    ordering_fields = ("planned_at", "due_at")

    @extend_schema(request=None, responses=MetricsCheckpointSerializer)
    @action(detail=True, methods=["post"], serializer_class=NothingSerializer)
    def take(self, request, pk=None) -> Response:
        """Take this reading now, without waiting for its time."""
        self.read_input()
        checkpoint = self.get_object()
        collect_checkpoint(checkpoint, now=timezone.now())
        return self.show(checkpoint, MetricsCheckpointSerializer)


class MetricsApi(ReadTeamApi):
    """Readings; a counter that the network does not report is null."""

    queryset = PostingMetrics.objects.all()
    serializer_class = PostingMetricsSerializer
    filterset_class = MetricsFilter
    ordering_fields = ("check_time", "views", "likes", "post_social_score")


class CommentApi(ReadTeamApi):
    """Comments, with their sentiment."""

    queryset = Comment.objects.all()
    serializer_class = CommentSerializer
    filterset_class = CommentFilter
    search_fields = ("text", "author_handle")
    ordering_fields = ("posted_at", "like_count", "sentiment_score")


class BaselineApi(ReadTeamApi):
    """What is usual for each account."""

    queryset = AccountBaseline.objects.all()
    serializer_class = AccountBaselineSerializer
    filterset_class = BaselineFilter
    ordering_fields = ("computed_at", "sample_size")
