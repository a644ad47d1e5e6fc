"""What each person is told, by which way, and what became of the mail."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from teams.models.base import TeamOwned, TeamOwnedQuerySet, TeamRow
from teams.models.system import EventLog
from teams.models.users import User


class NotificationQuerySet(TeamOwnedQuerySet):
    """Notices, in the words of the bell and of the mailer."""

    def of(self, user: User) -> "NotificationQuerySet":
        """One person's, in all their teams."""
        return self.filter(user=user)

    def unread(self) -> "NotificationQuerySet":
        return self.filter(is_read=False)

    def mail_due(self, now) -> "NotificationQuerySet":
        """Notices whose mail should go out, and those whose sender died."""
        rows = self.filter(mail_status="waiting", mail_due_at__lte=now)
        return rows.order_by("mail_due_at", "pk")


class Notification(TeamRow):
    """One thing that one person is told. `key` makes it one, however often it is asked for.

    `mail_due_at` is when the mail goes out next; while it is being sent, the end of the lease.
    """

    class Type(models.TextChoices):
        NEEDS_REVIEW = "needs_review", "A post waits for approval"
        CHANGES_REQUESTED = "changes_requested", "Changes are asked for"
        CLIENT_DECISION = "client_decision", "A client decided"
        POST_COMMENTED = "post_commented", "Somebody commented on a post"
        PUBLISH_FAILED = "publish_failed", "A post failed"
        NEEDS_PERSON = "needs_person", "A post needs a person"
        PUBLISH_SUCCESS = "publish_success", "A post went out"
        CONNECTION_EXPIRING = "connection_expiring", "A sign-in ends soon"
        CONNECTION_EXPIRED = "connection_expired", "A sign-in has ended"
        IMPORT_FINISHED = "import_finished", "An import is finished"
        EXPORT_READY = "export_ready", "An export is ready"
        TEAM_ERASURE = "team_erasure", "The team is going to be erased"
        WEEKLY_REPORT_READY = "weekly_report_ready", "The week in figures"

    class MailStatus(models.TextChoices):
        NONE = "none", "Not wanted"
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"
        SKIPPED = "skipped", "Not needed any more"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    type = models.CharField(max_length=30, choices=Type.choices)
    key = models.CharField(max_length=120, help_text="The event, or the week, that it is about.")
    event = models.ForeignKey(
        EventLog, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=64, blank=True, help_text="Empty: several rows.")
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    payload_json = models.JSONField(default=dict, blank=True)
    is_read = models.BooleanField(default=False)
    read_at = models.DateTimeField(null=True, blank=True)
    mail_status = models.CharField(
        max_length=10, choices=MailStatus.choices, default=MailStatus.NONE
    )
    mail_due_at = models.DateTimeField(null=True, blank=True)
    mail_attempts = models.PositiveSmallIntegerField(default=0)
    mail_error = models.TextField(blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        db_table = "notifications"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "team", "key"], name="told_once"),
            models.CheckConstraint(
                condition=~Q(mail_status="waiting") | Q(mail_due_at__isnull=False),
                name="waiting_mail_is_due",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "team", "-created_at"], name="notice_by_person"),
            models.Index(fields=["user", "team"], condition=Q(is_read=False), name="notice_unread"),
            models.Index(
                fields=["mail_due_at"], condition=Q(mail_status="waiting"), name="notice_mail_due"
            ),
            models.Index(
                fields=["subject_type", "subject_id"],
                condition=Q(is_read=False),
                name="notice_open_by_row",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class NotificationPreferences(TeamOwned):
    """How one person wants to be told about one team. Without a row: the defaults.

    Quiet hours and the time of the weekly mail are wall-clock times of the team's zone.
    """

    class Channel(models.TextChoices):
        OFF = "off", "Off"
        APP = "app", "In the app"
        EMAIL = "email", "App and mail"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_preferences"
    )
    channels = models.JSONField(
        default=dict, blank=True, help_text="{type: off, app or email}; what is missing: default."
    )
    quiet_from = models.TimeField(null=True, blank=True, help_text="No mail from this time on.")
    quiet_until = models.TimeField(null=True, blank=True)
    digest_weekday = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(6)], help_text="Monday is 0."
    )
    digest_hour = models.PositiveSmallIntegerField(default=8, validators=[MaxValueValidator(23)])
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "notification_preferences"
        ordering = ["created_at"]
        verbose_name_plural = "notification preferences"
        constraints = [
            models.UniqueConstraint(fields=["team", "user"], name="one_preference_per_person"),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="quiet_hours_have_two_ends",
            ),
            models.CheckConstraint(
                condition=Q(digest_weekday__lte=6, digest_hour__lte=23), name="digest_has_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"How {self.user} is told"
