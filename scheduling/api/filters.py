"""What lists of posts can be filtered by."""

from scheduling.models import Approval, CrossPostGroup, PostingSchedule
from teams.api.filters import TeamFilterSet

RANGE = ["gte", "lte", "gt", "lt"]


class PostFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = PostingSchedule
        fields = {
            "status": ["exact", "in"],
            "review_status": ["exact", "in"],
            "platform": ["exact", "in"],
            "connection": ["exact"],
            "media": ["exact"],
            "cross_post_group": ["exact"],
            "needs_person": ["exact"],
            "scheduled_at": RANGE,
            "published_at": RANGE,
            "created_at": RANGE,
            "post_social_score": ["gte", "lte"],
        }


class ApprovalFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = Approval
        fields = {"schedule": ["exact"], "decision": ["exact", "in"], "decided_at": RANGE}


class CrossPostGroupFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = CrossPostGroup
        fields = {"status": ["exact"], "source_content": ["exact"]}
