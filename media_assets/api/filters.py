"""What lists of media can be filtered by."""

from media_assets.models import MediaAsset, MediaFolder, MediaVariant, ProcessingJob
from teams.api.filters import TeamFilterSet

RANGE = ["gte", "lte"]


class MediaAssetFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = MediaAsset
        fields = {
            "status": ["exact", "in"],
            "processing_status": ["exact"],
            "media_type": ["exact"],
            "source_type": ["exact"],
            "platform_hint": ["exact"],
            "folder": ["exact", "isnull"],
            "sha256": ["exact"],
            "duration_sec": RANGE,
            "created_at": RANGE,
        }


class MediaFolderFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = MediaFolder
        fields = {"parent": ["exact", "isnull"], "name": ["exact"]}


class ProcessingJobFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = ProcessingJob
        fields = {
            "media_asset": ["exact"],
            "job_type": ["exact"],
            "status": ["exact", "in"],
            "created_at": RANGE,
        }


class MediaVariantFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = MediaVariant
        fields = {
            "media_asset": ["exact"],
            "status": ["exact", "in"],
            "created_at": RANGE,
        }
