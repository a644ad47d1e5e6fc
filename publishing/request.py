"""From a post's row to what an adapter is given."""

import hashlib
import mimetypes

from django.core.files.storage import default_storage

from media_assets.models import MediaAsset
from platforms.adapters.types import MediaFile, PublishRequest
from platforms.specs.text import compose_for
from scheduling.models import PostingSchedule


def build_request(schedule: PostingSchedule, op_key: str) -> PublishRequest:
    """Everything of one post, under the key of the try. Raises OSError for a missing thumbnail."""
    return PublishRequest(
        op_key=op_key,
        platform=schedule.platform,
        account_id=schedule.connection.platform_user_id,
        text=compose_for(schedule.platform, schedule.body, schedule.hashtags),
        media=(media_file(schedule.media),),
        title=schedule.title,
        link_url=schedule.link_url,
        thumbnail=thumbnail_file(schedule.thumbnail_path) if schedule.thumbnail_path else None,
        options=schedule.platform_specific,
    )


def media_file(asset: MediaAsset) -> MediaFile:
    """The original of an asset, with the facts found at ingest."""
    return MediaFile(
        storage_path=asset.storage_path,
        media_type=asset.media_type,
        mime_type=asset.mime_type,
        size_bytes=asset.file_size_bytes,
        sha256=asset.sha256,
        width=asset.width,
        height=asset.height,
        duration_sec=asset.duration_sec,
    )


def thumbnail_file(storage_path: str) -> MediaFile:
    """A cover image in storage."""
    return MediaFile(
        storage_path=storage_path,
        media_type=MediaAsset.MediaType.IMAGE,
        mime_type=mimetypes.guess_type(storage_path)[0] or "image/webp",
        size_bytes=default_storage.size(storage_path),
        sha256=stored_sha256(storage_path),
    )


def stored_sha256(storage_path: str) -> str:
    """The sha256 (hex) of a stored file, read in pieces. Raises OSError when it is not there."""
    digest = hashlib.sha256()
    with default_storage.open(storage_path) as file:
        for piece in file.chunks(1 << 20):
            digest.update(piece)
    return digest.hexdigest()
