"""Every try to publish, written before the network call, and what the publisher knows of itself."""

from django.db import models
from django.db.models import Q

from platforms.models import Connection
from publishing.breaker import State
from scheduling.models import PostingSchedule
from teams.models import TeamOwned


class PublishAttempt(TeamOwned):
    """One try to publish one post. Committed as `sending` before the irreversible call.

    It is opened as `preparing`, so that what the reversible steps gave is not lost by a crash.
    """

    class Outcome(models.TextChoices):
        PREPARING = "preparing", "Uploads and checks; nothing can have been posted"
        SENDING = "sending", "The call may be out"
        PROCESSING = "processing", "The platform took it and works on it"
        UNKNOWN = "unknown", "No answer that proves anything"
        ACCEPTED = "accepted", "It is there"
        REJECTED = "rejected", "The platform refused it"
        NOT_SENT = "not_sent", "The bytes never left"
        ABSENT = "absent", "Looked up twice: it is not there"

    # the platform may have the post
    OPEN = (Outcome.SENDING, Outcome.PROCESSING, Outcome.UNKNOWN)
    # what an account's budget is spent on: everything that was sent and not refused
    SPENT = (*OPEN, Outcome.ACCEPTED, Outcome.ABSENT)

    schedule = models.ForeignKey(PostingSchedule, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveIntegerField(help_text="1 for the first try (seed 003: attempt).")
    op_key = models.CharField(max_length=64, unique=True)
    fence = models.PositiveBigIntegerField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.SENDING)
    request_hash = models.CharField(max_length=64)
    handles = models.JSONField(default=dict, blank=True, help_text="From the reversible steps.")
    external_id = models.CharField(max_length=255, blank=True)
    external_url = models.CharField(max_length=1000, blank=True)
    response_json = models.JSONField(default=dict, blank=True)
    error_json = models.JSONField(default=dict, blank=True)
    starts = models.PositiveSmallIntegerField(
        default=1, help_text="How often a worker began to prepare it; counted before the work."
    )
    worker_node = models.CharField(max_length=120, blank=True)
    lookups = models.PositiveSmallIntegerField(default=0)
    absent_readings = models.PositiveSmallIntegerField(default=0)
    first_absent_at = models.DateTimeField(null=True, blank=True)
    repeated_at = models.DateTimeField(
        null=True, blank=True, help_text="Sent once more to find out (refusers of doubles only)."
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "publish_attempts"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["schedule", "number"], name="attempt_number"),
            models.UniqueConstraint(
                fields=["schedule"],
                condition=Q(outcome__in=["preparing", "sending", "processing", "unknown"]),
                name="one_open_attempt",
            ),
            models.UniqueConstraint(
                fields=["schedule"],
                condition=Q(outcome="accepted"),
                name="one_accepted_attempt",
            ),
        ]
        indexes = [
            models.Index(fields=["team", "-created_at"], name="attempt_by_team"),
            models.Index(fields=["sent_at"], name="attempt_by_sent"),
        ]

    def __str__(self) -> str:
        return f"Attempt {self.number} of {self.schedule_id}"


class PublisherState(models.Model):
    """One row: which installation this database belongs to, and when it was last alive."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    instance_id = models.UUIDField(help_text="Must equal the file REELAY_VAR/instance.")
    beats = models.PositiveBigIntegerField(
        default=0, help_text="Only ever rises; a lower value means an older copy."
    )
    alive_at = models.DateTimeField(null=True, blank=True)
    boot_id = models.CharField(max_length=64, blank=True, help_text="Of the machine's last start.")
    wall_offset = models.FloatField(
        null=True, blank=True, help_text="Wall clock minus boot clock, in seconds."
    )
    stepped_at = models.FloatField(
        null=True, blank=True, help_text="Boot clock (s) when the wall clock was last moved."
    )
    gap_ended_at = models.DateTimeField(
        null=True, blank=True, help_text="What was sent before may be unknown here."
    )

    class Meta:
        db_table = "publisher_state"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="one_publisher_state"),
        ]

    def __str__(self) -> str:
        return f"Instance {self.instance_id}"


class Breaker(models.Model):
    """Whether an account, or a whole platform by one route, is given a rest, and why."""

    class State(models.TextChoices):
        CLOSED = State.CLOSED.value, "Well"
        OPEN = State.OPEN.value, "Rests"
        HALF_OPEN = State.HALF_OPEN.value, "Being asked"

    key = models.CharField(primary_key=True, max_length=80)
    connection = models.OneToOneField(
        Connection, null=True, blank=True, on_delete=models.CASCADE, related_name="breaker"
    )
    route = models.CharField(max_length=10, choices=Connection.Route.choices)
    platform = models.CharField(max_length=30)
    state = models.CharField(max_length=10, choices=State.choices, default=State.CLOSED)
    failures = models.PositiveSmallIntegerField(default=0, help_text="In a row, within 10 min.")
    failing_since = models.DateTimeField(null=True, blank=True)
    probes = models.PositiveSmallIntegerField(default=0)
    rest_until = models.DateTimeField(null=True, blank=True, help_text="Then it is asked.")
    reason = models.TextField(blank=True)

    class Meta:
        db_table = "publish_breakers"
        indexes = [
            models.Index(
                fields=["rest_until"], condition=~Q(state="closed"), name="breaker_to_probe"
            )
        ]

    def __str__(self) -> str:
        return str(self.connection) if self.connection else f"{self.platform} by {self.route}"


class RemoteAudit(TeamOwned):
    """One account's nightly comparison: what its own listing says about our posts."""

    class State(models.TextChoices):
        DUE = "due", "Not compared yet"
        WELL = "well", "As it should be"
        ALARM = "alarm", "Something is twice, or gone"
        CANNOT_SAY = "cannot_say", "The listing could not be read"

    connection = models.OneToOneField(
        Connection, on_delete=models.CASCADE, related_name="remote_audit"
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.DUE)
    due_at = models.DateTimeField()
    compared_at = models.DateTimeField(null=True, blank=True)
    listed = models.PositiveIntegerField(default=0, help_text="Posts in the last listing.")
    ours = models.PositiveIntegerField(default=0, help_text="Of them or missing: posts of ours.")
    doubles = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0, help_text="Being looked up one by one.")
    detail = models.TextField(blank=True)

    class Meta:
        db_table = "remote_audits"
        indexes = [models.Index(fields=["due_at"], name="remote_audit_due")]

    def __str__(self) -> str:
        return f"{self.connection}: {self.get_state_display()}"


class PresenceCheck(TeamOwned):
    """Whether a published post is really there: looked up soon after, and a day later."""

    class State(models.TextChoices):
        DUE = "due", "To be looked up"
        THERE = "there", "It is there"
        VANISHED = "vanished", "It was posted, but it is not there any more"
        CANNOT_SAY = "cannot_say", "This network cannot be asked"

    schedule = models.OneToOneField(
        PostingSchedule, on_delete=models.CASCADE, related_name="presence"
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.DUE)
    due_at = models.DateTimeField(null=True, blank=True)
    looks = models.PositiveSmallIntegerField(default=0)
    first_absent_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "presence_checks"
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="presence_due")
        ]

    def __str__(self) -> str:
        return f"{self.schedule}: {self.get_state_display()}"


class FirstComment(TeamOwned):
    """The sending of a post's first comment: exactly once, right after the post is out.

    Made in the transaction in which the post becomes posted. The row is its own attempt: it says
    `sending`, with the number of the try, before the call is made. `due_at` is when a machine must
    look again; while somebody holds the row it is the end of the lease.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "Goes out next"
        SENDING = "sending", "The call may be out"
        UNCONFIRMED = "unconfirmed", "Being looked up"
        NEEDS_PERSON = "needs_person", "Only a person can find out"
        POSTED = "posted", "It is there"
        FAILED = "failed", "Not sent"

    OPEN = (Status.WAITING, Status.SENDING, Status.UNCONFIRMED, Status.NEEDS_PERSON)
    IN_DOUBT = (Status.UNCONFIRMED, Status.NEEDS_PERSON)

    schedule = models.OneToOneField(
        PostingSchedule, on_delete=models.CASCADE, related_name="comment_sending"
    )
    text = models.TextField(help_text="As it was approved with the post.")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.WAITING)
    due_at = models.DateTimeField(null=True, blank=True)
    fence = models.PositiveBigIntegerField(default=0)
    lease_owner = models.CharField(max_length=120, blank=True)
    tries = models.PositiveSmallIntegerField(default=0, help_text="Calls that were made.")
    retries = models.PositiveSmallIntegerField(default=0, help_text="After “not now”.")
    wanted_at = models.DateTimeField(help_text="Since when it is to go out.")
    handles = models.JSONField(default=dict, blank=True, help_text="From the reversible steps.")
    sent_at = models.DateTimeField(null=True, blank=True, help_text="Of the last try.")
    lookups = models.PositiveSmallIntegerField(default=0)
    first_absent_at = models.DateTimeField(null=True, blank=True)
    posted_at = models.DateTimeField(null=True, blank=True)
    external_id = models.CharField(max_length=255, blank=True)
    external_url = models.CharField(max_length=1000, blank=True)
    evidence = models.CharField(max_length=300, blank=True, help_text="How a person knows.")
    reason = models.TextField(blank=True, help_text="One sentence for a person.")
    raw_json = models.JSONField(default=dict, blank=True, help_text="What the network said last.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "first_comments"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="posted") | ~Q(external_id="") | ~Q(evidence=""),
                name="posted_comment_has_proof",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["posted", "failed"]) | Q(due_at__isnull=False),
                name="open_comment_is_due",
            ),
            models.CheckConstraint(
                condition=~Q(status="sending") | Q(sent_at__isnull=False),
                name="sending_comment_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="failed") | ~Q(reason=""), name="failed_comment_says_why"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(status__in=["waiting", "sending", "unconfirmed", "needs_person"]),
                name="first_comment_due",
            ),
            models.Index(fields=["team", "-created_at"], name="first_comment_by_team"),
        ]

    def __str__(self) -> str:
        return f"First comment of {self.schedule}"

    @property
    def notice_label(self) -> str:
        """How a notice calls it."""
        return f"first comment of {self.schedule.notice_label}"

    @property
    def op_key(self) -> str:
        """The key of the last try, the same here, in the journal and at the platform."""
        return f"{self.schedule_id.hex}c-{self.tries}"
