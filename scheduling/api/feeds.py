"""Calendar feeds: secret addresses of the plan."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from platforms.models import Connection
from scheduling.models import CalendarFeed
from scheduling.services.feeds import address_of, create_feed, renew_feed, revoke_feed
from teams.api.fields import TeamRelatedField
from teams.api.strict import NothingSerializer, StrictModelSerializer
from teams.api.viewsets import ReadTeamApi
from teams.permissions import TeamManagerPermission


class CalendarFeedSerializer(StrictModelSerializer):
    """A feed, without its secret."""

    connection = TeamRelatedField(
        queryset=Connection.objects.all(), required=False, allow_null=True,
        help_text="One account; left out: all of them.",
    )  # fmt: skip

    class Meta:
        model = CalendarFeed
        fields = ["id", "name", "connection", "shows", "created_by", "created_at", "renewed_at",
                  "revoked_at", "last_read_at"]  # fmt: skip
        read_only_fields = ["id", "created_by", "created_at", "renewed_at", "revoked_at",
                            "last_read_at"]  # fmt: skip


class NewCalendarFeedSerializer(CalendarFeedSerializer):
    """With its address, which is shown in this answer and never again."""

    address = serializers.CharField(read_only=True)

    class Meta(CalendarFeedSerializer.Meta):
        fields = [*CalendarFeedSerializer.Meta.fields, "address"]


class CalendarFeedApi(ReadTeamApi):
    """Secret addresses under which calendar programs read the plan."""

    queryset = CalendarFeed.objects.select_related("team", "connection")
    serializer_class = CalendarFeedSerializer
    permission_classes = [TeamManagerPermission]
    http_method_names = ["get", "post", "delete", "head", "options"]
    secret_answers = ("address",)

    @extend_schema(request=CalendarFeedSerializer, responses={201: NewCalendarFeedSerializer})
    def create(self, request) -> Response:
        """A new feed. `address` is shown in this answer and never again."""
        given = {"shows": CalendarFeed.Shows.APPROVED, **self.read_input()}
        feed, secret = create_feed(self.team, by=self.person, **given)
        return self._with_address(feed, secret, status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=NewCalendarFeedSerializer)
    @action(detail=True, methods=["post"], serializer_class=NothingSerializer)
    def renew(self, request, pk=None) -> Response:
        """A new address; the old one stops at once."""
        self.read_input()
        feed = self.get_object()
        secret = renew_feed(feed, by=self.person, now=timezone.now())
        return self._with_address(feed, secret, status.HTTP_200_OK)

    @extend_schema(responses={204: None})
    def destroy(self, request, pk=None) -> Response:
        """Revoke the address; this cannot be undone."""
        revoke_feed(self.get_object(), by=self.person, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _with_address(self, feed: CalendarFeed, secret: str, code: int) -> Response:
        fresh = self.get_queryset().get(pk=feed.pk)
        body = CalendarFeedSerializer(fresh, context=self.get_serializer_context()).data
        return Response({**body, "address": address_of(secret)}, status=code)
