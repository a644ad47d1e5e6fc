"""How posts did. An empty counter is one that the network does not report."""

from django.contrib import admin
from django.utils import timezone
from unfold.decorators import display

from analysis.models import ScoringModel
from metrics.models import (
    AccountBaseline,
    Comment,
    MetricsCheckpoint,
    PatternFeedback,
    PostingMetrics,
)
from metrics.services.checkpoints import collect_checkpoint
from metrics.services.fitting import fit_team
from platforms.exceptions import PlatformError
from scheduling.exceptions import PostProblem
from teams.admin_base import BAD, BUSY, GOOD, WAITS, MachineAdmin, TeamInline, TeamRelatedFilter

CHECKPOINTS = {"Pending": WAITS, "Taking": BUSY, "Taken": GOOD, "Missed": BAD}
MOODS = {
    "Very negative": BAD,
    "Negative": WAITS,
    "Positive": GOOD,
    "Very positive": GOOD,
}
ORIGINS = {"Simulation": BUSY}


class FromNetwork:
    """Mixin: says where a figure comes from."""

    @display(description="Source", ordering="is_simulated", label=ORIGINS)
    def origin(self, row) -> str:
        return "Simulation" if row.is_simulated else "Network"


@admin.register(MetricsCheckpoint)
class MetricsCheckpointAdmin(MachineAdmin):
    """Planned readings."""

    list_display = ("schedule", "checkpoint", "state", "planned_at", "taken_at", "attempts")
    list_filter = ("status", "checkpoint")
    list_select_related = ("schedule",)
    search_fields = ("schedule__body", "error_message")
    date_hierarchy = "planned_at"
    exclude = ("team", "fence")
    actions = ("take_now",)

    @display(description="Status", ordering="status", label=CHECKPOINTS)
    def state(self, checkpoint: MetricsCheckpoint) -> str:
        return checkpoint.get_status_display()

    @admin.action(description="Take the reading now", permissions=["edit"])
    def take_now(self, request, checkpoints) -> None:
        now = timezone.now()
        self.for_each(
            request,
            checkpoints.select_related("schedule__connection", "team"),
            lambda checkpoint: collect_checkpoint(checkpoint, now=now),
            done="asked for",
            refusals=(PlatformError, PostProblem),
        )


@admin.register(PostingMetrics)
class PostingMetricsAdmin(FromNetwork, MachineAdmin):
    """Readings."""

    list_display = (
        "schedule", "checkpoint", "check_time", "views", "likes", "comments_count", "shares",
        "post_social_score", "origin",
    )  # fmt: skip
    list_filter = ("checkpoint", "is_simulated")
    list_select_related = ("schedule",)
    search_fields = ("schedule__body",)
    date_hierarchy = "check_time"


@admin.register(Comment)
class CommentAdmin(FromNetwork, MachineAdmin):
    """Comments under the team's posts."""

    list_display = ("text_start", "author_handle", "mood", "like_count", "posted_at", "origin")
    list_filter = ("sentiment_label", "is_simulated")
    search_fields = ("text", "author_handle")
    date_hierarchy = "posted_at"

    @display(description="Comment")
    def text_start(self, comment: Comment) -> str:
        return comment.text[:100]

    @display(description="Sentiment", ordering="sentiment_score", label=MOODS)
    def mood(self, comment: Comment) -> str:
        return comment.get_sentiment_label_display() or "–"


@admin.register(AccountBaseline)
class AccountBaselineAdmin(MachineAdmin):
    """What is usual for an account at one age of a post."""

    list_display = ("connection", "checkpoint", "sample_size", "computed_at")
    list_filter = ("checkpoint", ("connection", TeamRelatedFilter))
    list_select_related = ("connection",)
    search_fields = ("connection__platform_username",)


@admin.register(ScoringModel)
class ScoringModelAdmin(FromNetwork, MachineAdmin):
    """Versions of the score's weights. Registered here: fitting them needs the readings."""

    list_display = (
        "__str__", "kind", "state", "posts", "rank_correlation", "prior_rank_correlation",
        "fitted_at", "origin",
    )  # fmt: skip
    list_filter = ("status", "kind", "platform", "media_type", "is_simulated")
    search_fields = ("reason",)
    date_hierarchy = "fitted_at"
    actions = ("fit_again",)

    @display(description="Status", ordering="status", label={"In use": GOOD})
    def state(self, row: ScoringModel) -> str:
        return row.get_status_display()

    @admin.action(description="Fit the team’s weights again", permissions=["edit"])
    def fit_again(self, request, rows) -> None:
        made = fit_team(request.team, now=timezone.now(), by=request.user, force=True)
        sentence = "; ".join(f"{row}: {row.reason}" for row in made)
        self.message_user(request, sentence or "Too few measured posts to fit anything yet.")


@admin.register(PatternFeedback)
class PatternFeedbackAdmin(MachineAdmin):
    """What single posts say about a pattern."""

    list_display = ("pattern", "schedule", "pattern_applied", "engagement_rate", "posted_at")
    list_filter = ("pattern_applied",)
    list_select_related = ("pattern", "schedule")
    search_fields = ("pattern__pattern_name",)


class CheckpointInline(TeamInline):
    """The planned readings of one post."""

    model = MetricsCheckpoint
    fields = ("checkpoint", "planned_at", "status", "taken_at", "error_message")


class MetricsInline(TeamInline):
    """The readings of one post."""

    model = PostingMetrics
    fields = ("checkpoint", "check_time", "views", "likes", "comments_count", "shares",
              "post_social_score", "is_simulated")  # fmt: skip


class CommentInline(TeamInline):
    """The comments under one post."""

    model = Comment
    fields = ("text", "author_handle", "sentiment_label", "like_count", "posted_at")
