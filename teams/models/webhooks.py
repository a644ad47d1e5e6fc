"""What a team's own servers are told: where to, and each message on its way."""

from django.db import models
from django.db.models import Q

from teams.models.base import TeamOwned, TeamOwnedQuerySet, TeamRow
from teams.models.system import EventLog


class WebhookEndpoint(TeamOwned):
    """An address of the team's that is told what happened. Its secrets are sealed.

    While a secret is being changed, the old one signs as well until `old_secret_until`.
    """

    url = models.URLField(max_length=1000)
    description = models.CharField(max_length=120, blank=True)
    events = models.JSONField(default=list, blank=True, help_text="Empty: every event.")
    is_active = models.BooleanField(default=True, help_text="Off: messages wait, none is made.")
    secret = models.TextField(editable=False, help_text="Sealed (platforms/vault.py).")
    old_secret = models.TextField(blank=True, editable=False, help_text="Sealed; signs as well.")
    old_secret_until = models.DateTimeField(null=True, blank=True, editable=False)
    problem = models.TextField(blank=True, help_text="Why the last message was given up.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "webhook_endpoints"
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.description or self.url.partition("?")[0]

    def wants(self, event: str) -> bool:
        """Whether messages about `event` (`post.published`) go there."""
        return not self.events or event in self.events


class WebhookDeliveryQuerySet(TeamOwnedQuerySet):
    """Messages, in the words of the sender."""

    def due(self, now) -> "WebhookDeliveryQuerySet":
        """Messages whose time has come, to addresses that are switched on."""
        rows = self.filter(status="pending", due_at__lte=now, endpoint__is_active=True)
        return rows.order_by("due_at", "pk")


class WebhookDelivery(TeamRow):
    """One message to one endpoint. Its id and body stay the same however often it is tried.

    `due_at` is the next try; while a try is under way it is the end of its lease. `attempts` rises
    before each try.
    """

    class Status(models.TextChoices):
        PENDING = "pending"
        DELIVERED = "delivered"
        FAILED = "failed"

    endpoint = models.ForeignKey(
        WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries"
    )
    event = models.ForeignKey(EventLog, on_delete=models.CASCADE, related_name="+")
    event_name = models.CharField(max_length=60)
    body = models.TextField(help_text="The JSON that is signed and sent.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    due_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Since it was last asked for.")
    response_status = models.PositiveSmallIntegerField(null=True, blank=True)
    error = models.TextField(blank=True)
    last_tried_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    objects = WebhookDeliveryQuerySet.as_manager()

    class Meta:
        db_table = "webhook_deliveries"
        ordering = ["-created_at"]
        verbose_name_plural = "webhook deliveries"
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event"], name="one_message_per_event"),
            models.CheckConstraint(
                condition=~Q(status="pending") | Q(due_at__isnull=False),
                name="pending_message_is_due",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(status="pending"), name="message_due"),
            models.Index(fields=["team", "-created_at"], name="message_by_team"),
        ]

    def __str__(self) -> str:
        return f"{self.event_name} to {self.endpoint}"
