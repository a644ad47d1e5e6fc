"""The team, its people, its keys, and the log of what happened."""

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import PermissionDenied
from rest_framework.mixins import UpdateModelMixin
from rest_framework.response import Response

from teams.api.filters import TeamFilterSet
from teams.api.serializers import (
    ApiTokenSerializer,
    EventSerializer,
    MemberSerializer,
    NewApiTokenSerializer,
    TeamSerializer,
)
from teams.api.viewsets import ReadTeamApi
from teams.models import ApiToken, EventLog, Team, TeamMember
from teams.permissions import TeamManagerPermission
from teams.services.events import record_event
from teams.services.members import change_role, may_change, remove_member
from teams.services.tokens import create_token, revoke_token


class TeamsApi(UpdateModelMixin, ReadTeamApi):
    """The team that you work in (a token: its team)."""

    queryset = Team.objects.all()
    serializer_class = TeamSerializer
    permission_classes = [TeamManagerPermission]
    ordering_fields = ("name", "created_at")
    http_method_names = ["get", "patch", "head", "options"]
    team_lookup = "pk"

    @transaction.atomic
    def perform_update(self, serializer) -> None:
        team = serializer.save()
        changed = ", ".join(sorted(serializer.validated_data))
        record_event(team, "team_changed", team, changed, by=self.person)


class MemberApi(UpdateModelMixin, ReadTeamApi):
    """People of the team. Owners and admins change roles; a team always keeps an owner."""

    queryset = TeamMember.objects.select_related("user", "team")
    serializer_class = MemberSerializer
    permission_classes = [TeamManagerPermission]
    ordering_fields = ("created_at", "role")
    http_method_names = ["get", "patch", "delete", "head", "options"]

    def perform_update(self, serializer) -> None:
        role = serializer.validated_data.get("role", serializer.instance.role)
        self._allow(serializer.instance, role)
        change_role(serializer.instance, role, by=self.person)

    @extend_schema(responses={204: None})
    def destroy(self, request, pk=None) -> Response:
        """Take a person out of the team; their keys stop working."""
        member = self.get_object()
        self._allow(member, None)
        remove_member(member, by=self.person)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _allow(self, member: TeamMember, role: str | None) -> None:
        if not may_change(member, self.member, role):
            raise PermissionDenied("Only an owner may change owners.")


class TokenApi(ReadTeamApi):
    """API keys: your own, or all of the team's for owners and admins."""

    queryset = ApiToken.objects.select_related("team")
    serializer_class = ApiTokenSerializer
    lookup_field = "prefix"
    lookup_value_regex = "[A-Za-z0-9-]+"  # no NUL: PostgreSQL compares none
    ordering_fields = ("created", "name")
    http_method_names = ["get", "post", "delete", "head", "options"]
    secret_answers = ("key",)

    def get_queryset(self):
        tokens = super().get_queryset()
        is_drawn = getattr(self, "swagger_fake_view", False)
        if is_drawn or self.member.may_manage:
            return tokens
        return tokens.filter(user=self.person)

    @extend_schema(request=ApiTokenSerializer, responses={201: NewApiTokenSerializer})
    def create(self, request) -> Response:
        """A new key that acts as you. `key` is shown in this answer and never again."""
        if request.auth is not None:
            raise PermissionDenied("Sign in to make a key: a key cannot make another one.")
        given = self.read_input()
        token, key = create_token(self.team, user=self.person, **given)
        body = {**ApiTokenSerializer(token).data, "key": key}
        return Response(body, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request, prefix=None) -> Response:
        """Revoke a key; this cannot be undone."""
        revoke_token(self.get_object(), by=self.person)
        return Response(status=status.HTTP_204_NO_CONTENT)


class EventFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = EventLog
        fields = {
            "event_type": ["exact", "in"],
            "subject_type": ["exact"],
            "subject_id": ["exact"],
            "user": ["exact"],
            "created_at": ["gte", "lte"],
        }


class EventApi(ReadTeamApi):
    """What happened, newest first."""

    queryset = EventLog.objects.all()
    serializer_class = EventSerializer
    filterset_class = EventFilter
    search_fields = ("message", "event_type")
