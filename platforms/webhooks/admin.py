"""Webhooks in the admin: the team's addresses, their messages, and what networks told us."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.html import format_html
from unfold.decorators import display

from platforms.models import WebhookEvent
from platforms.webhooks.endpoints import (
    EndpointProblem,
    change_endpoint,
    create_endpoint,
    delete_endpoint,
    rotate_secret,
)
from platforms.webhooks.forms import WebhookEndpointForm
from platforms.webhooks.sending import ReplayProblem, replay
from teams.admin_base import BAD, BUSY, GOOD, MachineAdmin, ReadOnlySuperuserAdmin, TeamModelAdmin
from teams.models import WebhookDelivery, WebhookEndpoint

ONCE = "The secret of “{}” is {} – copy it now, it is not shown again."


class ManagersOnly:
    """Mixin: owners and admins, for looking as well."""

    def has_module_permission(self, request) -> bool:
        return self.has_manage_permission(request)  # type: ignore[attr-defined]

    def has_view_permission(self, request, obj=None) -> bool:
        return self.has_manage_permission(request)  # type: ignore[attr-defined]

    def has_edit_permission(self, request, obj=None) -> bool:
        return self.has_manage_permission(request)  # type: ignore[attr-defined]


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(ManagersOnly, TeamModelAdmin):
    """Addresses of the team's own servers. The secret is shown once, when it is made."""

    form = WebhookEndpointForm
    list_display = ("__str__", "url", "is_active", "problem", "created_at")
    list_filter = ("is_active",)
    search_fields = ("url", "description")
    fields = ("url", "description", "events", "is_active", "problem", "old_secret_until")
    exclude = None
    readonly_fields = ("problem", "old_secret_until")
    actions = ("rotate",)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("team")

    def has_delete_permission(self, request, obj=None) -> bool:
        return self.has_manage_permission(request)

    def get_actions(self, request) -> dict:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)  # it would leave no event
        return actions

    def save_model(self, request, obj, form, change) -> None:
        values = form.cleaned_data
        if change:
            changes = {name: values[name] for name in form.changed_data}
            change_endpoint(obj, changes, by=request.user)
            return
        names = ("url", "description", "events")
        made, secret = create_endpoint(
            request.team, by=request.user, **{name: values[name] for name in names}
        )
        if not values["is_active"]:
            change_endpoint(made, {"is_active": False}, by=request.user)
        obj.pk = made.pk
        self.message_user(request, format_html(ONCE, made, secret), messages.WARNING)

    def delete_model(self, request, obj) -> None:
        delete_endpoint(obj, by=request.user)

    @admin.action(description="New secret (the old one signs for a day)", permissions=["edit"])
    def rotate(self, request, endpoints) -> None:
        for endpoint in endpoints:
            try:
                secret = rotate_secret(endpoint, by=request.user, now=timezone.now())
            except EndpointProblem as problem:
                self.message_user(request, str(problem), messages.WARNING)
            else:
                self.message_user(request, format_html(ONCE, endpoint, secret), messages.WARNING)


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ManagersOnly, MachineAdmin):
    """Messages to the team's own servers, with a button to send them again."""

    list_display = (
        "event_name", "endpoint", "state", "attempts", "response_status", "due_at", "created_at",
    )  # fmt: skip
    list_filter = ("status", "event_name")
    list_select_related = ("endpoint",)
    search_fields = ("event_name", "endpoint__url", "error")
    date_hierarchy = "created_at"
    actions = ("send_again",)

    @display(
        description="Status",
        ordering="status",
        label={"Delivered": GOOD, "Pending": BUSY, "Failed": BAD},
    )
    def state(self, delivery: WebhookDelivery) -> str:
        return delivery.get_status_display()

    @admin.action(description="Send again", permissions=["edit"])
    def send_again(self, request, deliveries) -> None:
        self.for_each(
            request,
            deliveries.select_related("endpoint", "team"),
            lambda delivery: replay(delivery, by=request.user, now=timezone.now()),
            done="sent again",
            refusals=(ReplayProblem,),
        )


@admin.register(WebhookEvent)
class WebhookEventAdmin(ReadOnlySuperuserAdmin):
    """What networks told us: of all teams, so for superusers."""

    list_display = ("platform", "event_id", "status", "attempts", "received_at", "error")
    list_filter = ("platform", "status")
    search_fields = ("event_id",)
    fields = (
        "platform", "event_id", "connection", "status", "text", "headers", "error", "attempts",
        "received_at", "due_at", "handled_at",
    )  # fmt: skip

    @display(description="Body")
    def text(self, event: WebhookEvent) -> str:
        return bytes(event.body).decode("utf-8", "replace")

    def get_readonly_fields(self, request, obj=None):
        return self.fields
