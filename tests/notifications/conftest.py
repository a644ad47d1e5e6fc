"""Notices of one person."""

import pytest

from teams.models import Notification, TeamMember
from teams.services.notify import tell

T = Notification.Type


@pytest.fixture
def say(team, owner, now):
    """Tell the owner something: `say("key")`."""
    member = TeamMember.objects.get(user=owner)

    def start(key: str, type_: str = T.PUBLISH_FAILED, **words) -> Notification:
        words = {"title": f"Failed: {key}", "text": "Too long.", **words}
        tell(team, [member], type_, key=key, now=now, **words)
        return Notification.objects.get(key=key)

    return start
