"""Planted secrets: searched for in rows, logs and answers after everything has gone wrong."""

import base64
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product

from django.conf import settings
from django.utils import timezone

from audit.echo import SHAPES, Echo, Everywhere, echoing
from audit.people import World, make_world
from audit.result import Row
from audit.run import Run
from audit.searching import Lines, listening, tables_with
from platforms.adapters import get_adapter
from platforms.exceptions import PlatformError
from platforms.models import Connection
from platforms.vault import seal
from publishing.models import Breaker
from publishing.services.publish import publish_schedule
from tests.factories import make_schedule
from tests.flows.sweep import ask as ask_route
from tests.flows.sweep import ids_of, swept_routes, text_of
from tests.publishing.conftest import stored_image

STATUSES = (400, 401, 403, 404, 409, 413, 422, 429, 500, 503, 200)
READINGS = ("fetch_account", "fetch_metrics", "fetch_comments")


@dataclass(frozen=True)
class Account:
    """One network's account: what it needs, and its planted secret."""

    platform: str
    secret: str
    fields: dict = field(default_factory=dict)
    route: str = Connection.Route.DIRECT


def accounts(url: str) -> list[Account]:
    """An account of each network that is spoken to over HTTP."""
    plain = ("facebook", "threads", "instagram", "x", "youtube", "tiktok")
    found = [Account(name, f"planted-{name}-5d1f9a7b") for name in plain]
    hook = f"{url}/api/webhooks/1234567890/planted-discord-5d1f9a7b"
    return [
        *found,
        Account("pinterest", "planted-pinterest-5d1f9a7b", {"metadata": {"board_id": "12"}}),
        Account(
            "linkedin",
            "planted-linkedin-5d1f9a7b",
            {"metadata": {"author_urn": "urn:li:organization:12"}},
        ),
        Account("mastodon", "planted-mastodon-5d1f9a7b", {"metadata": {"instance": url}}),
        Account("wordpress", "planted-wordpress-5d1f", {"metadata": {"site": url}}),
        Account("bluesky", "planted-bluesky-5d1f9a7b", {"metadata": {"pds": url}}),
        Account("telegram", "123456:planted-telegram-5d1f9a7b"),
        Account("discord", hook),
        Account(
            "email",
            "planted-mailchimp-5d1f9a7b-us12",
            {
                "metadata": {
                    "service": "mailchimp",
                    "from_name": "Reelay",
                    "reply_to": "a@example.com",
                }
            },
        ),
        Account(
            "tiktok",
            "planted-blotato-5d1f9a7b=",
            {"metadata": {"blotato": {"account_id": "12"}}},
            Connection.Route.BLOTATO,
        ),
    ]


def spellings(secret: str) -> set[str]:
    """The secret as it may stand somewhere: plain, and in the header of a password."""
    bare = secret.rpartition("/")[2]
    coded = base64.b64encode(f"me:{bare}".encode()).decode().rstrip("=")
    return {bare, coded}


def ask(run: Run, row: Row) -> None:
    """A network that repeats our token in its errors makes it stand nowhere of ours."""
    world = make_world()
    settings.PLATFORM_ALLOW_PRIVATE_ADDRESSES = True
    settings.BASE_URL = "https://reelay.example.org"
    with echoing() as echo, listening() as lines:
        settings.PLATFORM_BASE_URLS = Everywhere(echo.url)
        known = accounts(echo.url)
        for account in known:
            misled(world, account, echo, lines, row)
        search(world, known, lines, row)
    row.figures = f"{len(known)} accounts × {len(STATUSES)} answers × {len(SHAPES)} shapes"


def misled(world: World, account: Account, echo: Echo, lines: Lines, row: Row) -> None:
    """Publish and read while the network repeats what it hears."""
    connection = connect(world, account)
    for number, (status, shape) in enumerate(product(STATUSES, SHAPES)):
        echo.status, echo.shape = status, shape
        Connection.objects.filter(pk=connection.pk).update(status="connected")
        Breaker.objects.all().delete()  # it would give the network a rest
        said = publish(connection, number) + readings(connection)
        for word in spellings(account.secret):
            row.require(word not in said, f"{account.platform} {status} {shape}: an error")


def connect(world: World, account: Account) -> Connection:
    connection = Connection(
        team=world.team,
        platform=account.platform,
        route=account.route,
        platform_user_id=f"12{len(account.secret)}",
        platform_username="me",
        **account.fields,
    )
    connection.access_token = seal(account.secret, bound_to=connection.pk)
    connection.save()
    return connection


def publish(connection: Connection, number: int) -> str:
    """One post, and all that its rows say afterwards."""
    now = timezone.now() + timedelta(hours=3 * number)
    picture = stored_image(connection.team, f"{connection.pk} {number}".encode())
    post = make_schedule(
        connection, picture, scheduled_at=now, title="A title", platform=connection.platform
    )
    publish_schedule(post.pk, now=now, owner="audit")
    post.refresh_from_db()
    connection.refresh_from_db()
    tries = [str(vars(attempt)) for attempt in post.attempts.all()]
    return f"{post.error_message} {connection.status_reason} {' '.join(tries)}"


def readings(connection: Connection) -> str:
    """What the errors of readings say, to people and to the log."""
    said = []
    for name in READINGS:
        try:
            adapter = get_adapter(connection)
            getattr(adapter, name)(*(() if name == "fetch_account" else ("12_34",)))
        except PlatformError as error:
            said.append(f"{error} {error.user_sentence} {error.detail} {error.raw}")
    return " ".join(said)


def search(world: World, known: list[Account], lines: Lines, row: Row) -> None:
    """Rows, log, pages and API of the team."""
    words = {word for account in known for word in spellings(account.secret)}
    for word, table in tables_with(words):
        row.require(False, f"{table} holds {word}")
    log = "\n".join(lines.text)
    for word in sorted(words):
        row.require(word not in log, f"the log says {word}")
    client = world.owner_client
    for route in swept_routes():
        for target in route.rows(world.everything) if route.takes_id else [world.team]:
            said = text_of(ask_route(client, route, "get", ids_of(target, world.everything)))
            row.require(not any(word in said for word in words), f"{route.pattern} shows a secret")
