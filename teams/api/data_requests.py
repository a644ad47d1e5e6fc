"""Exports and erasures by API: of the team for its owners, of oneself for everybody."""

from collections.abc import Callable, Mapping

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.response import Response

from teams.api.filters import TeamFilterSet
from teams.api.idempotency import Conflict
from teams.api.notifications import MemberPermission
from teams.api.strict import NothingSerializer, StrictModelSerializer, StrictSerializer
from teams.api.viewsets import ReadTeamApi
from teams.models import DataRequest
from teams.privacy.access import is_owner, requests_in_team
from teams.privacy.proof import what_is_wrong
from teams.privacy.requests import (
    DataProblem,
    ask_erasure_of_person,
    ask_erasure_of_team,
    ask_export_of_person,
    ask_export_of_team,
    cancel,
)

Kind = DataRequest.Kind
BY_SESSION = "Sign in to erase anything: a key cannot."
NAME = {Kind.ERASE_TEAM: "The team’s name, word for word.", Kind.ERASE_PERSON: "Your address."}


class DataRequestSerializer(StrictModelSerializer):
    """What was asked for, how far it is, and the receipt."""

    class Meta:
        model = DataRequest
        fields = ["id", "kind", "status", "team", "requested_by", "progress_pct", "error",
                  "due_at", "receipt", "has_file", "file_size_bytes", "file_sha256", "expires_at",
                  "created_at", "started_at", "finished_at"]  # fmt: skip
        read_only_fields = fields

    has_file = serializers.BooleanField(
        read_only=True, help_text="Who asked can fetch the ZIP at /data/<id>/download/."
    )


class NewDataRequestSerializer(StrictSerializer):
    """Erasures need the password, and the name of what is erased."""

    kind = serializers.ChoiceField(Kind.choices)
    confirm = serializers.CharField(
        required=False, help_text="The team’s name, or your e-mail address."
    )
    password = serializers.CharField(required=False, trim_whitespace=False, write_only=True)


class DataRequestFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = DataRequest
        fields = {"kind": ["exact", "in"], "status": ["exact", "in"]}


class DataRequestApi(ReadTeamApi):
    """Exports and erasures: your own, and the team’s if you are an owner of it."""

    queryset = DataRequest.objects.all()
    serializer_class = DataRequestSerializer
    filterset_class = DataRequestFilter
    permission_classes = [MemberPermission]
    ordering_fields = ("created_at", "status")

    def _post_once(self, handler, request, *args, **kwargs) -> Response:
        """A password goes into no fingerprint; a second erasure is refused in any case."""
        if isinstance(request.data, Mapping) and request.data.get("password"):
            return handler(request, *args, **kwargs)
        return super()._post_once(handler, request, *args, **kwargs)

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return DataRequest.objects.none()
        return requests_in_team(self.person, self.team)

    @extend_schema(
        request=NewDataRequestSerializer,
        responses={201: DataRequestSerializer},
    )
    def create(self, request) -> Response:
        """Ask for an export or an erasure. A team is erased after seven days, and can be called
        off until then. An erasure needs a session: a key cannot ask for one."""
        serializer = NewDataRequestSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        given = serializer.validated_data
        self._prove(given)
        row = self._try(lambda: self._ask(given["kind"]))
        return self.show_created(row, DataRequestSerializer)

    @extend_schema(request=None, responses=DataRequestSerializer)
    @action(detail=True, methods=["post"], serializer_class=NothingSerializer)
    def cancel(self, request, pk=None) -> Response:
        """Call it off before it begins (409 afterwards)."""
        self.read_input()
        row = self.get_object()
        self._try(lambda: cancel(row, by=self.person, now=timezone.now()))
        return self.show(row, DataRequestSerializer)

    def _prove(self, given: dict) -> None:
        kind = given["kind"]
        if kind in (Kind.EXPORT_TEAM, Kind.ERASE_TEAM) and not is_owner(self.person, self.team):
            raise PermissionDenied("Only an owner of the team may do this.")
        if kind not in NAME:
            return
        if self.request.auth is not None:
            raise PermissionDenied(BY_SESSION)
        wanted = self.team.name if kind == Kind.ERASE_TEAM else self.person.email
        if given.get("confirm", "") != wanted:
            raise ValidationError({"confirm": [NAME[kind]]})
        if problem := what_is_wrong(self.person, given.get("password", "")):
            raise ValidationError({"password": [problem]})

    def _ask(self, kind: str) -> DataRequest:
        by, now = self.person, timezone.now()
        if kind == Kind.EXPORT_TEAM:
            return ask_export_of_team(self.team, by=by, now=now)
        if kind == Kind.ERASE_TEAM:
            return ask_erasure_of_team(self.team, by=by, now=now)
        if kind == Kind.EXPORT_PERSON:
            return ask_export_of_person(by, by=by, now=now)
        return ask_erasure_of_person(by, by=by, now=now)

    @staticmethod
    def _try(work: Callable):
        try:
            return work()
        except DataProblem as problem:
            raise Conflict(str(problem)) from problem
