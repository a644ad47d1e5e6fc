"""Posts as JSON."""

from rest_framework import serializers

from media_assets.models import MediaAsset
from platforms.models import Connection
from scheduling.fitting.types import Aspect
from scheduling.models import Approval, CrossPostGroup, PostComment, PostingSchedule, ReviewLink
from teams.api.fields import JsonObjectField, TeamRelatedField, TextListField
from teams.api.strict import StrictModelSerializer, StrictSerializer


class PostSerializer(StrictModelSerializer):
    """One post on one account: the words, the time, and what became of it."""

    is_simulated = serializers.BooleanField(source="connection.is_simulated", read_only=True)
    account = serializers.CharField(source="connection.platform_username", read_only=True)
    filename = serializers.CharField(source="media.filename", read_only=True)
    file_progress_pct = serializers.IntegerField(
        source="variant.job.progress_pct", default=None, read_only=True, allow_null=True
    )

    class Meta:
        model = PostingSchedule
        fields = [
            "id", "media", "filename", "analysis", "connection", "account", "is_simulated",
            "platform", "cross_post_group", "repeat", "content_type", "title", "body", "hashtags",
            "first_comment", "thumbnail_path", "media_urls", "file_state", "file_note",
            "file_choices", "variant",
            "file_progress_pct", "link_url", "platform_specific", "scheduled_at",
            "timezone", "slot_reason", "placed_by_person", "is_locked", "priority", "status",
            "review_status",
            "failure_reason", "due_at", "version", "created_by", "approved_by", "approved_at",
            "review_note", "published_at", "external_post_id", "external_post_url", "evidence",
            "error_message", "error_json", "retry_count", "last_retry_at", "needs_person",
            "impressions", "reach", "views", "engagements", "clicks", "shares", "comments_count",
            "likes", "saves", "engagement_rate", "click_through_rate", "post_social_score",
            "variant_group", "is_control", "business_unit", "vertical_id", "client_id",
            "workflow_run_id", "reel_id", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = fields


class PostWordsSerializer(StrictSerializer):
    """The words and settings of a post."""

    title = serializers.CharField(required=False, allow_blank=True, max_length=300)
    body = serializers.CharField(required=False, allow_blank=True, max_length=65_000)
    hashtags = TextListField(required=False)
    link_url = serializers.URLField(required=False, allow_blank=True, max_length=1000)
    first_comment = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=65_000,
        help_text="Sent below the post as soon as it is out, where the network takes comments.",
    )
    thumbnail_path = serializers.CharField(
        required=False, allow_blank=True, max_length=500, help_text="A frame of this media."
    )
    platform_specific = JsonObjectField(required=False)


class PostCreateSerializer(PostWordsSerializer):
    """A new post of an asset on an account. Without a body the suggested words are taken."""

    media = TeamRelatedField(queryset=MediaAsset.objects.all())
    connection = TeamRelatedField(queryset=Connection.objects.all())
    scheduled_at = serializers.DateTimeField()
    priority = serializers.ChoiceField(PostingSchedule.Priority.choices, required=False)


class PostEditSerializer(PostWordsSerializer):
    """An edit names the version that it was made on; a newer one is answered with 409."""

    version = serializers.IntegerField(min_value=1)


class PostTimeSerializer(StrictSerializer):
    """A new time (with offset, or UTC)."""

    scheduled_at = serializers.DateTimeField()


class PostNoteSerializer(StrictSerializer):
    """The reason, for the person who wrote the post."""

    note = serializers.CharField(max_length=2000)


class PostReasonSerializer(StrictSerializer):
    """Why, when there is something to say."""

    reason = serializers.CharField(max_length=2000, required=False)


class FilePlanSerializer(serializers.Serializer):
    """What would be done to the file so that the network takes it."""

    recipe = serializers.CharField(source="recipe.hash", default="", help_text="Say yes to this.")
    changes = serializers.ListField(child=serializers.CharField())
    asks = serializers.ListField(
        child=serializers.CharField(), help_text="What is lost; needs a yes."
    )
    problems = serializers.ListField(child=serializers.CharField())


class FileAgreeSerializer(StrictSerializer):
    """Yes to what a proposal loses."""

    recipe = serializers.CharField(max_length=64)


class FileChoiceSerializer(StrictSerializer):
    """Bars or a crop, and where a cut begins."""

    aspect = serializers.ChoiceField(choices=list(Aspect), required=False)
    start_sec = serializers.FloatField(min_value=0, required=False)


class PostConflictSerializer(serializers.Serializer):
    """409 of an edit: what you sent and what is stored now, or that its state allows no edit."""

    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    yours = serializers.DictField(required=False, help_text="Only where another version stands.")
    theirs = serializers.DictField(required=False, help_text="Only where another version stands.")
    version = serializers.IntegerField(
        required=False, help_text="The version that stands there now."
    )


class SkippedMediaSerializer(serializers.Serializer):
    """Media that an account cannot take, and why."""

    media = serializers.UUIDField(source="asset.pk")
    reason = serializers.CharField()


class PlanResultSerializer(serializers.Serializer):
    """What the planner did."""

    created = serializers.IntegerField(help_text="New posts.")
    waiting = serializers.IntegerField(help_text="Media without a free slot up to the horizon.")
    skipped = SkippedMediaSerializer(many=True)


class ApprovalSerializer(StrictModelSerializer):
    """One decision of one person on one post, as the post stood then."""

    class Meta:
        model = Approval
        fields = [
            "id", "schedule", "user", "link", "client_name", "as_manager", "decision",
            "payload_hash", "version", "note", "decided_at",
        ]  # fmt: skip
        read_only_fields = fields


class ReviewLinkSerializer(StrictModelSerializer):
    """A link for a client. Its address is only told when it is made, and on the review page."""

    class Meta:
        model = ReviewLink
        fields = [
            "id", "name", "connection", "posts", "created_by", "created_at", "expires_at",
            "revoked_at", "opened_at", "times_opened",
        ]  # fmt: skip
        read_only_fields = fields


class ReviewLinkCreateSerializer(StrictSerializer):
    """A link to what waits on one account, or to chosen posts."""

    name = serializers.CharField(max_length=80)
    days = serializers.IntegerField(min_value=1, max_value=90, default=14)
    connection = TeamRelatedField(queryset=Connection.objects.all(), required=False)
    posts = serializers.ListField(
        child=TeamRelatedField(queryset=PostingSchedule.objects.all()),
        required=False,
        max_length=100,
    )


class NewReviewLinkSerializer(ReviewLinkSerializer):
    """The answer to its creation."""

    address = serializers.CharField(read_only=True, allow_null=True)

    class Meta(ReviewLinkSerializer.Meta):
        fields = [*ReviewLinkSerializer.Meta.fields, "address"]
        read_only_fields = fields


class PostCommentSerializer(StrictModelSerializer):
    """A remark of the team on a post."""

    class Meta:
        model = PostComment
        fields = ["id", "schedule", "user", "text", "said_at", "resolved_at", "resolved_by"]
        read_only_fields = [name for name in fields if name != "text"]


class CrossPostGroupSerializer(StrictModelSerializer):
    """Posts of one asset that belong together across networks."""

    class Meta:
        model = CrossPostGroup
        fields = [
            "id", "name", "source_content", "timing_strategy", "stagger_minutes", "status",
            "created_at",
        ]  # fmt: skip
        read_only_fields = fields


class CrossPostCreateSerializer(PostWordsSerializer):
    """One asset to several accounts. What is not given is each network's own suggestion."""

    media = TeamRelatedField(queryset=MediaAsset.objects.all())
    connections = serializers.ListField(
        child=TeamRelatedField(queryset=Connection.objects.all()), min_length=1, max_length=50
    )
    scheduled_at = serializers.DateTimeField(help_text="Of the first post, or from then on.")
    timing_strategy = serializers.ChoiceField(
        CrossPostGroup.TimingStrategy.choices,
        required=False,
        help_text="simultaneous: all at once. staggered: `stagger_minutes` apart, in this order. "
        "optimized: each at its account's next free time.",
    )
    stagger_minutes = serializers.IntegerField(required=False, min_value=1, max_value=1440)
    priority = serializers.ChoiceField(PostingSchedule.Priority.choices, required=False)

    def validate_connections(self, connections: list[Connection]) -> list[Connection]:
        """Each account once."""
        if len({connection.pk for connection in connections}) < len(connections):
            raise serializers.ValidationError("Name each account once.")
        return connections


class LeftOutSerializer(serializers.Serializer):
    """An account that got no post, and why."""

    connection = serializers.UUIDField()
    reason = serializers.CharField()


class CrossPostedSerializer(serializers.Serializer):
    """The new group, its posts, and the accounts that could not take one."""

    group = CrossPostGroupSerializer()
    posts = PostSerializer(many=True)
    left_out = LeftOutSerializer(many=True)
