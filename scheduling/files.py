"""Which file of a post is sent, and its facts."""

from dataclasses import dataclass

from platforms.specs import PostMedia
from scheduling.fitting.source import media_facts
from scheduling.models import PostingSchedule


@dataclass(frozen=True)
class SentFile:
    """The file that a post sends: the original, or the copy that was prepared for it."""

    storage_path: str
    sha256: str
    size_bytes: int
    media: PostMedia


def file_of(schedule: PostingSchedule) -> SentFile:
    """The file of a post. A copy that is not ready yet has no path and no bytes."""
    variant = schedule.variant if schedule.variant_id else None
    if variant is None:
        asset = schedule.media
        return SentFile(asset.storage_path, asset.sha256, asset.file_size_bytes, media_facts(asset))
    facts = variant.facts
    media = PostMedia(
        media_type=variant.media_type,
        mime_type=variant.mime_type,
        size_bytes=variant.file_size_bytes,
        width=variant.width,
        height=variant.height,
        duration_sec=variant.duration_sec,
        video_codec=facts.get("video_codec") or "",
        audio_codec=facts.get("audio_codec") or "",
        pixel_format=facts.get("pixel_format") or "",
        fps=facts.get("fps"),
        sample_rate=facts.get("sample_rate"),
    )
    size = variant.file_size_bytes or 0
    return SentFile(variant.storage_path, variant.sha256, size, media)
