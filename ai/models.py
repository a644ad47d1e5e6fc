"""The ledger of what was asked of AI providers, and the answers that are kept for a repetition."""

from django.db import models

from teams.models import TeamOwned


class AIUsage(TeamOwned):
    """One call of a provider: written as `started` before it, closed after it.

    A row that stays `started` belongs to a worker that died: it is closed as `lost`, and its
    estimated cost keeps counting, because the vendor may have charged it.
    """

    class Kind(models.TextChoices):
        TEXT = "text", "Words"
        VISION = "vision", "Pictures"
        SPEECH_TO_TEXT = "speech_to_text", "Transcripts"

    class Outcome(models.TextChoices):
        STARTED = "started", "Under way"
        OK = "ok", "Answered"
        FAILED = "failed", "Failed"
        REFUSED = "refused", "Not usable"
        LOST = "lost", "Nobody knows"

    asset = models.ForeignKey(
        "media_assets.MediaAsset",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    purpose = models.CharField(max_length=60, help_text="What it was for, such as “captions”.")
    provider = models.CharField(max_length=120, help_text="The server, or “this machine”.")
    model = models.CharField(max_length=120)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.STARTED)
    cached = models.BooleanField(default=False, help_text="Answered from a kept answer, for free.")
    input_tokens = models.PositiveIntegerField(default=0)
    output_tokens = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0, help_text="Sound that was transcribed.")
    cost_usd = models.DecimalField(
        max_digits=12, decimal_places=6, null=True, help_text="Empty: no price is known."
    )
    cost_is_guess = models.BooleanField(
        default=True, help_text="Guessed from what was sent, not from what the server counted."
    )
    price_since = models.DateField(null=True, help_text="Which row of the price table was used.")
    finished_at = models.DateTimeField(null=True)
    duration_ms = models.PositiveIntegerField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "ai_usage"
        ordering = ["-created_at"]
        verbose_name = "AI call"
        indexes = [
            models.Index(fields=["team", "created_at"], name="ai_usage_by_month"),
            models.Index(fields=["provider", "outcome", "created_at"], name="ai_usage_open"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.model}"


class AIAnswer(TeamOwned):
    """An answer that is kept: the same input, prompt and model are not paid for twice."""

    key = models.CharField(max_length=64, help_text="SHA-256 of all that the answer depends on.")
    kind = models.CharField(max_length=20, choices=AIUsage.Kind.choices)
    model = models.CharField(max_length=120)
    value = models.JSONField()

    class Meta:
        db_table = "ai_answers"
        ordering = ["-created_at"]
        verbose_name = "kept AI answer"
        constraints = [models.UniqueConstraint(fields=["team", "key"], name="one_kept_ai_answer")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.model}"
