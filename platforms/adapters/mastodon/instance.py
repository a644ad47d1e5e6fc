"""One instance: its address, which a person typed, and its own limits."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from django.core.cache import caches

from platforms.adapters.address_guard import AddressGuard, site_address
from platforms.adapters.http import Answer, PlatformClient
from platforms.adapters.rates import at_iso
from platforms.exceptions import PlatformError, RateLimited, ReconnectNeeded
from platforms.models import Connection
from platforms.specs.types import MediaLimits, PlatformSpec

TIMEOUT_SECONDS = 20.0
KEEP_LIMITS_SECONDS = 86_400


def address_of(connection: Connection) -> str:
    """The instance's address. Raises ReconnectNeeded when it is missing or unfit."""
    try:
        return site_address(str(connection.metadata.get("instance") or ""))
    except ValueError as error:
        raise ReconnectNeeded(f"{error} Connect the account again.") from error


def client_for(instance: str, token: str = "") -> PlatformClient:
    """Calls to an instance, through the guard."""
    return PlatformClient(
        platform="Mastodon",
        base_url=instance,
        headers={"Authorization": f"Bearer {token}"} if token else {},
        explain=_sentence_of,
        classify=_classify,
        guard=AddressGuard(),
    )


def _sentence_of(answer: Answer) -> str:
    try:
        body = answer.json_object()
    except ValueError:
        return ""
    return str(body.get("error_description") or body.get("error") or "")[:500]


def _classify(answer: Answer, error: PlatformError) -> PlatformError:
    """A limit's end stands in `X-RateLimit-Reset` (ISO 8601), not in `Retry-After`."""
    reset = at_iso(answer.headers.get("X-RateLimit-Reset", ""), datetime.now(UTC))
    if not isinstance(error, RateLimited) or error.retry_at or reset is None:
        return error
    return RateLimited(error.user_sentence, retry_at=reset, detail=error.detail)


def limits_of(instance: str, spec: PlatformSpec) -> PlatformSpec:
    """`spec` with the instance's own limits (`/api/v2/instance`), asked at most once a day.

    Raises the errors of the call.
    """
    key = f"mastodon-limits:{hashlib.sha256(instance.encode()).hexdigest()[:32]}"
    limits = caches["shared"].get(key)
    if not isinstance(limits, dict):
        answer = client_for(instance).call(
            "GET", "/api/v2/instance", timeout_seconds=TIMEOUT_SECONDS
        )
        limits = _limits_in(answer)
        caches["shared"].set(key, limits, KEEP_LIMITS_SECONDS)
    return _apply(spec, limits)


def _limits_in(answer: dict) -> dict[str, int]:
    configuration = _object(answer.get("configuration"))
    statuses = _object(configuration.get("statuses"))
    media = _object(configuration.get("media_attachments"))
    found = {
        "max_text": statuses.get("max_characters"),
        "max_count": statuses.get("max_media_attachments"),
        "video": media.get("video_size_limit"),
        "image": media.get("image_size_limit"),
    }
    return {name: value for name, value in found.items() if isinstance(value, int) and value > 0}


def _object(value: object) -> dict:
    return value if isinstance(value, dict) else {}


def _apply(spec: PlatformSpec, limits: Mapping[str, int]) -> PlatformSpec:
    media: dict[str, MediaLimits] = {}
    for kind, rules in spec.media.items():
        count = limits.get("max_count", rules.max_count) if kind == "image" else rules.max_count
        size = limits.get(kind, rules.max_bytes)
        media[kind] = replace(rules, max_bytes=size, max_count=count)
    return replace(spec, max_text=limits.get("max_text", spec.max_text), media=media)
