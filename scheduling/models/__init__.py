"""What is planned: projects, campaigns, calendars, slots, and the posts themselves."""

from scheduling.models.approvals import Approval
from scheduling.models.calendars import CalendarItem, ContentCalendar
from scheduling.models.campaigns import Campaign, Project
from scheduling.models.comments import PostComment
from scheduling.models.experiments import Experiment, ExperimentArm, ExperimentPost
from scheduling.models.feeds import CalendarFeed
from scheduling.models.groups import CrossPostGroup
from scheduling.models.links import ReviewLink
from scheduling.models.posts import PostingSchedule, PostingScheduleQuerySet
from scheduling.models.rules import BlackoutDates, PlanningRules
from scheduling.models.slots import CalendarSlot

__all__ = [
    "Approval",
    "BlackoutDates",
    "CalendarFeed",
    "CalendarItem",
    "CalendarSlot",
    "Campaign",
    "ContentCalendar",
    "CrossPostGroup",
    "Experiment",
    "ExperimentArm",
    "ExperimentPost",
    "PlanningRules",
    "PostComment",
    "PostingSchedule",
    "PostingScheduleQuerySet",
    "Project",
    "ReviewLink",
]
