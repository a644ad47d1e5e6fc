"""Serializer fields that know about teams and about JSON's traps."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

NO_SUCH_ROW = "There is no such row in your team."


class TeamRelatedField(serializers.PrimaryKeyRelatedField):
    """A row of the caller's team, by id. Another team's id answers as a random one does."""

    default_error_messages = {"does_not_exist": NO_SUCH_ROW, "incorrect_type": NO_SUCH_ROW}

    def __init__(self, **kwargs):
        super().__init__(pk_field=serializers.UUIDField(), **kwargs)

    def get_queryset(self):
        return super().get_queryset().in_team(getattr(self.context["request"], "team", None))


class StrictJSONField(serializers.JSONField):
    """JSON of one kind. `null` (also the text "null" of a form) and NUL characters are refused.

    The column takes no NULL, and PostgreSQL takes no NUL inside jsonb.
    """

    kind: type = dict
    word = "an object"

    def to_internal_value(self, data: Any) -> Any:
        value = super().to_internal_value(data)
        if not isinstance(value, self.kind):
            raise serializers.ValidationError(f"This must be {self.word}, not null.")
        if "\\u0000" in self._as_text(value):
            raise serializers.ValidationError("Null characters are not allowed.")
        return value

    @staticmethod
    def _as_text(value: Any) -> str:
        return serializers.json.dumps(value)


@extend_schema_field(OpenApiTypes.OBJECT)
class JsonObjectField(StrictJSONField):
    """`{…}`."""


class TextListField(serializers.ListField):
    """A list of texts."""

    child = serializers.CharField(max_length=2000)

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 100)
        super().__init__(**kwargs)
