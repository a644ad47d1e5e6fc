"""From a post's row to what an adapter is given."""

import hashlib
import mimetypes
from dataclasses import asdict

from django.core.files.storage import default_storage

from media_assets.models import MediaAsset
from platforms.adapters.types import MediaFile, PublishRequest
from platforms.specs.text import compose_for
from scheduling.files import file_of
from scheduling.models import PostingSchedule


def build_request(schedule: PostingSchedule, op_key: str) -> PublishRequest:
    """Everything of one post, under the key of the try. Raises OSError for a missing thumbnail."""
    return PublishRequest(
        op_key=op_key,
        platform=schedule.platform,
        account_id=schedule.connection.platform_user_id,
        text=compose_for(schedule.platform, schedule.body, schedule.hashtags),
        media=(media_file(schedule),),
        title=schedule.title,
        link_url=schedule.link_url,
        thumbnail=thumbnail_file(schedule.thumbnail_path) if schedule.thumbnail_path else None,
        options=schedule.platform_specific,
    )


def media_file(schedule: PostingSchedule) -> MediaFile:
    """The original, or the copy that was prepared for this post, with its facts."""
    file = file_of(schedule)
    return MediaFile(
        storage_path=file.storage_path,
        sha256=file.sha256,
        **{**asdict(file.media), "size_bytes": file.size_bytes},
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
