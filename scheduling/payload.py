"""What exactly is sent, as one hash: frozen at approval, compared just before the call.

The plan's time is not part of it: moving a post does not change what is sent.
"""

import hashlib
import json

from scheduling.files import file_of
from scheduling.models import PostingSchedule

ReviewStatus = PostingSchedule.ReviewStatus


def payload_of(schedule: PostingSchedule) -> dict:
    """Words, files, options and the account of a post, as plain values.

    A post without a first comment hashes as it did before there were any.
    """
    comment = {"first_comment": schedule.first_comment} if schedule.first_comment else {}
    return {
        "connection": str(schedule.connection_id),
        "platform": schedule.platform,
        "title": schedule.title,
        "body": schedule.body,
        "hashtags": list(schedule.hashtags),
        "link_url": schedule.link_url,
        "thumbnail_path": schedule.thumbnail_path,
        "media_urls": list(schedule.media_urls),
        "media_sha256": file_of(schedule).sha256,
        "options": schedule.platform_specific,
        **comment,
    }


def payload_hash(schedule: PostingSchedule) -> str:
    """The sha256 (hex) of what would be sent; the same words in any key order hash the same."""
    canonical = json.dumps(payload_of(schedule), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def is_approved_payload(schedule: PostingSchedule) -> bool:
    """Whether what would be sent now may go out: what was approved, or nobody had to approve.

    A post that needs no approval may carry a frozen hash too; then it must match.
    """
    if schedule.review_status == ReviewStatus.APPROVED:
        return schedule.payload_hash == payload_hash(schedule)
    if schedule.review_status == ReviewStatus.NOT_REQUIRED:
        return schedule.payload_hash in ("", payload_hash(schedule))
    return False
