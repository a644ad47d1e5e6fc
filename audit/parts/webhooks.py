"""The door for networks: forged, changed, old, replayed, huge and foreign events leave nothing."""

import json
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
from django.conf import settings
from django.db import connections
from django.utils import timezone

from audit.people import make_world
from audit.result import Row
from audit.run import Run
from audit.server import running
from platforms.models import WebhookEvent
from platforms.webhooks.endpoints import EndpointProblem, checked_url
from platforms.webhooks.handling import handle_due
from platforms.webhooks.secrets import bot_secret
from tests.factories import make_connection, make_team
from tests.flows.sweep import rows_of
from tests.platforms.test_address_guard import HOSTILE
from tests.webhooks.networks import (
    MAIL_SECRET,
    META_SECRET,
    SECRETS,
    TIKTOK_SECRET,
    hexed,
    standard_headers,
    tell,
    tiktok_message,
)

LIMIT = 256 * 1024
TOO_OLD = (-86_400, -3_600, -310, 310, 3_600, 10**9)
ODD_TIMES = ("nan", "1e9", "-1", "", "99999999999999999999", "0x10", "１７")
BOT_HEADER = "X-Telegram-Bot-Api-Secret-Token"


@dataclass(frozen=True)
class Signed:
    """How one network proves an event. `headers` makes them for a body at a moment."""

    platform: str
    header: str  # the one that holds the proof; empty: it stands in the address
    headers: Callable[[bytes, datetime], dict[str, str]]
    query: str = ""
    is_dated: bool = False
    signs_body: bool = True


def by_tiktok(body: bytes, now: datetime) -> dict[str, str]:
    moment = int(now.timestamp())
    signature = hexed(TIKTOK_SECRET, f"{moment}.".encode() + body)
    return {"TikTok-Signature": f"t={moment},s={signature}"}


def by_meta(body: bytes, now: datetime) -> dict[str, str]:
    return {"X-Hub-Signature-256": f"sha256={hexed(META_SECRET, body)}"}


def networks(bot) -> list[Signed]:
    """Each way to prove an event once."""
    secret = bot_secret(bot)
    return [
        Signed("facebook", "X-Hub-Signature-256", by_meta),
        Signed("tiktok", "TikTok-Signature", by_tiktok, is_dated=True),
        Signed("telegram", BOT_HEADER, lambda *_: {BOT_HEADER: secret}, signs_body=False),
        Signed("email", "", lambda *_: {}, query=f"?secret={MAIL_SECRET}", signs_body=False),
        Signed("x", "webhook-signature", lambda b, now: standard_headers(now, b), is_dated=True),
    ]


def ask(run: Run, row: Row) -> None:
    """What is not proved is answered with 401 and stored nowhere; what is, once."""
    settings.PLATFORM_WEBHOOK_SECRETS = SECRETS
    world, rng = make_world(), random.Random(run.seed)
    bot = make_connection(world.team, platform="telegram", route="direct")
    other = make_connection(make_team(), platform="telegram", route="direct")
    before = rows_of(world.everything)
    for network in networks(bot):
        forged(network, run.examples * 5, rng, row)
    foreign_bot(bot, other, row)
    row.require(not WebhookEvent.objects.exists(), "a forged event was stored")
    for network in networks(bot):
        replayed(network, row)
    rubbish_is_handled(row)
    row.require(rows_of(world.everything) == before, "events changed rows of a team")
    inward_addresses(row)
    huge(run, row)
    row.figures = f"{len(networks(bot))} ways to sign, {len(HOSTILE)} addresses inwards"


def refuse(answer, row: Row, what: str) -> None:
    row.require(answer.status_code == 401, f"{what} is answered with {answer.status_code}")


def forged(network: Signed, count: int, rng: random.Random, row: Row) -> None:
    """One bit, one byte, one second, one secret off."""
    body, now = json.dumps(tiktok_message("x", "open-7", n=1)).encode(), timezone.now()
    good = network.headers(body, now)
    refuse(tell(network.platform, body), row, f"{network.platform} without a proof")
    for _ in range(count):
        changed, query = dict(good), network.query
        if network.header:
            changed[network.header] = one_off(good[network.header], rng)
        else:
            query = "?secret=" + one_off(MAIL_SECRET, rng)
        refuse(
            tell(network.platform, body, query=query, **changed),
            row,
            f"{network.platform} with a changed proof {changed or query}",
        )
    if network.signs_body:
        for _ in range(count):
            at = rng.randrange(len(body))
            spoilt = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
            refuse(tell(network.platform, spoilt, **good), row, f"{network.platform}, body changed")
    for seconds in TOO_OLD if network.is_dated else ():
        late = network.headers(body, now + timedelta(seconds=seconds))
        refuse(tell(network.platform, body, **late), row, f"{network.platform}, {seconds} s off")
    for text in ODD_TIMES if network.is_dated else ():
        odd = {name: value.replace(str(int(now.timestamp())), text) for name, value in good.items()}
        refuse(tell(network.platform, body, **odd), row, f"{network.platform}, time {text!r}")


def one_off(text: str, rng: random.Random) -> str:
    """The proof, which stands at the end of `text`, with one letter changed, lost or doubled."""
    at = len(text) - rng.randrange(3, min(30, len(text)))
    letter = rng.choice([c for c in "0123456789abcdef" if c != text[at].lower()])
    head, tail = text[:at], text[at + 1 :]
    return rng.choice([head + letter + tail, head, head + tail, head + text[at] * 2 + tail])


def foreign_bot(bot, other, row: Row) -> None:
    """One bot's id with another bot's secret, of another team."""
    mixed = bot_secret(bot)[:33] + bot_secret(other)[33:]
    refuse(tell("telegram", b'{"update_id": 1}', **{BOT_HEADER: mixed}), row, "a foreign bot")


def replayed(network: Signed, row: Row) -> None:
    """Twelve at once, then once more: one row."""
    body, now = json.dumps({"update_id": 9, "of": network.platform}).encode(), timezone.now()
    headers = network.headers(body, now)

    def send(_: int) -> int:
        try:
            return tell(network.platform, body, query=network.query, **headers).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        codes = set(pool.map(send, range(12)))
    row.require(codes == {200}, f"{network.platform}: a proved event is answered with {codes}")
    count = WebhookEvent.objects.filter(platform=network.platform).count()
    row.require(count == 1, f"{network.platform}: 12 copies of one event are {count} rows")


def rubbish_is_handled(row: Row) -> None:
    """Proved events with odd bodies end; none stops the others."""
    now = timezone.now()
    bodies = (b"", b"null", b"[]", b"[" * 50_000, b"\xff\xfe", b'{"entry": [{"id": {}}]}', b"{}")
    for number, body in enumerate(bodies):
        headers = standard_headers(now, body, event_id=f"odd-{number}")
        row.require(tell("x", body, **headers).status_code == 200, f"x: odd body {number}")
        tell("facebook", body, **by_meta(body, now))
    for minutes in range(0, 60, 10):
        handle_due(now + timedelta(minutes=minutes))
    waiting = WebhookEvent.objects.filter(status="received").count()
    row.require(waiting == 0, f"{waiting} events are never handled")


def inward_addresses(row: Row) -> None:
    """A team's own address may not lead into our network."""
    for address in HOSTILE:
        inside = address.replace("http://", "https://").rstrip("/") + "/"
        if any(name in address for name in (".example", "localhost.")):
            continue  # what a name stands for is looked at when it is connected to
        try:
            checked_url(inside)
        except EndpointProblem:
            row.require(True, "")
        else:
            row.require(is_looked_up_later(inside), f"messages may go to {inside}")


def is_looked_up_later(address: str) -> bool:
    """Odd spellings of numbers are names as far as the text shows: the guard of each connection
    refuses them (`tests/platforms/test_address_guard.py` connects to every one)."""
    host = httpx.URL(address).host
    return not host.replace(".", "").isdigit() and ":" not in host


def huge(run: Run, row: Row) -> None:
    """A body over the limit is refused by a real server, announced or in pieces, and quickly."""
    body = b"x" * (LIMIT + 1)
    with running(run.folder) as server:
        place = f"{server.url}/api/webhooks/x"
        announced = httpx.post(place, content=body, trust_env=False, timeout=20)
        row.require(announced.status_code == 413, f"a large body: {announced.status_code}")
        pieces = (body[:65_536] for _ in range(40))
        chunked = httpx.post(place, content=pieces, trust_env=False, timeout=20)
        row.require(
            chunked.status_code in (400, 401, 411, 413), f"in pieces: {chunked.status_code}"
        )
        alive = httpx.get(f"{server.url}/healthz", trust_env=False, timeout=5)
        row.require(alive.status_code == 200, "the server is not well after large bodies")
