"""What every serializer of the API does: say which fields it takes, refuse all others."""

from collections.abc import Mapping

from django.db.models import QuerySet
from rest_framework import serializers

UNKNOWN = "This field does not exist here."
FIXED = "This field cannot be changed here."


class StrictFields:
    """Mixin: a body with a field that is not taken is refused, never half obeyed."""

    def to_internal_value(self, data):
        if isinstance(data, Mapping):
            self._refuse_others(set(data))
        return super().to_internal_value(data)  # type: ignore[misc]

    def _refuse_others(self, sent: set[str]) -> None:
        known = self.fields  # type: ignore[attr-defined]
        errors = {name: [UNKNOWN] for name in sorted(sent - set(known))}
        errors |= {name: [FIXED] for name in sorted(sent & set(known)) if known[name].read_only}
        if errors:
            raise serializers.ValidationError(errors)


class StrictSerializer(StrictFields, serializers.Serializer):
    """Input of an action."""


class StrictModelSerializer(StrictFields, serializers.ModelSerializer):
    """A row; lists its fields explicitly."""

    def without_this_one(self, rows: QuerySet) -> QuerySet:
        """`rows` but for the one that is being edited."""
        return rows if self.instance is None else rows.exclude(pk=self.instance.pk)


class NothingSerializer(StrictSerializer):
    """An action without input."""
