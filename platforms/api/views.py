"""Networks, and the team's accounts on them."""

from django.utils import timezone
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.filters import SearchFilter
from rest_framework.mixins import UpdateModelMixin
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from platforms.api.serializers import (
    ConnectionCreateSerializer,
    ConnectionSerializer,
    PlatformSerializer,
    RenewalSerializer,
)
from platforms.models import Connection, Platform
from platforms.services.connections import change_connection, check_connection, disconnect
from platforms.services.keys import connect_by_key, connect_simulated
from platforms.services.refresh import SENTENCES, refresh_connection
from teams.api.filters import StableOrdering, TeamFilterSet
from teams.api.schema import TeamSchema
from teams.api.strict import NothingSerializer
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

    queryset = Connection.objects.defer("access_token", "refresh_token", "parked_credentials")
    serializer_class = ConnectionSerializer
    permission_classes = [TeamManagerPermission]
    filterset_class = ConnectionFilter
    search_fields = ("platform_username", "account_name")
    ordering_fields = ("platform", "platform_username", "created_at")
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]

    @extend_schema(request=ConnectionCreateSerializer, responses={201: ConnectionSerializer})
    def create(self, request) -> Response:
        """Connect an account on the Sandbox, or by a key or app password."""
        given = ConnectionCreateSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        connect = connect_simulated if given.validated_data["way"] == "sandbox" else connect_by_key
        row = connect(self.team, by=self.person, **given.validated_data)
        return self.show_created(row, ConnectionSerializer)

    @extend_schema(responses={204: None})
    def destroy(self, request, pk=None) -> Response:
        """Disconnect: the tokens are forgotten, posts and figures stay."""
        disconnect(self.get_object(), by=self.person)
        return Response(status=204)

    @extend_schema(request=None, responses=RenewalSerializer)
    @action(detail=True, methods=["post"], serializer_class=NothingSerializer)
    def refresh(self, request, pk=None) -> Response:
        """Renew the sign-in now. `result` says what came of it."""
        self.read_input()
        row = self._whole_row()
        result = refresh_connection(row, now=timezone.now())
        shown = self.show(row, ConnectionSerializer).data
        return Response({"result": result.value, "detail": SENTENCES[result], "connection": shown})

    @extend_schema(request=None, responses=ConnectionSerializer)
    @action(detail=True, methods=["post"], serializer_class=NothingSerializer)
    def check(self, request, pk=None) -> Response:
        """Ask the network how the account is."""
        self.read_input()
        row = self._whole_row()
        check_connection(row, now=timezone.now())
        return self.show(row, ConnectionSerializer)

    def _whole_row(self) -> Connection:
        """The row with what the list leaves out."""
        return Connection.objects.select_related("team").get(pk=self.get_object().pk)

    def perform_update(self, serializer) -> None:
        change_connection(serializer.instance, serializer.validated_data, by=self.person)
