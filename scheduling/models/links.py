"""Addresses with which somebody without an account looks at posts and says yes or no."""

from django.conf import settings
from django.db import models

from platforms.models import Connection
from scheduling.models.posts import PostingSchedule
from teams.models import TeamOwned


class ReviewLink(TeamOwned):
    """A client's way in: to the named posts, or to what waits on one account.

    The address is signed and not stored (`scheduling/link_tokens.py`); it ends at `expires_at`,
    or when somebody of the team revokes it.
    """

    name = models.CharField(max_length=80, help_text="Who gets it, as the team calls them.")
    connection = models.ForeignKey(
        Connection,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="review_links",
        help_text="What waits on this account; empty: the chosen posts.",
    )
    posts = models.ManyToManyField(PostingSchedule, blank=True, related_name="review_links")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True, help_text="The last time.")
    times_opened = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "review_links"
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["team", "-created_at"], name="review_link_by_team")]

    def __str__(self) -> str:
        return self.name

    def is_open(self, now) -> bool:
        """Whether the address still leads somewhere."""
        return self.revoked_at is None and now < self.expires_at
