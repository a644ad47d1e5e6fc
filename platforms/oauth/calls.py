"""Calls to a platform's sign-in. Their answers hold secrets, so no error carries a body."""

import re
from collections.abc import Mapping
from functools import partial
from urllib.parse import urlencode, urlsplit

from platforms.adapters.address_guard import AddressGuard
from platforms.adapters.endpoints import base_url
from platforms.adapters.http import Answer, PlatformClient
from platforms.exceptions import PlatformError, RateLimited, StepFailed
from platforms.oauth.exceptions import AppRefused, GrantRefused
from platforms.oauth.providers import Provider

TIMEOUT_SECONDS = 15.0
SAFE_CODE = re.compile(r"[A-Za-z0-9_.-]{1,64}")  # what may stand in a sentence or a log
OUR_FAULT = frozenset({"invalid_client", "unauthorized_client", "unsupported_grant_type"})


def ask(
    provider: Provider,
    method: str,
    url: str,
    *,
    form: Mapping[str, str] | None = None,
    params: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> dict:
    """One call and its JSON object, errors told apart by the platform's codes.

    Raises GrantRefused, AppRefused, RateLimited, NotSent (it never left), StepFailed (whatever
    proves nothing: a lost or unreadable answer, a 5xx).
    """
    path, client = _client(provider, url, headers or {})
    content = [urlencode(form).encode()] if form is not None else None
    kind = {"Content-Type": "application/x-www-form-urlencoded"} if form is not None else None
    answer = client.send(
        method, path, timeout_seconds=TIMEOUT_SECONDS, content=content, headers=kind, params=params
    )
    return _object_of(provider, answer)


def _client(provider: Provider, url: str, headers: Mapping[str, str]) -> tuple[str, PlatformClient]:
    """The path to ask for, and the client. A server that a person named goes through the guard."""
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    client = PlatformClient(
        platform=provider.label,
        base_url=origin if provider.asks_for_server else base_url(f"{provider.key}_oauth", origin),
        headers={"Accept": "application/json", **headers},
        explain=lambda _answer: "",
        grants=True,
        classify=partial(_classify, provider),
        guard=AddressGuard() if provider.asks_for_server else None,
    )
    return (f"{parts.path}?{parts.query}" if parts.query else parts.path), client


def _object_of(provider: Provider, answer: Answer) -> dict:
    try:
        body = answer.json_object()
    except ValueError as error:
        raise StepFailed(
            f"{provider.label} answered with something unreadable.", detail=f"{answer.status}"
        ) from error
    if code := error_code(answer):  # TikTok refuses with 200 as well
        raise _refusal(provider, answer.status, code)
    return body


def _classify(provider: Provider, answer: Answer, error: PlatformError) -> PlatformError:
    if isinstance(error, RateLimited):
        return RateLimited(error.user_sentence, retry_at=error.retry_at, detail="429")
    code = error_code(answer)
    if answer.status >= 500 or answer.status in (408, 425):
        sentence = f"{provider.label} answered with error {answer.status}."
        return StepFailed(sentence, detail=f"{answer.status} {code}".strip())
    return _refusal(provider, answer.status, code)


def _refusal(provider: Provider, status: int, code: str) -> PlatformError:
    detail = f"{status} {code}".strip()
    if code in provider.dead_codes:
        sentence = f"{provider.label} no longer accepts this sign-in ({code}). Sign in again."
        return GrantRefused(sentence, detail=detail)
    if code in OUR_FAULT and provider.settings_names:
        names = " and ".join(provider.settings_names)
        sentence = f"{provider.label} refuses Reelay’s app ({code}). Check {names}."
        return AppRefused(sentence, detail=detail)
    return AppRefused(f"{provider.label} refused the request ({code or status}).", detail=detail)


def error_code(answer: Answer) -> str:
    """The platform's code for what is wrong, made safe to show; empty when there is none.

    `{"error": "invalid_grant"}` (RFC 6749), `{"error": {"code": 190}}` (Meta; TikTok's “ok” is
    none), `{"error_type": …, "code": 400}` (Instagram), `{"code": 2}` (Pinterest).
    """
    try:
        body = answer.json_object()
    except ValueError:
        return ""
    error = body.get("error", "")
    if isinstance(error, dict):
        error = error.get("code", "")
    if not error and answer.status >= 400:
        error = body.get("code", "")
    code = str(error or "")
    if code in ("", "ok"):
        return ""
    return code if SAFE_CODE.fullmatch(code) else "unknown"
