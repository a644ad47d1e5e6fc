"""AI use and cost as JSON."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from ai.models import AIUsage
from ai.selectors import get_budget
from teams.api.filters import TeamFilterSet
from teams.api.strict import StrictModelSerializer
from teams.api.viewsets import ReadTeamApi


class AIUsageSerializer(StrictModelSerializer):
    """One call of a provider. `cost_usd` is null when no price is known."""

    class Meta:
        model = AIUsage
        fields = [
            "id", "asset", "kind", "purpose", "provider", "model", "outcome", "cached",
            "input_tokens", "output_tokens", "seconds", "cost_usd", "cost_is_guess",
            "price_since", "duration_ms", "error", "created_at", "finished_at",
        ]  # fmt: skip
        read_only_fields = fields


class BudgetSerializer(serializers.Serializer):
    """This month, in US dollars; `limit` null: none is set."""

    spent = serializers.DecimalField(max_digits=12, decimal_places=6)
    limit = serializers.DecimalField(max_digits=10, decimal_places=2, allow_null=True)
    unpriced = serializers.IntegerField(help_text="Calls without a known price.")
    is_near = serializers.BooleanField(help_text="80 % or more is used.")
    is_spent = serializers.BooleanField(help_text="Nothing more is asked this month.")


class AIUsageFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = AIUsage
        fields = {
            "asset": ["exact"],
            "kind": ["exact"],
            "outcome": ["exact"],
            "created_at": ["gte", "lte"],
        }


class AIUsageApi(ReadTeamApi):
    """The ledger of AI calls."""

    queryset = AIUsage.objects.all()
    serializer_class = AIUsageSerializer
    filterset_class = AIUsageFilter
    search_fields = ("model", "purpose")
    ordering_fields = ("created_at", "cost_usd")

    @extend_schema(responses=BudgetSerializer, filters=False)
    @action(detail=False, pagination_class=None)
    def budget(self, request) -> Response:
        """This month's spending against the team's limit."""
        return Response(BudgetSerializer(get_budget(self.team, timezone.now())).data)
