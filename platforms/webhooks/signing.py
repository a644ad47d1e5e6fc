"""Signatures as Standard Webhooks has them, the same for what we send and what we get.

`webhook-signature` holds `v1,<base64 of HMAC-SHA256>` over `id.timestamp.body`, one for each secret
that is valid, with a space between. Source: standardwebhooks.com, specification (checked 2026-11).
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

TOLERANCE = timedelta(minutes=5)
SECRET_PREFIX = "whsec_"  # noqa: S105  (a prefix)
SECRET_BYTES = 32


def make_secret() -> str:
    """A new secret as the receiver stores it: `whsec_` and base64."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def key_of(secret: str) -> bytes:
    """The key that a secret stands for: its base64, or its own bytes when it is none."""
    try:
        return base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return secret.encode()


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """One signature, `v1,…`. `timestamp` in seconds since 1970."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key_of(secret), signed, "sha256")).decode()


def signature_header(
    valid_secrets: Iterable[str], message_id: str, timestamp: int, body: bytes
) -> str:
    """The header's value: a signature for every secret that is valid."""
    return " ".join(sign(secret, message_id, timestamp, body) for secret in valid_secrets)


def same(expected: str, given: str) -> bool:
    """Whether two texts are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace"))


def hex_hmac(secret: str, signed: bytes) -> str:
    """HMAC-SHA256 as Meta and TikTok write it: small hexadecimal."""
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def is_fresh(timestamp: str, now: datetime) -> bool:
    """Whether seconds since 1970, as text, lie within TOLERANCE of `now`, before or after."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    return abs(now.timestamp() - int(timestamp)) <= TOLERANCE.total_seconds()
