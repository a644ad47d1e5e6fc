"""`Authorization: Bearer <API token>`."""

from datetime import timedelta

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from teams.models import ApiToken, TeamMember

USE_NOTED_EVERY = timedelta(minutes=1)


def note_use(token: ApiToken) -> None:
    """Remember that `token` was used, to the minute: reads should not write each time."""
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


class ApiTokenAuthentication(BaseAuthentication):
    """Acts as the token's user inside the token's team."""

    keyword = "Bearer"

    def authenticate(self, request):
        words = get_authorization_header(request).decode("latin-1").split()
        if len(words) != 2 or words[0].lower() != self.keyword.lower():
            return None
        prefix = words[1].partition(".")[0]
        if not prefix.isalnum():  # PostgreSQL breaks at a NUL
            raise AuthenticationFailed("This API token is not valid.")
        token = ApiToken.objects.get_usable_keys().filter(prefix=prefix).first()
        if token is None or not token.is_valid(words[1]) or token.has_expired:
            raise AuthenticationFailed("This API token is not valid.")
        membership = (
            TeamMember.objects.filter(team=token.team, user=token.user, user__is_active=True)
            .select_related("team", "user")
            .first()
        )
        if membership is None:
            raise AuthenticationFailed("The owner of this API token has left the team.")
        note_use(token)
        request._request.membership = membership
        request._request.team = membership.team
        return membership.user, token

    def authenticate_header(self, request) -> str:
        return self.keyword


class ApiTokenScheme(OpenApiAuthenticationExtension):
    """How the token shows in the OpenAPI schema."""

    target_class = ApiTokenAuthentication
    name = "apiToken"

    def get_security_definition(self, auto_schema) -> dict:
        return {"type": "http", "scheme": "bearer"}
