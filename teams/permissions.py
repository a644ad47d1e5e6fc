"""Who may use the API."""

from rest_framework.permissions import SAFE_METHODS, BasePermission


class TeamMemberPermission(BasePermission):
    """Members of a team; viewers only read."""

    message = "You need to be a member of a team, with the right to change things."

    def has_permission(self, request, view) -> bool:
        if not request.user or not request.user.is_authenticated:
            return False
        membership = getattr(request._request, "membership", None)
        if membership is None:
            return False
        return request.method in SAFE_METHODS or membership.may_edit


class TeamManagerPermission(TeamMemberPermission):
    """Members read; owners and admins change (people, accounts, keys)."""

    message = "Only an owner or admin of the team may do this."

    def has_permission(self, request, view) -> bool:
        if not super().has_permission(request, view):
            return False
        return request.method in SAFE_METHODS or request._request.membership.may_manage


class OnlyManagersPermission(TeamManagerPermission):
    """Owners and admins, for reading as well (addresses that hold secrets)."""

    def has_permission(self, request, view) -> bool:
        if not super().has_permission(request, view):
            return False
        return request._request.membership.may_manage
