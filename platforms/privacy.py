"""The part of accounts in exports and erasures: tokens are given back, webhooks emptied."""

from collections.abc import Iterator
from functools import partial

from platforms.adapters.bluesky.session import forget_session
from platforms.models import Connection, WebhookEvent
from platforms.services.connections import forget_tokens, goodbye_of
from teams.models import Team
from teams.privacy.parts import Part, Step

REASON = "The team is being erased."
AFTERWARDS: dict[str, str] = {WebhookEvent.Status.RECEIVED: WebhookEvent.Status.IGNORED}


def give_up(team: Team) -> Iterator[Step]:
    """Give every account's token back to its network, one after the other."""
    for connection in Connection.objects.in_team(team).exclude(status=Connection.Status.REVOKED):
        said = goodbye_of(connection)()
        forget_session(connection)
        entry = {"network": connection.platform, "outcome": str(said.outcome), "why": said.why}
        yield Step("tokens", entry, partial(forget_tokens, connection, reason=REASON))


def bodies_about(team: Team) -> Iterator[WebhookEvent]:
    """What networks told us about the team's accounts and nobody else's, as it came."""
    for platform, names in _names_by_platform(Connection.objects.in_team(team)).items():
        others = Connection.objects.filter(platform=platform).exclude(team=team)
        for event in WebhookEvent.objects.filter(platform=platform).exclude(body=b"").iterator():
            body = bytes(event.body)
            if not any(name in body for name in names):
                continue
            is_open = event.status == WebhookEvent.Status.RECEIVED
            if not (is_open and any(name in body for name in _names(others))):
                yield event


def _names_by_platform(connections) -> dict[str, list[bytes]]:
    found: dict[str, list[bytes]] = {}
    for platform in connections.values_list("platform", flat=True).distinct().order_by():
        found[platform] = _names(connections.filter(platform=platform))
    return found


def _names(connections) -> list[bytes]:
    names = connections.values_list("platform_user_id", flat=True)
    return [name.encode() for name in names if name]


def count_outside(team: Team) -> dict[str, int]:
    """Bodies of incoming webhooks."""
    return {"webhook_bodies": sum(1 for _ in bodies_about(team))}


def erase_outside(team: Team) -> None:
    """Empty the bodies; the ids stay, to refuse a repetition. What waits is not handled then."""
    for event in bodies_about(team):
        rows = WebhookEvent.objects.filter(pk=event.pk, status=event.status)
        rows.update(body=b"", headers={}, status=AFTERWARDS.get(event.status, event.status))


PART = Part(
    secrets={
        "platforms.Connection": ("access_token", "refresh_token", "parked_credentials"),
        "platforms.SignIn": ("verifier", "found", "session_hash"),
        "platforms.WebhookEvent": ("headers", "body"),
    },
    give_up=give_up,
    count_outside=count_outside,
    erase_outside=erase_outside,
)
