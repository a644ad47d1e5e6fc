"""What is known of an asset that was analysed: what a person may have edited since included."""

from ai.protocols import FrameNote
from analysis.models import MediaAnalysis
from analysis.services.versions import transcript_from
from analysis.words.filename import words_in_filename
from analysis.words.material import MIN_TEXT_CONFIDENCE, Material, material_from
from analysis.words.seeing import seen_from_json
from media_assets.models import MediaAsset


def material_of(asset: MediaAsset) -> Material | None:
    """The material of the current analysis; None before there is one."""
    analysis = MediaAnalysis.objects.current().filter(media=asset).first()
    if analysis is None:
        return None
    features = analysis.virality_features or {}
    return material_from(
        transcript_from(analysis),
        _readings(analysis),
        _best_note(features),
        named=tuple(words_in_filename(asset.filename)),
        media_type=asset.media_type,
        duration_sec=asset.duration_sec,
    )


def _readings(analysis: MediaAnalysis) -> list[str]:
    """Texts read with confidence; rows from before it was kept have none and are not quoted."""
    rows = analysis.on_screen_text or []
    return [row["text"] for row in rows if row.get("confidence", 0) >= MIN_TEXT_CONFIDENCE]


def _best_note(features: dict) -> FrameNote | None:
    frames = seen_from_json(features.get("seen") or [])
    return frames[0].note if frames else None
