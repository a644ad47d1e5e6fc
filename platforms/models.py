"""Networks, and a team's accounts on them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from teams.models import TeamOwned, UuidModel


class PlatformName(models.TextChoices):
    """Where a post can go. The words are the seeds'; a network may have several placements
    (Instagram: feed and Reels; YouTube: long videos and Shorts)."""

    TIKTOK = "tiktok", "TikTok"
    INSTAGRAM = "instagram", "Instagram"
    INSTAGRAM_REELS = "instagram_reels", "Instagram Reels"
    YOUTUBE = "youtube", "YouTube"
    YT_SHORTS = "yt_shorts", "YouTube Shorts"
    FACEBOOK = "facebook", "Facebook"
    THREADS = "threads", "Threads"
    X = "x", "X"
    LINKEDIN = "linkedin", "LinkedIn"
    PINTEREST = "pinterest", "Pinterest"
    BLUESKY = "bluesky", "Bluesky"
    MASTODON = "mastodon", "Mastodon"
    WORDPRESS = "wordpress", "WordPress"
    EMAIL = "email", "Email"
    PODCAST = "podcast", "Podcast"
    TELEGRAM = "telegram", "Telegram"
    DISCORD = "discord", "Discord"
    FANBASE = "fanbase", "Fanbase"
    SPILL = "spill", "Spill"


class Platform(UuidModel):
    """A network and its limits: one row each, seeded from `platforms/specs/`."""

    name = models.CharField(max_length=30, unique=True, choices=PlatformName.choices)
    label = models.CharField(max_length=60)
    publish_config = models.JSONField(default=dict, blank=True)
    webhook_url = models.URLField(blank=True)
    posts_per_hour = models.PositiveIntegerField(null=True, blank=True)
    posts_per_day = models.PositiveIntegerField(null=True, blank=True)
    min_interval_minutes = models.PositiveIntegerField(default=60)
    max_content_length = models.PositiveIntegerField(null=True, blank=True)
    max_title_length = models.PositiveIntegerField(null=True, blank=True)
    supports_scheduling = models.BooleanField(default=False)
    supports_editing = models.BooleanField(default=False)
    supports_deletion = models.BooleanField(default=False)
    supports_analytics = models.BooleanField(default=False)
    spec_checked_on = models.DateField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "platforms"
        ordering = ["label"]

    def __str__(self) -> str:
        return self.label


class Connection(TeamOwned):
    """A team's account on one network."""

    class Status(models.TextChoices):
        CONNECTED = "connected"
        EXPIRED = "expired"
        REVOKED = "revoked"

    class Route(models.TextChoices):
        DIRECT = "direct", "The network's own API"
        BLOTATO = "blotato", "Blotato"
        SANDBOX = "sandbox", "Sandbox (simulation)"

    platform = models.CharField(max_length=30, choices=PlatformName.choices)
    platform_user_id = models.CharField(max_length=255, help_text="The account's id there.")
    platform_username = models.CharField(max_length=255, blank=True, help_text="Its handle.")
    account_name = models.CharField(max_length=255, blank=True)
    route = models.CharField(max_length=10, choices=Route.choices, default=Route.DIRECT)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.CONNECTED)
    status_reason = models.TextField(blank=True)
    is_active = models.BooleanField(default=True, help_text="Off: nothing is planned or sent.")
    access_token = models.TextField(blank=True, editable=False, help_text="Sealed (vault.py).")
    refresh_token = models.TextField(blank=True, editable=False, help_text="Sealed (vault.py).")
    parked_credentials = models.TextField(
        blank=True, editable=False, help_text="Those of the routes that are not in use; sealed."
    )
    token_expires_at = models.DateTimeField(null=True, blank=True)
    token_renewed_at = models.DateTimeField(null=True, blank=True, editable=False)
    refresh_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    refresh_claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    refresh_fence = models.PositiveIntegerField(default=0, editable=False)
    scopes = models.JSONField(default=list, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    posts_per_hour = models.PositiveIntegerField(null=True, blank=True)
    posts_per_day = models.PositiveIntegerField(null=True, blank=True)
    min_interval_minutes = models.PositiveIntegerField(null=True, blank=True)
    followers_count = models.PositiveBigIntegerField(null=True, blank=True)
    last_published_at = models.DateTimeField(null=True, blank=True)
    posts_wait_until = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="The network takes no posts before."
    )
    reads_wait_until = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Till then its calls are kept for posts."
    )
    last_metrics_sync_at = models.DateTimeField(null=True, blank=True)
    last_synced_at = models.DateTimeField(null=True, blank=True)
    api_errors_24h = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "connections"
        ordering = ["platform", "platform_username"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "platform", "platform_user_id"], name="one_row_per_account"
            )
        ]
        indexes = [
            models.Index(
                fields=["team", "platform"], condition=Q(is_active=True), name="connection_active"
            ),
            models.Index(
                fields=["refresh_due_at"],
                condition=Q(refresh_due_at__isnull=False),
                name="connection_refresh_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_platform_display()} · {self.platform_username or self.platform_user_id}"

    @property
    def is_simulated(self) -> bool:
        """Whether everything that this account reports is a simulation."""
        return self.route == self.Route.SANDBOX

    @property
    def can_publish(self) -> bool:
        return self.is_active and self.status == self.Status.CONNECTED


class PlatformPattern(TeamOwned):
    """What works on one network, or on one account of it, and how sure that is (seed 001).

    A timing pattern's `pattern_template` is {"weights": [[weekday, hour, 0-1], …]} with Monday 0
    and hours in the team's zone.
    """

    class PatternType(models.TextChoices):
        TIMING = "timing"
        CAPTION = "caption"
        FORMAT = "format"

    platform = models.CharField(max_length=30, choices=PlatformName.choices)
    connection = models.ForeignKey(
        Connection, null=True, blank=True, on_delete=models.CASCADE, related_name="patterns"
    )
    pattern_type = models.CharField(max_length=10, choices=PatternType.choices)
    pattern_name = models.CharField(max_length=60)
    pattern_template = models.JSONField(default=dict, blank=True)
    evidence_count = models.PositiveIntegerField(default=0, help_text="Posts it was learned from.")
    is_simulated = models.BooleanField(default=False, help_text="Learned from the Sandbox.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "platform_patterns"
        ordering = ["platform", "pattern_type", "pattern_name"]
        constraints = [
            # two, for an empty account counts as different from every other one in a unique index
            models.UniqueConstraint(
                fields=["team", "platform", "connection", "pattern_type", "pattern_name"],
                condition=models.Q(connection__isnull=False),
                name="one_pattern_per_name",
            ),
            models.UniqueConstraint(
                fields=["team", "platform", "pattern_type", "pattern_name"],
                condition=models.Q(connection__isnull=True),
                name="one_pattern_of_network",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_platform_display()}: {self.pattern_name}"


class SignIn(TeamOwned):
    """One trip to a platform's sign-in page: who went, from which session, and what came back."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    provider = models.CharField(max_length=30, help_text="A key of `oauth/providers.py`.")
    session_hash = models.CharField(max_length=64, editable=False)
    server = models.CharField(max_length=255, blank=True, help_text="The instance, for Mastodon.")
    verifier = models.TextField(editable=False, help_text="PKCE's secret; sealed.")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    found = models.TextField(
        blank=True, editable=False, help_text="The accounts to choose from, with tokens; sealed."
    )

    class Meta:
        db_table = "sign_ins"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.provider} by {self.user}"


class OAuthApp(UuidModel):
    """Our registration at one Mastodon server; elsewhere the operator registers by hand."""

    server = models.CharField(max_length=255)
    redirect_uri = models.CharField(max_length=255)
    client_id = models.CharField(max_length=255)
    client_secret = models.TextField(editable=False, help_text="Sealed (vault.py).")

    class Meta:
        db_table = "oauth_apps"
        ordering = ["server"]
        constraints = [
            models.UniqueConstraint(fields=["server", "redirect_uri"], name="one_app_per_server")
        ]

    def __str__(self) -> str:
        return self.server


class RemoteNote(TeamOwned):
    """What an adapter must remember of an account: written once, never changed, never pruned.

    A podcast's episodes and who has a letter already stand in no other place. `id` is that of the
    event that told people the same; the event may go, the note stays as long as its account.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=60, help_text="What happened, such as episode_published.")
    key = models.CharField(max_length=200, help_text="Of what: an episode’s guid, a letter’s key.")
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        db_table = "remote_notes"
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["connection", "key"], name="note_by_key")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class WebhookEventQuerySet(models.QuerySet):
    """What networks told us, in the words of the handler."""

    def due(self, now) -> "WebhookEventQuerySet":
        """Events that wait to be handled and whose time has come."""
        return self.filter(status="received", due_at__lte=now).order_by("due_at", "pk")


class WebhookEvent(UuidModel):
    """What a network told us once: stored as it came, handled afterwards.

    It belongs to no team: one event may name several accounts. Its id stays for good, so that it
    is refused when it comes again; its body is forgotten after a while.
    """

    class Status(models.TextChoices):
        RECEIVED = "received"
        HANDLED = "handled"
        IGNORED = "ignored", "Ignored: it is about nothing of ours"
        FAILED = "failed"

    platform = models.CharField(max_length=30, choices=PlatformName.choices)
    event_id = models.CharField(max_length=255, help_text="The network's id, or the body's hash.")
    connection = models.ForeignKey(
        Connection,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The account whose own secret came with it, where each has one.",
    )
    received_at = models.DateTimeField()
    headers = models.JSONField(default=dict, blank=True, help_text="Without signatures.")
    body = models.BinaryField(blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RECEIVED)
    due_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    handled_at = models.DateTimeField(null=True, blank=True)

    objects = WebhookEventQuerySet.as_manager()

    class Meta:
        db_table = "webhook_events"
        ordering = ["-received_at"]
        constraints = [
            models.UniqueConstraint(fields=["platform", "event_id"], name="webhook_event_once")
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(status="received"), name="webhook_due"),
            models.Index(fields=["received_at"], name="webhook_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.event_id}"
