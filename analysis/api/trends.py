"""Trends, feeds and exemplars as JSON, to read."""

from analysis.models import ExemplarPattern, TrendSignal, TrendSource
from teams.api.filters import TeamFilterSet
from teams.api.strict import StrictModelSerializer
from teams.api.viewsets import ReadTeamApi


class TrendSignalSerializer(StrictModelSerializer):
    """One topic that is talked about."""

    class Meta:
        model = TrendSignal
        fields = ["id", "source", "topic", "platform_hint", "score", "collected_at", "times_seen",
                  "feed", "metadata_json", "created_at"]  # fmt: skip
        read_only_fields = fields


class TrendSourceSerializer(StrictModelSerializer):
    """A feed, and how its last reading went."""

    class Meta:
        model = TrendSource
        fields = ["id", "kind", "name", "url", "platform_hint", "is_active", "due_at",
                  "last_collected_at", "last_count", "last_error", "created_at"]  # fmt: skip
        read_only_fields = fields


class ExemplarPatternSerializer(StrictModelSerializer):
    """A top performer of the market."""

    class Meta:
        model = ExemplarPattern
        fields = ["id", "source", "title", "hook", "format", "angle", "product", "category",
                  "duration_sec", "price_low", "price_high", "currency", "revenue", "views",
                  "items_sold", "engagement_rate", "url", "imported_at", "created_at"]  # fmt: skip
        read_only_fields = fields


class TrendSignalFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = TrendSignal
        fields = {
            "source": ["exact"],
            "platform_hint": ["exact"],
            "collected_at": ["gte", "lte"],
        }


class ExemplarPatternFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = ExemplarPattern
        fields = {"format": ["exact"], "category": ["exact"], "currency": ["exact"]}


class TrendSignalApi(ReadTeamApi):
    """Topics that people look for; the score is of the last sighting and fades with a half-life."""

    queryset = TrendSignal.objects.all()
    serializer_class = TrendSignalSerializer
    filterset_class = TrendSignalFilter
    search_fields = ("topic",)
    ordering_fields = ("collected_at", "score")


class TrendSourceApi(ReadTeamApi):
    """Feeds that are read while they are switched on."""

    queryset = TrendSource.objects.all()
    serializer_class = TrendSourceSerializer
    search_fields = ("name",)
    ordering_fields = ("name", "last_collected_at")


class ExemplarPatternApi(ReadTeamApi):
    """Top performers, from Kalodata's exports."""

    queryset = ExemplarPattern.objects.all()
    serializer_class = ExemplarPatternSerializer
    filterset_class = ExemplarPatternFilter
    search_fields = ("hook", "title", "product", "angle")
    ordering_fields = ("revenue", "views", "imported_at")
