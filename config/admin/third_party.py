"""Other people's models, in our frame: for superusers. What is noise here is taken out."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django_q.admin import FailAdmin, QueueAdmin, ScheduleAdmin, TaskAdmin
from django_q.models import Failure, OrmQ, Schedule, Success
from rest_framework_api_key.models import APIKey

from teams.admin_base import ReadOnlySuperuserAdmin, SuperuserAdmin

UNUSED = (Group, APIKey)  # rights come from team roles; keys are `teams.ApiToken`
for model in (*UNUSED, EmailAddress, Authenticator, UserSession, Schedule, Success, Failure, OrmQ):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


@admin.register(EmailAddress)
class EmailAddressAdmin(SuperuserAdmin):
    """Addresses for sign-in mail."""

    list_display = ("email", "user", "primary", "verified")
    list_filter = ("primary", "verified")
    list_select_related = ("user",)
    search_fields = ("email", "user__email")
    autocomplete_fields = ("user",)


@admin.register(Authenticator)
class AuthenticatorAdmin(ReadOnlySuperuserAdmin):
    """Second factors. Their secrets are not shown; deleting one lets its owner start afresh."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    search_fields = ("user__email",)
    exclude = ("data",)

    def has_delete_permission(self, request, obj=None) -> bool:
        return request.user.is_superuser


@admin.register(UserSession)
class UserSessionAdmin(ReadOnlySuperuserAdmin):
    """Who is signed in, where. Deleting one does not sign out: use the account pages."""

    list_display = ("user", "ip", "last_seen_at", "created_at")
    list_select_related = ("user",)
    search_fields = ("user__email", "ip")
    exclude = ("session_key", "data")


@admin.register(Schedule)
class TaskScheduleAdmin(SuperuserAdmin, ScheduleAdmin):
    """When tasks run. Made by `manage.py setup_schedules`."""


@admin.register(Success)
class TaskSuccessAdmin(ReadOnlySuperuserAdmin, TaskAdmin):
    """Tasks that ran."""


@admin.register(Failure)
class TaskFailureAdmin(ReadOnlySuperuserAdmin, FailAdmin):
    """Tasks that failed; they may be put back in the queue."""


@admin.register(OrmQ)
class TaskQueueAdmin(ReadOnlySuperuserAdmin, QueueAdmin):
    """Tasks that wait."""

    list_display = ("id", "key", "name", "func", "lock")
