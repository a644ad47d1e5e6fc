"""What the OpenAPI document says about every endpoint of a team."""

from django.core.exceptions import FieldDoesNotExist
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

PROBLEMS = {
    "400": "The request was not understood; `errors` says which field.",
    "401": "Not signed in, or the token is not valid.",
    "403": "Not allowed for this member.",
    "404": "There is no such row in your team.",
    "409": "It does not fit the present state (or the Idempotency-Key, or the version).",
    "422": "Understood, but not usable; `detail` says why.",
    "429": "Too many requests; `Retry-After` says when to come back.",
}


class ProblemSerializer(serializers.Serializer):
    """RFC 9457 problem details: the one shape of every error."""

    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(required=False)
    errors = serializers.DictField(  # type: ignore[assignment]
        required=False, help_text="Field: list of sentences."
    )


PROBLEM_TYPE = "application/problem+json"


def may_be_empty(field: serializers.Field) -> bool:
    """Whether a field that is only read shows the empty text of its column."""
    model = getattr(getattr(field.parent, "Meta", None), "model", None)
    if not field.read_only or model is None:
        return False
    try:
        return getattr(model._meta.get_field(field.source), "blank", False)
    except FieldDoesNotExist:
        return False


class TeamSchema(AutoSchema):
    """Adds the errors, and the Idempotency-Key header of every POST."""

    def _map_serializer_field(self, field, direction, bypass_extensions=False):
        """DRF forgets that a column may be empty where a field is only read."""
        if isinstance(field, serializers.ChoiceField) and may_be_empty(field):
            field.allow_blank = True
        return super()._map_serializer_field(field, direction, bypass_extensions)

    def _insert_field_validators(self, field, schema):
        super()._insert_field_validators(field, schema)
        if isinstance(field, serializers.URLField) and may_be_empty(field):
            schema.pop("format", None)  # an empty text is no address
        if isinstance(field, serializers.TimeField):
            schema["format"] = "partial-time"  # a time on the wall; RFC 3339's "time" has a zone

    def get_override_parameters(self):
        if self.method != "POST":
            return []
        return [
            OpenApiParameter(
                "Idempotency-Key",
                str,
                OpenApiParameter.HEADER,
                description="The same key and body again gives the first answer again.",
            )
        ]

    def _get_response_bodies(self, direction="response"):
        bodies = super()._get_response_bodies(direction)
        for code, body in bodies.items():
            if code >= "400" and "application/json" in body.get("content", {}):
                body["content"] = {PROBLEM_TYPE: body["content"]["application/json"]}
        for code in self._problem_codes():
            if code not in bodies:
                problem = OpenApiResponse(ProblemSerializer, description=PROBLEMS[code])
                bodies[code] = self._get_response_for_code(
                    problem, code, media_types=[PROBLEM_TYPE], direction=direction
                )
        return bodies

    def _problem_codes(self) -> list[str]:
        codes = ["401", "403", "429"]
        if self.method in ("POST", "PATCH", "DELETE"):
            codes += ["400", "409"]
        if self.method in ("POST", "PATCH"):
            codes.append("422")
        if self.method == "GET" and (self._is_list_view() or self.get_override_parameters()):
            codes.append("400")  # a filter that is no value of its column
        return sorted({*codes, "404"})
