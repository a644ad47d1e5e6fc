"""Networks and accounts. Sealed tokens have no field here."""

from django.contrib import admin
from unfold.decorators import display

from platforms.models import Connection, OAuthApp, Platform, PlatformPattern, RemoteNote, SignIn
from platforms.services.connections import change_connection
from platforms.webhooks import admin as webhooks_admin  # noqa: F401  (registers its models)
from teams.admin_base import (
    BAD,
    BUSY,
    GOOD,
    WAITS,
    MachineAdmin,
    ReadOnlySuperuserAdmin,
    SuperuserAdmin,
    TeamModelAdmin,
)

STATES = {"Connected": GOOD, "Expired": WAITS, "Revoked": BAD}


@admin.register(Platform)
class PlatformAdmin(SuperuserAdmin):
    """Networks and their limits: written from `platforms/specs/`, the same for every team."""

    list_display = ("label", "name", "max_content_length", "posts_per_day", "spec_checked_on")
    list_filter = ("supports_scheduling", "supports_analytics")
    search_fields = ("label", "name")
    readonly_fields = ("name", "spec_checked_on", "created_at", "updated_at")

    def has_view_permission(self, request, obj=None) -> bool:
        return getattr(request, "membership", None) is not None or request.user.is_superuser

    has_module_permission = has_view_permission

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(PlatformPattern)
class PlatformPatternAdmin(MachineAdmin):
    """What was learned about the team's accounts, and from how many posts."""

    list_display = ("pattern_name", "platform", "connection", "pattern_type", "evidence_count",
                    "is_simulated", "updated_at")  # fmt: skip
    list_filter = ("pattern_type", "platform", "is_simulated")
    list_select_related = ("connection",)
    search_fields = ("pattern_name", "connection__platform_username")


@admin.register(Connection)
class ConnectionAdmin(TeamModelAdmin):
    """The team's accounts. Owners and admins pause them or tighten their pace."""

    list_display = ("account", "platform", "via", "state", "is_active", "last_published_at")
    list_filter = ("platform", "route", "status", "is_active")
    search_fields = ("platform_username", "account_name", "platform_user_id")
    fields = (
        "platform",
        "platform_user_id",
        "platform_username",
        "account_name",
        "route",
        "status",
        "status_reason",
        "is_active",
        ("posts_per_hour", "posts_per_day", "min_interval_minutes"),
        "scopes",
        "token_expires_at",
        "followers_count",
        "last_published_at",
        "last_metrics_sync_at",
        "last_synced_at",
        "api_errors_24h",
        "created_at",
    )
    exclude = None
    editable = (
        "account_name",
        "is_active",
        "posts_per_hour",
        "posts_per_day",
        "min_interval_minutes",
    )

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .defer("access_token", "refresh_token", "parked_credentials")
        )

    def get_readonly_fields(self, request, obj=None):
        flat = [
            name for part in self.fields for name in ([part] if isinstance(part, str) else part)
        ]
        return [name for name in flat if name not in self.editable]

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return self.has_manage_permission(request)

    @display(description="Account", ordering="platform_username")
    def account(self, connection: Connection) -> str:
        return str(connection)

    @display(description="Route", ordering="route", label={"Sandbox (simulation)": BUSY})
    def via(self, connection: Connection) -> str:
        return connection.get_route_display()

    @display(description="Status", ordering="status", label=STATES)
    def state(self, connection: Connection) -> str:
        return connection.get_status_display()

    def save_model(self, request, obj, form, change) -> None:
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        change_connection(obj, changes, by=request.user)


@admin.register(RemoteNote)
class RemoteNoteAdmin(MachineAdmin):
    """What adapters remember: episodes that are in a feed, letters that went out."""

    list_display = ("kind", "key", "connection", "created_at")
    list_filter = ("kind",)
    list_select_related = ("connection",)
    search_fields = ("key",)


@admin.register(SignIn)
class SignInAdmin(MachineAdmin):
    """Sign-ins at networks that were begun; their secrets have no field here."""

    list_display = ("provider", "user", "created_at", "expires_at", "used_at")
    list_filter = ("provider",)
    list_select_related = ("user",)
    exclude = ("team", "session_hash", "verifier", "found")


@admin.register(OAuthApp)
class OAuthAppAdmin(ReadOnlySuperuserAdmin):
    """The apps that Reelay registered at servers by itself; the secret has no field here."""

    list_display = ("server", "client_id", "created_at")
    search_fields = ("server",)
    exclude = ("client_secret",)
