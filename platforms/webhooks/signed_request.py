"""Meta's `signed_request`: how it tells that a person took our app's permission back.

A form with one field, `<signature>.<payload>`, both base64url; the signature is HMAC-SHA256 over
the payload as it stands, by the app's secret. Source: developers.facebook.com, “Data deletion and
deauthorize callbacks” (checked 2026-11).
"""

import base64
import binascii
import hmac
import json
from dataclasses import dataclass
from urllib.parse import parse_qsl

FIELD = b"signed_request="


@dataclass(frozen=True)
class SignedRequest:
    """The two parts of the field, as text."""

    signature: str
    payload: str

    def is_signed_by(self, secret: str) -> bool:
        expected = hmac.digest(secret.encode(), self.payload.encode(), "sha256")
        return hmac.compare_digest(expected, _decoded(self.signature))

    def contents(self) -> dict:
        """The payload's object; empty when it is none."""
        try:
            value = json.loads(_decoded(self.payload))
        except (ValueError, RecursionError):
            return {}
        return value if isinstance(value, dict) else {}


def signed_request_in(body: bytes) -> SignedRequest | None:
    """The signed request of a form; None when the body is something else."""
    if not body.startswith(FIELD):
        return None
    try:
        field = dict(parse_qsl(body.decode("ascii"), max_num_fields=10)).get("signed_request", "")
    except ValueError:
        return None
    signature, _, payload = field.partition(".")
    return SignedRequest(signature, payload) if signature and payload else None


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
