"""Events as each network signs them, written from its documentation without our code."""

import base64
import hashlib
import hmac
import json

from django.test import Client

META_SECRET, TIKTOK_SECRET, MAIL_SECRET = "meta-app", "tiktok-client", "mail-secret"
X_SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
SECRETS = {
    "facebook": META_SECRET,
    "instagram": META_SECRET,
    "threads": ["next", META_SECRET],
    "tiktok": TIKTOK_SECRET,
    "email": MAIL_SECRET,
    "x": X_SECRET,
}


def hexed(secret: str, signed: bytes) -> str:
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def tell(platform: str, body: bytes, *, query: str = "", kind="application/json", **headers):
    """One POST to our door."""
    place = f"/api/webhooks/{platform}{query}"
    return Client().post(place, body, content_type=kind, headers=headers)


def by_meta(platform: str, message: dict, *, secret: str = META_SECRET):
    body = json.dumps(message).encode()
    headers = {"X-Hub-Signature-256": f"sha256={hexed(secret, body)}"}
    return tell(platform, body, **headers)


def by_tiktok(now, message: dict, *, secret: str = TIKTOK_SECRET):
    body, moment = json.dumps(message).encode(), int(now.timestamp())
    signature = hexed(secret, f"{moment}.".encode() + body)
    return tell("tiktok", body, **{"TikTok-Signature": f"t={moment},s={signature}"})


def standard_headers(now, body: bytes, *, event_id: str = "evt_1", secret: str = X_SECRET) -> dict:
    moment = int(now.timestamp())
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{event_id}.{moment}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(moment),
        "webhook-signature": "v1,bm90aGluZw== v1," + base64.b64encode(digest).decode(),
    }


def by_relay(now, message: dict, **options):
    body = json.dumps(message).encode()
    return tell("x", body, **standard_headers(now, body, **options))


def tiktok_message(event: str, account: str, **content) -> dict:
    return {
        "client_key": "c",
        "event": event,
        "create_time": 1,
        "user_openid": account,
        "content": json.dumps(content),
    }


def signed_request(payload: dict, *, secret: str = META_SECRET) -> bytes:
    text = base64.urlsafe_b64encode(json.dumps(payload).encode()).rstrip(b"=")
    digest = hmac.new(secret.encode(), text, hashlib.sha256).digest()
    signature = base64.urlsafe_b64encode(digest).rstrip(b"=")
    return b"signed_request=" + signature + b"." + text
