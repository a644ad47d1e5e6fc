"""Serializer fields that know about teams and about JSON's traps."""

import json
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
        team = getattr(self.context["request"], "team", None)
        return super().get_queryset().in_team(team)  # type: ignore[union-attr]


class StrictJSONField(serializers.JSONField):
    """JSON of one kind. `null`, also as the text of a form, is refused: the column takes none."""

    kind: type = dict
    word = "an object"

    def to_internal_value(self, data: Any) -> Any:
        value = super().to_internal_value(data)
        if not isinstance(value, self.kind):
            raise serializers.ValidationError(f"This must be {self.word}, not null.")
        if not is_storable(value):
            raise serializers.ValidationError("Null and half characters are not allowed.")
        return value


def is_storable(value: Any) -> bool:
    """Whether PostgreSQL's jsonb takes the texts in `value`: no NUL, no lone surrogates."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\\u0000" not in text


@extend_schema_field(OpenApiTypes.OBJECT)
class JsonObjectField(StrictJSONField):
    """`{…}`."""


class TextListField(serializers.ListField):
    """A list of texts."""

    child = serializers.CharField(max_length=2000)

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 100)
        super().__init__(**kwargs)
