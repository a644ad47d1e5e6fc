"""What happens here when a post goes out."""

from datetime import datetime

from django.dispatch import receiver

from metrics.services.checkpoints import plan_checkpoints
from publishing.signals import post_published
from scheduling.models import PostingSchedule


@receiver(post_published, dispatch_uid="metrics.plan_checkpoints")
def plan_readings(sender, schedule: PostingSchedule, published_at: datetime, **more) -> None:
    """Six rows, in the transaction that makes the post `posted`."""
    plan_checkpoints(schedule, published_at)
