"""Whether an event really comes from its network. Each check compares in constant time.

Sources, checked 2026-11: developers.facebook.com “Webhooks, getting started”, developers.tiktok.com
“webhooks-verification”, core.telegram.org/bots/api#setwebhook, mailchimp.com “Sync audience data
with webhooks”, standardwebhooks.com.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from platforms.models import Connection
from platforms.webhooks.secrets import META, bot_secret, secrets_of
from platforms.webhooks.signed_request import signed_request_in
from platforms.webhooks.signing import hex_hmac, is_fresh, same, sign

PLAIN_ID = re.compile(r"[A-Za-z0-9._:-]{1,200}")


@dataclass(frozen=True)
class Arrival:
    """A request as it came; header names in small letters."""

    platform: str
    body: bytes
    headers: Mapping[str, str]
    query_secret: str
    now: datetime


@dataclass(frozen=True)
class Proof:
    """The event is real. `event_id` is its own, or a hash of its body where it has none."""

    event_id: str
    connection: Connection | None = None


Check = Callable[[Arrival], Proof | None]


def check(arrival: Arrival) -> Proof | None:
    """The proof that the event is its network's; None when there is none."""
    return CHECKS.get(arrival.platform, check_standard)(arrival)


def hash_of(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def check_meta(arrival: Arrival) -> Proof | None:
    """`X-Hub-Signature-256: sha256=…` over the body; a `signed_request` bears its own."""
    secrets = secrets_of(arrival.platform)
    if request := signed_request_in(arrival.body):
        known = [request.is_signed_by(secret) for secret in secrets]
        return Proof(hash_of(request.payload.encode())) if any(known) else None
    given = arrival.headers.get("x-hub-signature-256", "")
    expected = [f"sha256={hex_hmac(s, arrival.body)}" for s in secrets]
    return Proof(hash_of(arrival.body)) if any(same(e, given) for e in expected) else None


def check_tiktok(arrival: Arrival) -> Proof | None:
    """`TikTok-Signature: t=…,s=…` over `t.body`."""
    header = arrival.headers.get("tiktok-signature", "")
    parts = dict(part.strip().partition("=")[::2] for part in header.split(","))
    moment, given = parts.get("t", ""), parts.get("s", "")
    if not is_fresh(moment, arrival.now):
        return None
    signed = moment.encode() + b"." + arrival.body
    expected = [hex_hmac(secret, signed) for secret in secrets_of("tiktok")]
    return Proof(hash_of(arrival.body)) if any(same(e, given) for e in expected) else None


def check_telegram(arrival: Arrival) -> Proof | None:
    """`X-Telegram-Bot-Api-Secret-Token`: each account has its own (`bot_secret`)."""
    given = arrival.headers.get("x-telegram-bot-api-secret-token", "")
    try:
        pk = UUID(hex=given.partition("-")[0])
    except ValueError:
        return None
    connection = Connection.objects.filter(pk=pk, platform="telegram").first()
    if connection is None or not same(bot_secret(connection), given):
        return None
    return Proof(f"{connection.pk.hex}:{_update_id(arrival.body)}", connection)


def _update_id(body: bytes) -> str:
    try:
        number = json.loads(body).get("update_id")
    except (ValueError, AttributeError, RecursionError):
        return hash_of(body)
    return str(number) if isinstance(number, int) and 0 <= number < 2**63 else hash_of(body)


def check_mailchimp(arrival: Arrival) -> Proof | None:
    """Mailchimp signs nothing: a secret in the address (`?secret=…`) is what its guide advises."""
    known = [same(secret, arrival.query_secret) for secret in secrets_of("email")]
    return Proof(hash_of(arrival.body)) if any(known) else None


def check_standard(arrival: Arrival) -> Proof | None:
    """Standard Webhooks: for every network that signs in no way of its own."""
    get = arrival.headers.get
    event_id, moment = get("webhook-id", ""), get("webhook-timestamp", "")
    if not PLAIN_ID.fullmatch(event_id) or not is_fresh(moment, arrival.now):
        return None
    given = get("webhook-signature", "").split(" ")[:5]
    expected = [
        sign(secret, event_id, int(moment), arrival.body) for secret in secrets_of(arrival.platform)
    ]
    known = [same(e, g) for e in expected for g in given]
    return Proof(event_id) if any(known) else None


CHECKS: dict[str, Check] = {
    **dict.fromkeys(META, check_meta),
    "tiktok": check_tiktok,
    "telegram": check_telegram,
    "email": check_mailchimp,
}
