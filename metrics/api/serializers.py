"""Checkpoints, readings, comments and baselines as JSON. Missing counters are null, never 0."""

from metrics.models import AccountBaseline, Comment, MetricsCheckpoint, PostingMetrics
from teams.api.strict import StrictModelSerializer


class MetricsCheckpointSerializer(StrictModelSerializer):
    """One planned reading of one post."""

    class Meta:
        model = MetricsCheckpoint
        fields = [
            "id", "schedule", "checkpoint", "planned_at", "due_at", "status", "attempts",
            "error_message", "taken_at", "created_at",
        ]  # fmt: skip
        read_only_fields = fields


class PostingMetricsSerializer(StrictModelSerializer):
    """One reading."""

    class Meta:
        model = PostingMetrics
        fields = [
            "id", "schedule", "checkpoint", "check_time", "age_sec", "hours_since_publish",
            "is_simulated", "views", "impressions", "reach", "engagements", "likes",
            "comments_count", "shares", "saves", "clicks", "ctr", "watch_time_sec",
            "profile_visits", "follower_delta", "followers_gained", "followers_lost",
            "post_social_score", "score_detail", "raw_payload", "notes", "created_at",
        ]  # fmt: skip
        read_only_fields = fields


class CommentSerializer(StrictModelSerializer):
    """A comment under one of our posts."""

    class Meta:
        model = Comment
        fields = [
            "id", "schedule", "platform_comment_id", "author_handle", "text", "like_count",
            "sentiment_score", "sentiment_label", "topic_tags", "is_simulated", "posted_at",
            "created_at",
        ]  # fmt: skip
        read_only_fields = fields


class AccountBaselineSerializer(StrictModelSerializer):
    """What is usual for one account at one age of a post."""

    class Meta:
        model = AccountBaseline
        fields = ["id", "connection", "checkpoint", "sample_size", "quantiles", "computed_at"]
        read_only_fields = fields
