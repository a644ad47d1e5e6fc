"""The team's own addresses that are told what happened, and the messages to them."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from platforms.webhooks.endpoints import (
    change_endpoint,
    create_endpoint,
    delete_endpoint,
    rotate_secret,
)
from platforms.webhooks.sending import replay
from teams.api.filters import TeamFilterSet
from teams.api.strict import NothingSerializer, StrictModelSerializer
from teams.api.viewsets import ReadTeamApi
from teams.models import WebhookDelivery, WebhookEndpoint
from teams.permissions import OnlyManagersPermission
from teams.services.webhooks import NAMES


class WebhookEndpointSerializer(StrictModelSerializer):
    """An address of your own. `events` empty: it is told of all of them."""

    url = serializers.CharField(max_length=1000, help_text="https://…, on the public internet.")
    events = serializers.ListField(
        child=serializers.ChoiceField(choices=NAMES), required=False, max_length=len(NAMES)
    )

    class Meta:
        model = WebhookEndpoint
        fields = ["id", "url", "description", "events", "is_active", "problem",
                  "old_secret_until", "created_at"]  # fmt: skip
        read_only_fields = ["id", "problem", "old_secret_until", "created_at"]


class WebhookSecretSerializer(WebhookEndpointSerializer):
    """The answer to its creation and to a new secret: the only times that the secret is shown."""

    secret = serializers.CharField(read_only=True, allow_null=True)

    class Meta(WebhookEndpointSerializer.Meta):
        fields = [*WebhookEndpointSerializer.Meta.fields, "secret"]


class WebhookDeliverySerializer(StrictModelSerializer):
    """One message on its way, or where it ended."""

    class Meta:
        model = WebhookDelivery
        fields = ["id", "endpoint", "event", "event_name", "body", "status", "due_at", "attempts",
                  "response_status", "error", "last_tried_at", "delivered_at",
                  "created_at"]  # fmt: skip
        read_only_fields = fields


class WebhookEndpointApi(ReadTeamApi):
    """Addresses of your own that are told what happened. Owners and admins only."""

    queryset = WebhookEndpoint.objects.all()
    serializer_class = WebhookEndpointSerializer
    permission_classes = [OnlyManagersPermission]
    search_fields = ("description", "url")
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    secret_answers = ("secret",)

    @extend_schema(responses={201: WebhookSecretSerializer})
    def create(self, request) -> Response:
        """A new address. `secret` is shown in this answer and never again."""
        given = {"is_active": True, **self.read_input()}
        is_active = given.pop("is_active")
        endpoint, secret = create_endpoint(self.team, by=self.person, **given)
        if not is_active:
            change_endpoint(endpoint, {"is_active": False}, by=self.person)
        return self._with_secret(endpoint, secret, status.HTTP_201_CREATED)

    def partial_update(self, request, pk=None) -> Response:
        """Change the address, its events, or switch it on or off."""
        endpoint = self.get_object()
        change_endpoint(endpoint, self.read_input(partial=True), by=self.person)
        return self.show(endpoint, WebhookEndpointSerializer)

    @extend_schema(responses={204: None})
    def destroy(self, request, pk=None) -> Response:
        """Forget the address and its messages."""
        delete_endpoint(self.get_object(), by=self.person)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses=WebhookSecretSerializer)
    @action(detail=True, methods=["post"], serializer_class=NothingSerializer)
    def rotate(self, request, pk=None) -> Response:
        """A new secret, shown in this answer only. The old one signs as well for a day."""
        self.read_input()
        endpoint = self.get_object()
        secret = rotate_secret(endpoint, by=self.person, now=timezone.now())
        return self._with_secret(endpoint, secret, status.HTTP_200_OK)

    def _with_secret(self, endpoint: WebhookEndpoint, secret: str, code: int) -> Response:
        fresh = self.get_queryset().get(pk=endpoint.pk)
        return Response({**WebhookEndpointSerializer(fresh).data, "secret": secret}, status=code)


class WebhookDeliveryFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = WebhookDelivery
        fields = {
            "endpoint": ["exact"],
            "event_name": ["exact", "in"],
            "status": ["exact"],
            "created_at": ["gte", "lte"],
        }


class WebhookDeliveryApi(ReadTeamApi):
    """The messages to your addresses, newest first. Owners and admins only."""

    queryset = WebhookDelivery.objects.select_related("endpoint", "team")
    serializer_class = WebhookDeliverySerializer
    permission_classes = [OnlyManagersPermission]
    filterset_class = WebhookDeliveryFilter
    ordering_fields = ("created_at", "due_at")
    http_method_names = ["get", "post", "head", "options"]

    @extend_schema(request=None, responses=WebhookDeliverySerializer)
    @action(detail=True, methods=["post"], serializer_class=NothingSerializer)
    def replay(self, request, pk=None) -> Response:
        """Send it again, with the same id and body. 409 while it is on its way."""
        self.read_input()
        delivery = self.get_object()
        replay(delivery, by=self.person, now=timezone.now())
        return self.show(delivery, WebhookDeliverySerializer)
