"""The base of every endpoint: rows of the caller's team and of nobody else."""

from functools import partial
from typing import cast

from django.db.models import Model, QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import status
from rest_framework.filters import SearchFilter
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet

from teams.api.filters import StableOrdering
from teams.api.idempotency import answer_once
from teams.api.schema import TeamSchema
from teams.models import Team, TeamMember, User


class TeamApi(GenericViewSet):
    """Rows of `request.team`. A foreign, a random and a malformed id give the same 404."""

    schema = TeamSchema()
    filter_backends = [DjangoFilterBackend, SearchFilter, StableOrdering]
    team_lookup = "team"
    secret_answers: tuple[str, ...] = ()
    ordering_fields: tuple[str, ...] = ("created_at",)

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if request.method == "POST" and hasattr(self, "post"):
            self.post = partial(self._post_once, self.post)  # type: ignore[has-type]

    def _post_once(self, handler, request, *args, **kwargs) -> Response:
        work = partial(handler, request, *args, **kwargs)
        return answer_once(request, work, secrets=self.secret_answers)

    @property
    def team(self) -> Team:
        """The caller's team."""
        return self.request._request.team  # type: ignore[attr-defined]

    @property
    def member(self) -> TeamMember:
        """The caller's place in the team."""
        return self.request._request.membership  # type: ignore[attr-defined]

    @property
    def person(self) -> User:
        """The caller; permissions have let nobody in without a session or token."""
        return cast(User, self.request.user)

    def get_queryset(self) -> QuerySet:
        rows = super().get_queryset()
        team = getattr(self.request, "team", None)  # none while the schema is drawn
        return rows.filter(**{self.team_lookup: team.pk}) if team else rows.none()

    def read_input(self, **options) -> dict:
        """The validated body, by the serializer of this action (400 when it is not valid)."""
        serializer: BaseSerializer = self.get_serializer(data=self.request.data, **options)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def show(self, row: Model, serializer_class: type[BaseSerializer], code: int = 200) -> Response:
        """`row` as it is now in the database."""
        fresh = self.get_queryset().get(pk=row.pk)
        serializer = serializer_class(fresh, context=self.get_serializer_context())
        return Response(serializer.data, status=code)

    def show_created(self, row: Model, serializer_class: type[BaseSerializer]) -> Response:
        return self.show(row, serializer_class, status.HTTP_201_CREATED)


class ReadTeamApi(ListModelMixin, RetrieveModelMixin, TeamApi):
    """List and read."""
