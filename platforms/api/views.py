"""Networks, and the team's accounts on them."""

from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.filters import SearchFilter
from rest_framework.mixins import UpdateModelMixin
from rest_framework.viewsets import ReadOnlyModelViewSet

from platforms.api.serializers import ConnectionSerializer, PlatformSerializer
from platforms.models import Connection, Platform
from platforms.services.connections import change_connection
from teams.api.filters import StableOrdering, TeamFilterSet
from teams.api.schema import TeamSchema
from teams.api.viewsets import ReadTeamApi
from teams.permissions import TeamManagerPermission


class PlatformApi(ReadOnlyModelViewSet):
    """Networks with their limits: the same for every team."""

    schema = TeamSchema()
    queryset = Platform.objects.all()
    serializer_class = PlatformSerializer
    filter_backends = [DjangoFilterBackend, SearchFilter, StableOrdering]
    filterset_fields = ["name", "supports_analytics"]
    search_fields = ("name", "label")
    ordering_fields = ("label", "name")


class ConnectionFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = Connection
        fields = {
            "platform": ["exact", "in"],
            "route": ["exact"],
            "status": ["exact"],
            "is_active": ["exact"],
        }


class ConnectionApi(UpdateModelMixin, ReadTeamApi):
    """Accounts. Tokens are never shown; owners and admins pause an account or tighten its pace."""

    queryset = Connection.objects.defer("access_token", "refresh_token")
    serializer_class = ConnectionSerializer
    permission_classes = [TeamManagerPermission]
    filterset_class = ConnectionFilter
    search_fields = ("platform_username", "account_name")
    ordering_fields = ("platform", "platform_username", "created_at")
    http_method_names = ["get", "patch", "head", "options"]

    def perform_update(self, serializer) -> None:
        change_connection(serializer.instance, serializer.validated_data, by=self.person)
