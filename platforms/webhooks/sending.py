"""Messages on their way to a team's own servers: tried for two days, then given up aloud."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
import structlog
from django.db import transaction

from platforms.adapters.address_guard import AddressGuard, AddressRefused
from platforms.adapters.deadline import DeadlineTransport, Guard
from platforms.vault import VaultError
from platforms.webhooks.endpoints import valid_secrets
from platforms.webhooks.signing import signature_header
from teams.models import User, WebhookDelivery, WebhookEndpoint
from teams.services.events import record_event

log = structlog.get_logger(__name__)

DEADLINE_SECONDS = 10.0
LEASE = timedelta(seconds=60)
GONE = 410
# waits after each failed try: 48 hours in all, as Standard Webhooks advises
WAITS = (
    timedelta(seconds=30),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=16, minutes=25),
)
REPLAY_TOO_SOON = "This message is on its way already."
SWITCHED_OFF = "Its address is switched off. Switch it on first."
S = WebhookDelivery.Status


class ReplayProblem(Exception):
    """The message cannot be sent again now; the message is for people."""


@dataclass(frozen=True)
class Outcome:
    """What one try gave: a status, or why there is none."""

    status: int | None = None
    error: str = ""

    @property
    def arrived(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def next_try(attempts: int, now: datetime) -> datetime | None:
    """When to try again after `attempts` failed tries; None: never."""
    return now + WAITS[attempts - 1] if attempts <= len(WAITS) else None


def send_due(
    now: datetime, *, limit: int = 50, within: timedelta = LEASE, guard: Guard | None = None
) -> int:
    """Try up to `limit` due messages, none begun when `within` has gone by; how many were tried.

    Safe to run many at once: each try is claimed first.
    """
    started = time.monotonic()
    tried = 0
    for delivery in WebhookDelivery.objects.due(now).select_related("endpoint", "team")[:limit]:
        passed = timedelta(seconds=time.monotonic() - started)
        if passed > within:
            break
        tried += try_once(delivery, now + passed, guard=guard)
    return tried


def try_once(delivery: WebhookDelivery, now: datetime, *, guard: Guard | None = None) -> bool:
    """Claim a message, send it, write down what came of it. False: somebody else has it."""
    if not _claim(delivery, now):
        return False
    try:
        headers = _headers(delivery, now)
    except VaultError as error:
        _settle(delivery, Outcome(error=str(error)), now)
        return True
    _settle(delivery, post(delivery.endpoint.url, delivery.body.encode(), headers, guard), now)
    return True


def _claim(delivery: WebhookDelivery, now: datetime) -> bool:
    same = WebhookDelivery.objects.filter(
        pk=delivery.pk, status=S.PENDING, due_at=delivery.due_at, attempts=delivery.attempts
    )
    values = {
        "due_at": now + LEASE,
        "attempts": delivery.attempts + 1,
        "last_tried_at": now,
    }
    if not same.update(**values):
        return False
    for name, value in values.items():
        setattr(delivery, name, value)
    return True


def _headers(delivery: WebhookDelivery, now: datetime) -> dict[str, str]:
    message_id, timestamp = f"msg_{delivery.pk.hex}", int(now.timestamp())
    secrets = valid_secrets(delivery.endpoint, now)
    body = delivery.body.encode()
    return {
        "content-type": "application/json",
        "user-agent": "Reelay-Webhooks/1",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature_header(secrets, message_id, timestamp, body),
    }


def post(url: str, body: bytes, headers: dict[str, str], guard: Guard | None = None) -> Outcome:
    """One POST through the address guard. A redirect is not followed: it counts as an answer."""
    ends_at = time.monotonic() + DEADLINE_SECONDS
    try:
        tls = httpx.URL(url).scheme == "https"
        transport = DeadlineTransport(ends_at, tls=tls, guard=guard or AddressGuard())
        with (
            httpx.Client(transport=transport, trust_env=False, follow_redirects=False) as client,
            client.stream("POST", url, content=body, headers=headers) as response,
        ):
            return Outcome(response.status_code, _reason(response.status_code))
    except AddressRefused:
        return Outcome(error="The address is not one of the public internet. Nothing was sent.")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Outcome(error=f"The server did not answer ({type(error).__name__}).")


def _reason(status: int) -> str:
    if 300 <= status < 400:
        return f"The server answered {status}, a redirect, which is not followed."
    return "" if status < 300 else f"The server answered {status}."


def _settle(delivery: WebhookDelivery, outcome: Outcome, now: datetime) -> None:
    """Write the outcome, unless the lease was lost to another worker meanwhile."""
    again = None if outcome.status == GONE else next_try(delivery.attempts, now)
    values: dict = {"response_status": outcome.status, "error": outcome.error}
    if outcome.arrived:
        values |= {"status": S.DELIVERED, "due_at": None, "delivered_at": now}
    elif again is None:
        values |= {"status": S.FAILED, "due_at": None}
    else:
        values |= {"due_at": again}
    mine = WebhookDelivery.objects.filter(
        pk=delivery.pk, status=S.PENDING, attempts=delivery.attempts, due_at=delivery.due_at
    )
    with transaction.atomic():
        if not mine.update(**values):
            log.warning("a webhook's lease was lost", delivery=str(delivery.pk))
            return
        if values.get("status") == S.FAILED:
            _tell_team(delivery, outcome)
    for name, value in values.items():
        setattr(delivery, name, value)


def _tell_team(delivery: WebhookDelivery, outcome: Outcome) -> None:
    endpoint, tries = delivery.endpoint, delivery.attempts
    problem = f"{delivery.event_name} was given up after {tries} tries. {outcome.error}"
    values: dict = {"problem": problem}
    if outcome.status == GONE:
        problem = "The server says that this address is gone (410), so it was switched off."
        values = {"problem": problem, "is_active": False}
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(**values)
    record_event(endpoint.team, "webhook_failed", endpoint, problem, delivery=str(delivery.pk))


def replay(delivery: WebhookDelivery, *, by: User, now: datetime) -> None:
    """Send a message again, the same id and body, with a full count of tries.

    Raises ReplayProblem while it is on its way, or when its address is switched off.
    """
    if not delivery.endpoint.is_active:
        raise ReplayProblem(SWITCHED_OFF)
    finished = WebhookDelivery.objects.filter(pk=delivery.pk, status__in=[S.DELIVERED, S.FAILED])
    with transaction.atomic():
        if not finished.update(status=S.PENDING, due_at=now, attempts=0, error=""):
            raise ReplayProblem(REPLAY_TOO_SOON)
        record_event(delivery.team, "webhook_replayed", delivery, str(delivery), by=by)
