"""Assets and what was found in them."""

import hashlib
import itertools

from analysis.models import MediaAnalysis
from media_assets.models import MediaAsset, ProcessingJob
from teams.models import Team

numbers = itertools.count(1)


def make_asset(team: Team, **fields) -> MediaAsset:
    """An analysed 20-second vertical video (the bytes are not in storage)."""
    n = next(numbers)
    values = {
        "filename": f"clip {n}.mp4",
        "storage_path": f"teams/{team.pk}/clip-{n}.mp4",
        "media_type": MediaAsset.MediaType.VIDEO,
        "type": MediaAsset.Type.RAW_VIDEO,
        "mime_type": "video/mp4",
        "file_size_bytes": 1000 + n,
        "duration_sec": 20.0,
        "width": 1080,
        "height": 1920,
        "resolution": "1080x1920",
        "sha256": hashlib.sha256(str(n).encode()).hexdigest(),
        "status": MediaAsset.Status.ANALYZED,
    }
    return MediaAsset.objects.create(team=team, **{**values, **fields})


def make_job(asset: MediaAsset, **fields) -> ProcessingJob:
    """A queued analysis job."""
    values = {"job_type": ProcessingJob.JobType.ANALYZE, "due_at": asset.created_at}
    return ProcessingJob.objects.create(team=asset.team, media_asset=asset, **{**values, **fields})


def make_analysis(asset: MediaAsset, **fields) -> MediaAnalysis:
    """A current analysis with a score of 70 and words for two platforms."""
    values = {
        "pre_social_score": 70.0,
        "pre_social_explanation": "A face is seen in the first second.",
        "topics": ["coffee", "mornings"],
        "ai_caption_suggestions": {"tiktok": ["Coffee first."], "instagram_reels": ["Coffee."]},
        "ai_hashtag_suggestions": {"tiktok": ["#coffee"], "instagram_reels": ["#coffee"]},
        "analyzer_version": "test",
        "scorer_version": "test",
    }
    return MediaAnalysis.objects.create(team=asset.team, media=asset, **{**values, **fields})
