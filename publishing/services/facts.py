"""What a decision about a try depends on, read from its rows."""

from datetime import datetime, timedelta

from media_assets.models import MediaAsset
from platforms.adapters.base import PlatformAdapter
from publishing.backoff import settle_time
from publishing.lease import call_deadline
from publishing.models import PublishAttempt
from publishing.outcomes import Facts, Outcome
from publishing.services.guarded import is_guarded
from scheduling.models import PostingSchedule


def facts_of(
    schedule: PostingSchedule, attempt: PublishAttempt, adapter: PlatformAdapter, *, now: datetime
) -> Facts:
    """The facts of this try, for `outcomes.decide`."""
    earlier = schedule.attempts.exclude(pk=attempt.pk)
    return Facts(
        now=now,
        scheduled_at=schedule.scheduled_at,
        tries=attempt.number,
        retries=schedule.retry_count,
        seed=attempt.op_key,
        settle=settle_of(schedule, adapter),
        can_look_up="lookup" in adapter.capabilities or is_guarded(adapter),
        earlier_unknown=earlier.filter(outcome=Outcome.ABSENT).exists(),
    )


def settle_of(schedule: PostingSchedule, adapter: PlatformAdapter) -> timedelta:
    """How long after a call of this post a look-up means anything."""
    has_video = schedule.media.media_type == MediaAsset.MediaType.VIDEO
    return settle_time(adapter.settle, has_video=has_video, deadline=call_deadline())
