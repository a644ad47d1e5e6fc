"""Projects, campaigns, calendars, slots and groups. Posts are in `config/admin/posts.py`."""

from django.contrib import admin
from django.utils import timezone
from unfold.decorators import action

from scheduling.exceptions import PostProblem
from scheduling.models import (
    Approval,
    BlackoutDates,
    CalendarFeed,
    CalendarItem,
    CalendarSlot,
    Campaign,
    ContentCalendar,
    CrossPostGroup,
    Experiment,
    ExperimentArm,
    ExperimentPost,
    PlanningRules,
    PostComment,
    PostingSchedule,
    Project,
    ReviewLink,
)
from scheduling.services.feeds import revoke_feed
from scheduling.services.links import revoke_link
from teams.admin_base import MachineAdmin, TeamInline, TeamModelAdmin, TeamRelatedFilter


class ScheduleInline(TeamInline):
    """The posts of one asset or group."""

    model = PostingSchedule
    fields = ("platform", "connection", "scheduled_at", "status", "review_status")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("connection")


class ApprovalInline(TeamInline):
    """Who decided what on a post."""

    model = Approval
    fields = ("decided_at", "decision", "user", "client_name", "version", "note")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user")


@admin.register(Approval)
class ApprovalAdmin(MachineAdmin):
    """Decisions on posts, as they were made; a new one is an action of the post."""

    list_display = ("decided_at", "decision", "who", "schedule", "version", "note")
    list_filter = ("decision", ("user", TeamRelatedFilter))
    list_select_related = ("user", "schedule")
    search_fields = ("note", "schedule__body", "user__email")
    date_hierarchy = "decided_at"


@admin.register(ReviewLink)
class ReviewLinkAdmin(MachineAdmin):
    """Links for clients; made and copied on the review page."""

    list_display = ("name", "connection", "expires_at", "revoked_at", "times_opened", "opened_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter), ("connection", TeamRelatedFilter))
    list_select_related = ("connection",)
    search_fields = ("name",)
    fields = ("name", "connection", "created_by", "expires_at", "revoked_at", "opened_at",
              "times_opened")  # fmt: skip
    actions = ("revoke",)

    @admin.action(description="Revoke", permissions=["edit"])
    def revoke(self, request, rows) -> None:
        def work(link: ReviewLink) -> None:
            revoke_link(link, by=request.user, now=timezone.now())

        self.for_each(request, rows, work, done="revoked", refusals=(PostProblem,))


@admin.register(PostComment)
class PostCommentAdmin(MachineAdmin):
    """What the team said about posts; new ones are said on the page of the post."""

    list_display = ("said_at", "user", "schedule", "text", "resolved_at")
    list_filter = (("resolved_at", admin.EmptyFieldListFilter), ("user", TeamRelatedFilter))
    list_select_related = ("user", "schedule")
    search_fields = ("text", "user__email", "schedule__body")
    date_hierarchy = "said_at"


@admin.register(CrossPostGroup)
class CrossPostGroupAdmin(TeamModelAdmin):
    """Posts of one asset that belong together across networks."""

    list_display = ("__str__", "timing_strategy", "status", "created_at")
    list_filter = ("status", "timing_strategy")
    search_fields = ("name",)
    readonly_fields = ("status",)
    autocomplete_fields = ("source_content",)
    inlines = (ScheduleInline,)


class ArmInline(TeamInline):
    """The variants of an experiment."""

    model = ExperimentArm
    fields = ("position", "name", "is_control", "values")


@admin.register(Experiment)
class ExperimentAdmin(MachineAdmin):
    """Variants of one asset, tried against each other; started and stopped on its page."""

    list_display = ("name", "media", "kind", "measure", "status", "created_by", "created_at")
    list_filter = ("kind", "measure", "status")
    list_select_related = ("media", "created_by")
    search_fields = ("name", "media__filename")
    inlines = (ArmInline,)


@admin.register(ExperimentArm)
class ExperimentArmAdmin(MachineAdmin):
    """What differs between the variants."""

    list_display = ("experiment", "name", "is_control")
    list_filter = ("is_control",)
    list_select_related = ("experiment",)
    search_fields = ("name", "experiment__name")


@admin.register(ExperimentPost)
class ExperimentPostAdmin(MachineAdmin):
    """Which variant a post is."""

    list_display = ("experiment", "arm", "block", "position", "schedule")
    list_select_related = ("experiment", "arm", "schedule")
    search_fields = ("experiment__name", "schedule__body")


class CampaignInline(TeamInline):
    """The campaigns of a project."""

    model = Campaign
    fields = ("name", "start_date", "end_date", "status")


@admin.register(Project)
class ProjectAdmin(TeamModelAdmin):
    """Pieces of work with aims."""

    list_display = ("name", "start_date", "end_date", "status")
    list_filter = ("status",)
    search_fields = ("name", "description")
    readonly_fields = ("user", "created_at")
    inlines = (CampaignInline,)


@admin.register(Campaign)
class CampaignAdmin(TeamModelAdmin):
    """Posts with one purpose between two dates."""

    list_display = ("name", "project", "start_date", "end_date", "status")
    list_filter = ("status", ("project", TeamRelatedFilter))
    list_select_related = ("project",)
    search_fields = ("name", "description")


class CalendarItemInline(TeamInline):
    """The pieces of a calendar."""

    model = CalendarItem
    fields = ("planned_date", "title", "content_pillar", "status")


@admin.register(ContentCalendar)
class ContentCalendarAdmin(TeamModelAdmin):
    """What is to be made in a period, one row a version."""

    list_display = ("name", "version", "period_start", "period_end", "project")
    list_filter = (("project", TeamRelatedFilter),)
    list_select_related = ("project",)
    search_fields = ("name", "strategy_summary")
    readonly_fields = ("user", "version", "earlier", "created_at")
    inlines = (CalendarItemInline,)


@admin.register(CalendarItem)
class CalendarItemAdmin(TeamModelAdmin):
    """One piece that is wanted on a day."""

    list_display = ("__str__", "planned_date", "content_pillar", "status", "calendar", "campaign")
    list_filter = ("status", "content_pillar", ("campaign", TeamRelatedFilter))
    list_select_related = ("calendar", "campaign")
    search_fields = ("title", "notes")
    autocomplete_fields = ("media",)


@admin.register(CalendarSlot)
class CalendarSlotAdmin(TeamModelAdmin):
    """Wall-clock times at which an account posts."""

    list_display = ("connection", "date", "time_slot", "timezone", "slot_type", "is_locked",
                    "recurring_pattern")  # fmt: skip
    list_filter = ("slot_type", "is_locked", ("connection", TeamRelatedFilter))
    list_select_related = ("connection",)
    search_fields = ("connection__platform_username",)
    raw_id_fields = ("schedule",)


@admin.register(CalendarFeed)
class CalendarFeedAdmin(MachineAdmin):
    """Secret addresses of the plan. They are made on their page, where each is shown once."""

    list_display = ("name", "connection", "shows", "created_by", "last_read_at", "revoked_at")
    list_filter = ("shows", ("connection", TeamRelatedFilter))
    list_select_related = ("connection", "created_by")
    search_fields = ("name",)
    actions = ("revoke",)

    @action(description="Revoke: the address stops working", permissions=["manage"])
    def revoke(self, request, feeds):
        self.for_each(
            request,
            feeds.select_related("team"),
            lambda feed: revoke_feed(feed, by=request.user, now=timezone.now()),
            done="feeds revoked",
            refusals=(PostProblem,),
        )


@admin.register(PlanningRules)
class PlanningRulesAdmin(TeamModelAdmin):
    """What the team asks of the planner; one row."""

    list_display = ("__str__", "quiet_from", "quiet_until", "use_good_hours", "twins_apart_days",
                    "evergreen_after_days")  # fmt: skip

    def has_add_permission(self, request, obj=None) -> bool:
        team = request.team
        has_rules = PlanningRules.objects.in_team(team).exists()
        return not has_rules and super().has_add_permission(request)


@admin.register(BlackoutDates)
class BlackoutDatesAdmin(TeamModelAdmin):
    """Days on which nothing is planned."""

    list_display = ("first_day", "last_day", "connection", "reason")
    list_filter = (("connection", TeamRelatedFilter),)
    list_select_related = ("connection",)
    search_fields = ("reason",)

    def has_delete_permission(self, request, obj=None) -> bool:
        return self.has_edit_permission(request)
