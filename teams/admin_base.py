"""What every page of the admin obeys: rows of one's own team, rights by membership.

Everything that changes rows is a POST: an action of the list, or a button beside “Save”.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.admin import RelatedFieldListFilter
from django.db.models import ForeignKey, Model, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin, TabularInline

from teams.models import TeamMember, User

THUMBNAIL_HEIGHT = 56
GOOD, BUSY, WAITS, BAD = "success", "info", "warning", "danger"


def has_team_field(model: type[Model]) -> bool:
    """Whether rows of `model` belong to one team each."""
    return any(field.name == "team" for field in model._meta.fields)


class OwnTeam:
    """Mixin: rows of `request.team`, and only what the membership allows."""

    team_lookup = "team"
    machine_made = False  # written by workers: people read it

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)  # type: ignore[misc]
        team = request.team  # type: ignore[attr-defined]
        return rows.filter(**{self.team_lookup: team}) if team else rows.none()

    def membership(self, request: HttpRequest) -> TeamMember | None:
        return getattr(request, "membership", None)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.membership(request) is not None

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return self.membership(request) is not None

    def has_edit_permission(self, request: HttpRequest, obj=None) -> bool:
        """The right to run actions."""
        membership = self.membership(request)
        return membership is not None and membership.may_edit

    def has_manage_permission(self, request: HttpRequest, obj=None) -> bool:
        """The right of owners and admins."""
        membership = self.membership(request)
        return membership is not None and membership.may_manage

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return not self.machine_made and self.has_edit_permission(request)

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return not self.machine_made and self.has_edit_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs):
        """Only rows of the team can be chosen, and only its people."""
        if "queryset" not in kwargs:
            kwargs["queryset"] = self.choices_in_team(db_field.related_model, request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def choices_in_team(self, model: type[Model], request: HttpRequest) -> QuerySet:
        team = request.team  # type: ignore[attr-defined]
        rows = model._default_manager.all()
        if model is User:
            return rows.filter(memberships__team=team) if team else rows.none()
        return rows.filter(team=team) if has_team_field(model) else rows


class TeamModelAdmin(OwnTeam, ModelAdmin):
    """A list and form of one team's rows."""

    list_per_page = 50
    show_full_result_count = False
    warn_unsaved_form = True
    exclude: Sequence[str] | None = ("team",)

    def get_form(self, request, obj=None, change=False, **kwargs):
        """The form knows the team before it checks the table's constraints."""
        form_class = super().get_form(request, obj, change=change, **kwargs)
        return with_team(form_class, request.team)

    def save_model(self, request, obj, form, change) -> None:
        if not change and has_team_field(type(obj)):
            obj.team = request.team
        super().save_model(request, obj, form, change)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Nothing: the event log has it, and Django’s own would outlive an erased team."""

    def for_each(
        self,
        request: HttpRequest,
        rows: Iterable[Model],
        work: Callable[[Any], object],
        *,
        done: str,
        refusals: tuple[type[Exception], ...],
    ) -> None:
        """Run `work` on each row; one message for those that went well, one for each refusal."""
        count = 0
        for row in rows:
            try:
                work(row)
            except refusals as refusal:
                self.message_user(request, f"{row}: {refusal}", messages.WARNING)
            else:
                count += 1
        if count:
            self.message_user(request, f"{count} {done}.", messages.SUCCESS)


def with_team(form_class, team):
    """`form_class`, whose new rows belong to `team` from the start."""

    class TeamForm(form_class):  # type: ignore[valid-type, misc]
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            if self.instance._state.adding and has_team_field(type(self.instance)):
                self.instance.team = team

        def _get_validation_exclusions(self):
            return super()._get_validation_exclusions() - {"team"}

    return TeamForm


class MachineAdmin(TeamModelAdmin):
    """Rows that workers write: read, filter, search, and run actions."""

    machine_made = True


class TeamInline(OwnTeam, TabularInline):
    """Rows below another row; read only."""

    machine_made = True
    extra = 0
    show_change_link = True
    tab = True
    per_page = 20

    @property
    def readonly_fields(self):
        return self.fields


class SuperuserAdmin(ModelAdmin):
    """What belongs to no team: for superusers only."""

    list_per_page = 50

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return request.user.is_superuser

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return request.user.is_superuser


class ReadOnlySuperuserAdmin(SuperuserAdmin):
    """For superusers to look at."""

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


class TeamRelatedFilter(RelatedFieldListFilter):
    """Choices of a sidebar filter: the team's rows only."""

    def field_choices(self, field, request, model_admin):
        order = self.field_admin_ordering(field, request, model_admin)
        limit = {"team": request.team} if has_team_field(field.related_model) else {}
        return field.get_choices(include_blank=False, ordering=order, limit_choices_to=limit)


def picture(url: str, *, width: int | None, height: int | None) -> SafeString | str:
    """A small picture of known size, so that the list does not jump while it loads."""
    if not url:
        return "–"
    ratio = (width / height) if width and height else 1
    return format_html(
        '<img src="{}" width="{}" height="{}" loading="lazy" alt="">',
        url,
        round(THUMBNAIL_HEIGHT * ratio),
        THUMBNAIL_HEIGHT,
    )
