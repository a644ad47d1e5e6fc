"""Networks and accounts as JSON. Tokens have no field here, on purpose."""

from rest_framework import serializers

from platforms.api.specs import spec_as_dict
from platforms.models import Connection, Platform
from platforms.specs import get_spec
from teams.api.strict import StrictModelSerializer


class PlatformSerializer(StrictModelSerializer):
    """A network and its limits, each with its source."""

    spec = serializers.SerializerMethodField(help_text="Limits as documented by the network.")

    class Meta:
        model = Platform
        fields = [
            "id", "name", "label", "posts_per_hour", "posts_per_day", "min_interval_minutes",
            "max_content_length", "max_title_length", "supports_scheduling", "supports_editing",
            "supports_deletion", "supports_analytics", "spec_checked_on", "spec",
        ]  # fmt: skip
        read_only_fields = fields

    def get_spec(self, platform: Platform) -> dict:
        return spec_as_dict(get_spec(platform.name))


class ConnectionSerializer(StrictModelSerializer):
    """A team's account on one network."""

    is_simulated = serializers.BooleanField(read_only=True)
    can_publish = serializers.BooleanField(read_only=True)

    class Meta:
        model = Connection
        fields = [
            "id", "platform", "platform_user_id", "platform_username", "account_name", "route",
            "status", "status_reason", "is_active", "is_simulated", "can_publish",
            "token_expires_at", "scopes", "posts_per_hour", "posts_per_day",
            "min_interval_minutes", "followers_count", "last_published_at",
            "last_metrics_sync_at", "last_synced_at", "api_errors_24h", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = [
            name
            for name in fields
            if name
            not in {
                "account_name",
                "is_active",
                "posts_per_hour",
                "posts_per_day",
                "min_interval_minutes",
            }
        ]
