"""The table of platforms, kept as the specs say."""

from django.db import connections

from platforms.models import Platform
from platforms.specs import SPECS, PlatformSpec
from platforms.specs.types import CHECKED_ON


def sync_after_migrate(using: str, **_kwargs) -> None:
    """The post_migrate hook; nothing happens while the table is not there."""
    if Platform._meta.db_table in connections[using].introspection.table_names():
        sync_platforms()


def sync_platforms() -> int:
    """Write one Platform row per spec; run after every migrate. Returns how many there are.

    `webhook_url` and `publish_config` belong to the operator and are left alone.
    """
    rows = [Platform(name=spec.name, **_values_of(spec)) for spec in SPECS.values()]
    fields = [*_values_of(SPECS["x"]), "updated_at"]
    Platform.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["name"], update_fields=fields
    )
    return len(rows)


def _values_of(spec: PlatformSpec) -> dict:
    dates = [source.checked_on for source in spec.sources.values()]
    return {
        "label": spec.label,
        "posts_per_hour": spec.posts_per_hour,
        "posts_per_day": spec.posts_per_day,
        "min_interval_minutes": spec.min_interval_minutes,
        "max_content_length": spec.max_text,
        "max_title_length": spec.max_title,
        "supports_scheduling": spec.supports_scheduling,
        "supports_editing": spec.supports_editing,
        "supports_deletion": spec.supports_deletion,
        "supports_analytics": spec.supports_analytics,
        "spec_checked_on": min(dates, default=CHECKED_ON),
    }
