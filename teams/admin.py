"""People, teams, keys and the log of what happened."""

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.utils import timezone
from unfold.admin import TabularInline
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from teams.admin_base import (
    MachineAdmin,
    ReadOnlySuperuserAdmin,
    SuperuserAdmin,
    TeamModelAdmin,
    TeamRelatedFilter,
)
from teams.models import (
    ApiToken,
    BrandGuide,
    DataRequest,
    EventLog,
    Feedback,
    Heartbeat,
    IdempotentRequest,
    Notification,
    NotificationPreferences,
    Team,
    TeamMember,
    User,
)
from teams.services.members import MemberProblem, change_role, may_change, remove_member
from teams.services.notice_mail import mail_again
from teams.services.tokens import create_token, revoke_token


class MembershipInline(TabularInline):
    """Who is in the team. Superusers only, as its page."""

    model = TeamMember
    extra = 0
    autocomplete_fields = ("user",)


@admin.register(User)
class UserAdmin(SuperuserAdmin, DjangoUserAdmin):
    """Everybody who signs in here, in whatever team."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("email", "name", "is_active", "is_staff", "is_superuser", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser", "role")
    search_fields = ("email", "name")
    ordering = ("email",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "created_at")
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        ("Person", {"fields": ("name", "avatar_url", "plan", "role", "preferences_json")}),
        ("Access", {"fields": ("is_active", "is_staff", "is_superuser")}),
        ("Dates", {"fields": ("last_login", "created_at")}),
    )

    def has_delete_permission(self, request, obj=None) -> bool:
        return False  # `manage.py erase_person` leaves a team its owner and others their work

    add_fieldsets = ((None, {"fields": ("email", "name", "is_staff", "password1", "password2")}),)


@admin.register(Team)
class TeamAdmin(SuperuserAdmin):
    """All teams of this server."""

    list_display = ("name", "owner", "timezone", "review_policy", "created_at")
    list_filter = ("review_policy",)
    list_select_related = ("owner",)
    search_fields = ("name", "owner__email")
    autocomplete_fields = ("owner",)
    inlines = (MembershipInline,)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False  # `manage.py erase_team` leaves no file and gives tokens back


@admin.register(BrandGuide)
class BrandGuideAdmin(MachineAdmin):
    """How the team wants to sound; changed on its page."""

    list_display = ("team", "tone", "emoji_use", "updated_at")
    list_filter = ("emoji_use",)
    list_select_related = ("team",)
    search_fields = ("tone",)


@admin.register(TeamMember)
class TeamMemberAdmin(TeamModelAdmin):
    """The people of the current team. Owners and admins change roles."""

    list_display = ("user", "role", "created_at")
    list_filter = ("role",)
    list_select_related = ("user", "team")
    search_fields = ("user__email", "user__name")
    readonly_fields = ("user", "created_at")

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        if not self.has_manage_permission(request):
            return False
        return not isinstance(obj, TeamMember) or may_change(obj, request.membership)

    def has_delete_permission(self, request, obj=None) -> bool:
        return self.has_change_permission(request, obj)

    def get_actions(self, request) -> dict:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)  # it would skip the rule that an owner remains
        return actions

    def save_model(self, request, obj, form, change) -> None:
        stored = TeamMember.objects.select_related("team", "user").get(pk=obj.pk)
        if not may_change(stored, request.membership, obj.role):
            self.message_user(request, "Only an owner may change owners.", messages.ERROR)
            return
        try:
            change_role(stored, obj.role, by=request.user)
        except MemberProblem as problem:
            self.message_user(request, str(problem), messages.ERROR)

    def delete_model(self, request, obj) -> None:
        try:
            remove_member(obj, by=request.user)
        except MemberProblem as problem:
            self.message_user(request, str(problem), messages.ERROR)


@admin.register(ApiToken)
class ApiTokenAdmin(TeamModelAdmin):
    """Keys for programs. The whole key is shown once, when it is made."""

    list_display = ("name", "prefix", "user", "state", "created", "last_used_at", "expiry_date")
    list_filter = ("revoked",)
    list_select_related = ("user",)
    search_fields = ("name", "prefix")
    fields = ("name", "expiry_date")
    exclude = None
    actions = ("revoke",)

    @display(description="State", label={"Works": "success", "Revoked": "danger"})
    def state(self, token: ApiToken) -> str:
        return "Revoked" if token.revoked else "Works"

    def get_queryset(self, request):
        tokens = super().get_queryset(request)
        return tokens if self.has_manage_permission(request) else tokens.filter(user=request.user)

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def save_model(self, request, obj, form, change) -> None:
        token, key = create_token(
            request.team, user=request.user, name=obj.name, expiry_date=obj.expiry_date
        )
        obj.pk = token.pk
        obj.prefix = token.prefix
        note = f"The key of “{token.name}” is {key} – copy it now, it is not shown again."
        self.message_user(request, note, messages.WARNING)

    @admin.action(description="Revoke (cannot be undone)", permissions=["edit"])
    def revoke(self, request, tokens) -> None:
        self.for_each(
            request,
            tokens,
            lambda token: revoke_token(token, by=request.user),
            done="revoked",
            refusals=(),
        )


@admin.register(EventLog)
class EventLogAdmin(MachineAdmin):
    """What happened, who did it, when. Nobody changes it."""

    list_display = ("created_at", "event_type", "subject_type", "short_message", "user")
    list_filter = ("subject_type", "event_type", ("user", TeamRelatedFilter))
    list_select_related = ("user",)
    search_fields = ("message", "event_type", "subject_id")
    date_hierarchy = "created_at"

    @display(description="Message")
    def short_message(self, event: EventLog) -> str:
        return event.message[:120]


class OwnAdmin(MachineAdmin):
    """Rows of people: owners and admins see the team's, everybody else their own."""

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows if self.has_manage_permission(request) else rows.filter(user=request.user)


@admin.register(Notification)
class NotificationAdmin(OwnAdmin):
    """Who was told what, and what became of the mail."""

    list_display = ("created_at", "user", "type", "title", "is_read", "mail_status", "mail_error")
    list_filter = ("type", "is_read", "mail_status", ("user", TeamRelatedFilter))
    list_select_related = ("user",)
    search_fields = ("title", "text", "mail_error")
    date_hierarchy = "created_at"
    actions = ("send_mail_again",)

    @admin.action(description="Send the failed mail again", permissions=["manage"])
    def send_mail_again(self, request, notices) -> None:
        count = mail_again(notices, now=timezone.now())
        level = messages.SUCCESS if count else messages.WARNING
        self.message_user(request, f"{count} go out again; only failed mail can.", level)


@admin.register(DataRequest)
class DataRequestAdmin(MachineAdmin):
    """Exports and erasures, with their receipts; asked for on the pages, by API or by command.

    Superusers see all of them: those of erased teams and of persons belong to no team.
    """

    list_display = ("created_at", "kind", "status", "progress_pct", "requested_by", "finished_at")
    list_filter = ("kind", "status")
    list_select_related = ("requested_by",)
    search_fields = ("id", "subject_id", "error")
    date_hierarchy = "created_at"

    def has_module_permission(self, request) -> bool:
        return request.user.is_superuser or super().has_module_permission(request)

    def has_view_permission(self, request, obj=None) -> bool:
        return request.user.is_superuser or super().has_view_permission(request, obj)

    def get_queryset(self, request):
        if request.user.is_superuser:
            return DataRequest.objects.all()
        rows = super().get_queryset(request)
        return (
            rows if self.has_manage_permission(request) else rows.filter(requested_by=request.user)
        )


@admin.register(NotificationPreferences)
class NotificationPreferencesAdmin(OwnAdmin):
    """How each person wants to be told; changed on their own page."""

    list_display = ("user", "quiet_from", "quiet_until", "digest_weekday", "digest_hour")
    list_select_related = ("user",)
    search_fields = ("user__email", "user__name")


@admin.register(Feedback)
class FeedbackAdmin(MachineAdmin):
    """What people called wrong, and why."""

    list_display = ("created_at", "subject_type", "part", "comment", "rating", "user")
    list_filter = ("subject_type", "part", ("user", TeamRelatedFilter))
    list_select_related = ("user",)
    search_fields = ("comment", "subject_id")
    date_hierarchy = "created_at"


@admin.register(IdempotentRequest)
class IdempotentRequestAdmin(MachineAdmin):
    """Keys of repeated API requests, for a week. The kept answers are not shown."""

    list_display = ("key", "user", "caller", "status_code", "created_at")
    list_filter = ("status_code",)
    list_select_related = ("user",)
    search_fields = ("key",)
    exclude = ("team", "answer", "fingerprint")


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlySuperuserAdmin):
    """Which processes are alive."""

    list_display = ("name", "alive_at", "host", "pid")
    search_fields = ("name", "host")
