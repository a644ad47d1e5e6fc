"""Whether a post meets what its platform allows."""

from platforms.specs import PostMedia, check_post, get_spec
from platforms.specs.text import compose_for
from scheduling.models import PostingSchedule


def problems_of(schedule: PostingSchedule) -> list[str]:
    """Sentences that say why the post could not go out as it stands; empty when it could."""
    spec = get_spec(schedule.platform)
    text = compose_for(schedule.platform, schedule.body, schedule.hashtags)
    return check_post(spec, text, title=schedule.title, media=[media_of(schedule)])


def media_of(schedule: PostingSchedule) -> PostMedia:
    """The facts of the file that limits speak about."""
    asset = schedule.media
    return PostMedia(
        media_type=asset.media_type,
        mime_type=asset.mime_type,
        size_bytes=asset.file_size_bytes,
        width=asset.width,
        height=asset.height,
        duration_sec=asset.duration_sec,
    )
