"""Attempts as JSON, and what a person reports about a post."""

from rest_framework import serializers

from publishing.models import FirstComment, PublishAttempt
from teams.api.strict import StrictModelSerializer, StrictSerializer


class PublishAttemptSerializer(StrictModelSerializer):
    """One try to publish one post."""

    class Meta:
        model = PublishAttempt
        fields = [
            "id", "schedule", "number", "outcome", "external_id", "external_url", "response_json",
            "error_json", "worker_node", "lookups", "absent_readings", "first_absent_at",
            "sent_at", "closed_at", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = fields


class PostConfirmSerializer(StrictSerializer):
    """The address at which a person saw the post."""

    url = serializers.URLField(max_length=1000)


class FirstCommentSerializer(StrictModelSerializer):
    """The sending of a post's first comment."""

    class Meta:
        model = FirstComment
        fields = [
            "id", "schedule", "text", "status", "due_at", "tries", "retries", "wanted_at",
            "sent_at", "lookups", "posted_at", "external_id", "external_url", "evidence",
            "reason", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = fields
