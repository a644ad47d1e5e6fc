"""Networks and accounts as JSON. Tokens have no field here, on purpose."""

from rest_framework import serializers

from platforms.api.specs import spec_as_dict
from platforms.models import Connection, Platform
from platforms.services.key_ways import KEY_WAYS
from platforms.specs import get_spec
from teams.api.strict import StrictModelSerializer, StrictSerializer


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
            "token_expires_at", "token_renewed_at", "scopes", "posts_per_hour", "posts_per_day",
            "min_interval_minutes", "followers_count", "last_published_at",
            "posts_wait_until", "reads_wait_until",
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


class ConnectionCreateSerializer(StrictSerializer):
    """A new account: simulated, or by a key. A network's own sign-in needs a browser: its page."""

    way = serializers.ChoiceField(
        choices=["sandbox", *KEY_WAYS],
        help_text="How it is connected. OAuth sign-ins are begun on the page /connections/.",
    )
    values = serializers.DictField(
        child=serializers.CharField(max_length=2000),
        help_text="What the way asks for: `docs/connections.md`. Secrets are never shown again.",
    )


class RenewalSerializer(serializers.Serializer):
    """What became of a renewal, and the account as it is now."""

    result = serializers.CharField()
    detail = serializers.CharField()
    connection = ConnectionSerializer()
