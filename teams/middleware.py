"""Which team a request is about, and its time zone."""

from django.utils import timezone

from teams.services.memberships import current_membership


class CurrentTeamMiddleware:
    """Sets `request.membership` and `request.team`; shows times in the team's zone."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        membership = current_membership(request)
        request.membership = membership
        request.team = membership.team if membership else None
        if request.team is None:
            return self.get_response(request)
        with timezone.override(request.team.zone):
            return self.get_response(request)
