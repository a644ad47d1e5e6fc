"""What the OpenAPI document says about every endpoint of a team."""

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

PROBLEMS = {
    "400": "The request was not understood; `errors` says which field.",
    "401": "Not signed in, or the token is not valid.",
    "403": "Not allowed for this member.",
    "404": "There is no such row in your team.",
    "409": "It does not fit the present state (or the Idempotency-Key, or the version).",
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


class TeamSchema(AutoSchema):
    """Adds the errors, and the Idempotency-Key header of every POST."""

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
        for code in self._problem_codes():
            if code not in bodies:
                problem = OpenApiResponse(ProblemSerializer, description=PROBLEMS[code])
                bodies[code] = self._get_response_for_code(
                    problem, code, media_types=["application/problem+json"], direction=direction
                )
        return bodies

    def _problem_codes(self) -> list[str]:
        codes = ["401", "403", "429"]
        if self.method in ("POST", "PATCH", "DELETE"):
            codes += ["400", "409"]
        return sorted({*codes, "404"})
