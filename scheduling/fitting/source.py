"""The facts of an original that a plan is made from."""

from dataclasses import dataclass

from media_assets.models import MediaAsset
from platforms.specs import PostMedia

CENTRE = (0.5, 0.5)


@dataclass(frozen=True)
class Source:
    """A file as it is. `has_audio` None: not known.

    `focus`: what a crop keeps, as shares of width and height: the middle, or where faces are.
    `loudness_lufs`: integrated (EBU R 128), None when nobody measured it.
    """

    media: PostMedia
    has_audio: bool | None = None
    is_hdr: bool = False
    focus: tuple[float, float] = CENTRE
    loudness_lufs: float | None = None


def media_facts(asset: MediaAsset, facts: dict | None = None) -> PostMedia:
    """An asset as limits see it; `facts` are those of the ingest (`metadata["facts"]`).

    Facts that older assets lack are “not known”, and are not checked.
    """
    known = (asset.metadata.get("facts") if facts is None else facts) or {}
    is_animation = bool(known.get("is_animated"))
    return PostMedia(
        media_type=asset.media_type,
        mime_type=asset.mime_type,
        size_bytes=asset.file_size_bytes,
        width=asset.width,
        height=asset.height,
        duration_sec=asset.duration_sec,
        video_codec="" if is_animation else known.get("video_codec") or "",
        audio_codec=known.get("audio_codec") or "",
        pixel_format="" if is_animation else known.get("pixel_format") or "",
        fps=known.get("fps"),
        sample_rate=known.get("sample_rate"),
    )


def source_of(
    asset: MediaAsset,
    facts: dict | None = None,
    *,
    focus: tuple[float, float] = CENTRE,
    loudness_lufs: float | None = None,
) -> Source:
    """An asset as the planner sees it."""
    known = (asset.metadata.get("facts") if facts is None else facts) or {}
    return Source(
        media=media_facts(asset, known),
        has_audio=known.get("has_audio"),
        is_hdr=bool(known.get("is_hdr")),
        focus=focus,
        loudness_lufs=loudness_lufs,
    )
