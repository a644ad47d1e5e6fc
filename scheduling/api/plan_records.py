"""The base of the endpoints for what surrounds posts: campaigns, calendars, slots, closed days."""

from abc import ABC, abstractmethod

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from scheduling.services.plan_records import remove_row, store_row
from teams.api.strict import StrictModelSerializer
from teams.api.viewsets import ReadTeamApi
from teams.models import TeamOwned


class PlanRowSerializer(StrictModelSerializer):
    """A row that is stored by the service, which knows the constraints with the team in them."""

    def get_validators(self) -> list:
        return []


class PlanRowApi(ReadTeamApi, ABC):
    """List, read, create and change rows."""

    row_serializer: type[PlanRowSerializer] = PlanRowSerializer

    @abstractmethod
    def new_row(self) -> TeamOwned:
        """A row of the team that is not stored yet."""

    def store(self, row: TeamOwned, **values) -> TeamOwned:
        return store_row(row, by=self.person, **values)

    def create(self, request) -> Response:
        """Make one. 409 when there is one like it, or it breaks a rule of its dates."""
        row = self.store(self.new_row(), **self.read_input())
        return self.show_created(row, self.row_serializer)

    def partial_update(self, request, pk=None) -> Response:
        """Change the fields that are sent."""
        row = self.get_object()
        serializer = self.get_serializer(row, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        self.store(row, **serializer.validated_data)
        return self.show(row, self.row_serializer)


class RemovableRowApi(PlanRowApi):
    """Rows that can be taken away, too."""

    @extend_schema(responses={204: None})
    def destroy(self, request, pk=None) -> Response:
        """Take it away for good."""
        remove_row(self.get_object(), by=self.person)
        return Response(status=status.HTTP_204_NO_CONTENT)
