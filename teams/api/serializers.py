"""Teams, members, keys and events as JSON."""

from rest_framework import serializers

from teams.api.strict import StrictModelSerializer
from teams.models import ApiToken, EventLog, Team, TeamMember


class TeamSerializer(StrictModelSerializer):
    """A team that you belong to."""

    class Meta:
        model = Team
        fields = ["id", "name", "owner", "timezone", "review_policy", "client_approval_counts",
                  "catch_up_hours",
                  "ai_budget_usd", "created_at"]  # fmt: skip
        read_only_fields = ["id", "owner", "created_at"]


class MemberSerializer(StrictModelSerializer):
    """One person's place in the team."""

    email = serializers.EmailField(source="user.email", read_only=True)
    name = serializers.CharField(source="user.name", read_only=True)

    class Meta:
        model = TeamMember
        fields = ["id", "user", "email", "name", "role", "created_at"]
        read_only_fields = ["id", "user", "email", "name", "created_at"]


class ApiTokenSerializer(StrictModelSerializer):
    """A key for a program. Only its beginning is known after it was made."""

    class Meta:
        model = ApiToken
        fields = ["prefix", "name", "created", "expiry_date", "revoked", "last_used_at"]
        read_only_fields = ["prefix", "created", "revoked", "last_used_at"]


class NewApiTokenSerializer(ApiTokenSerializer):
    """The answer to its creation: the only time that the whole key is shown."""

    key = serializers.CharField(read_only=True, allow_null=True)

    class Meta(ApiTokenSerializer.Meta):
        fields = [*ApiTokenSerializer.Meta.fields, "key"]


class EventSerializer(StrictModelSerializer):
    """One thing that happened."""

    class Meta:
        model = EventLog
        fields = ["id", "user", "event_type", "subject_type", "subject_id", "message",
                  "meta_json", "created_at"]  # fmt: skip
        read_only_fields = fields
