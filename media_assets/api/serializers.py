"""Media, folders and jobs as JSON."""

from django.conf import settings
from django.urls import reverse
from rest_framework import serializers

from media_assets.models import MediaAsset, MediaFolder, MediaVariant, ProcessingJob
from teams.api.fields import JsonObjectField, TeamRelatedField
from teams.api.strict import StrictModelSerializer, StrictSerializer


class FolderSerializer(StrictModelSerializer):
    """A folder of the library."""

    parent = TeamRelatedField(  # type: ignore[assignment]
        queryset=MediaFolder.objects.all(), required=False, allow_null=True, default=None
    )

    class Meta:
        model = MediaFolder
        fields = ["id", "name", "parent", "created_at"]

    def validate(self, attrs: dict) -> dict:
        """One name per place; no folder inside itself."""
        parent = attrs.get("parent", self.instance and self.instance.parent)
        name = attrs.get("name", self.instance and self.instance.name)
        siblings = MediaFolder.objects.in_team(self.context["request"].team).filter(
            parent=parent, name=name
        )
        if self.without_this_one(siblings).exists():
            raise serializers.ValidationError({"name": ["A folder of this name is there already."]})
        self._refuse_loop(parent)
        return attrs

    def _refuse_loop(self, parent: MediaFolder | None) -> None:
        while parent is not None and self.instance is not None:
            if parent.pk == self.instance.pk:
                raise serializers.ValidationError({"parent": ["A folder cannot be inside itself."]})
            parent = parent.parent


class MediaAssetSerializer(StrictModelSerializer):
    """An asset; filename, folder, platform_hint, is_evergreen and metadata may be changed."""

    folder = TeamRelatedField(queryset=MediaFolder.objects.all(), required=False, allow_null=True)
    metadata = JsonObjectField(required=False)
    file_url = serializers.SerializerMethodField(help_text="The original; needs the same sign-in.")
    thumbnail_url = serializers.SerializerMethodField(help_text="Empty until analysed.")

    class Meta:
        model = MediaAsset
        fields = [
            "id", "owner", "folder", "source_type", "source_id", "original_url", "filename",
            "storage_path", "processed_url", "media_type", "type", "mime_type",
            "file_size_bytes", "duration_sec", "width", "height", "resolution", "sha256", "phash",
            "platform_hint", "is_evergreen", "status", "processing_status", "error_message",
            "metadata", "file_url", "thumbnail_url", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = [
            name
            for name in fields
            if name not in {"filename", "folder", "platform_hint", "is_evergreen", "metadata"}
        ]

    def get_file_url(self, asset: MediaAsset) -> str:
        return settings.BASE_URL + reverse("media_assets:asset-file", args=[asset.pk])

    def get_thumbnail_url(self, asset: MediaAsset) -> str:
        if not asset.thumbnail_url:
            return ""
        return settings.BASE_URL + reverse("media_assets:asset-thumbnail", args=[asset.pk])


class IngestSerializer(StrictSerializer):
    """Either an uploaded `file`, or a `path` inside the outbox folder."""

    file = serializers.FileField(required=False, max_length=255, allow_empty_file=True)
    path = serializers.CharField(required=False, max_length=1000)
    platform_hint = serializers.CharField(required=False, allow_blank=True, max_length=30)
    original_url = serializers.URLField(required=False, allow_blank=True, max_length=1000)

    def validate(self, attrs: dict) -> dict:
        if ("file" in attrs) == ("path" in attrs):
            raise serializers.ValidationError("Send either a file or a path, not both.")
        return attrs


class IngestResultSerializer(serializers.Serializer):
    """The asset, and whether these bytes were new."""

    created = serializers.BooleanField(help_text="False: the team had these bytes already.")
    asset = MediaAssetSerializer()


class ProcessingJobSerializer(StrictModelSerializer):
    """One piece of work on one asset."""

    class Meta:
        model = ProcessingJob
        fields = [
            "id", "media_asset", "job_type", "status", "priority", "progress_pct", "steps",
            "input_params", "output_data", "external_job_id", "attempts", "error", "due_at",
            "cost_usd", "started_at", "completed_at", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = fields


class MediaVariantSerializer(StrictModelSerializer):
    """A rendered copy of an asset."""

    file_url = serializers.SerializerMethodField(help_text="Empty until it is ready.")
    progress_pct = serializers.IntegerField(source="job.progress_pct", default=0, read_only=True)

    class Meta:
        model = MediaVariant
        fields = [
            "id", "media_asset", "description", "recipe", "status", "progress_pct", "job",
            "mime_type", "file_size_bytes", "duration_sec", "width", "height", "sha256", "error",
            "file_url", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_file_url(self, variant: MediaVariant) -> str:
        if not variant.storage_path:
            return ""
        return settings.BASE_URL + reverse("media_assets:variant-file", args=[variant.pk])
