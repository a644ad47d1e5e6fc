"""What X's refusals mean, by status and the fields of its problem JSON (RFC 7807)."""

from datetime import UTC, datetime, timedelta

from platforms.adapters.http import Answer
from platforms.adapters.rates import at_epoch
from platforms.exceptions import (
    Duplicate,
    PlatformError,
    RateLimited,
    ReconnectNeeded,
    Rejected,
)

CREDITS_AGAIN = timedelta(hours=1)  # somebody has to buy some; looked at now and then
OUT_OF_CREDITS = {"usage-capped", "credits"}
WRONG_TOKEN = {"unsupported-authentication", "invalid-token"}


def explain(answer: Answer) -> str:
    """X's own sentence."""
    said = _object_of(answer)
    return (_detail(said) or str(said.get("title") or ""))[:500]


def classify(answer: Answer, error: PlatformError) -> PlatformError:
    """The error that X's problem type asks for, in the place of the one by status alone."""
    said = _object_of(answer)
    kind = str(said.get("type", "")).rpartition("/")[2]
    if answer.status == 402 or kind in OUT_OF_CREDITS:
        return RateLimited(
            "The X developer account has no credits left. Buy some at console.x.com.",
            retry_at=datetime.now(UTC) + CREDITS_AGAIN,
            detail=error.detail,
        )
    if isinstance(error, RateLimited):
        return RateLimited(
            error.user_sentence,
            retry_at=_window_ends(answer) or error.retry_at,
            detail=error.detail,
        )
    if isinstance(error, ReconnectNeeded) and answer.status == 403 and kind not in WRONG_TOKEN:
        return _forbidden(said, error)
    return error


def _forbidden(said: dict, error: PlatformError) -> PlatformError:
    """Of a 403 only the token's kind is about the sign-in. For duplicates X has no code of their
    own, and does not name the original: the sentence in `detail` is all there is."""
    detail = _detail(said) or "not permitted"
    refused = f"X refused this: {detail}"
    if "duplicate content" in detail.lower():
        return Duplicate(refused, detail=error.detail)
    return Rejected(refused, detail=error.detail)


def _window_ends(answer: Answer) -> datetime | None:
    """`x-rate-limit-reset`: when the window ends, in seconds since 1970."""
    return at_epoch(answer.headers.get("x-rate-limit-reset", ""), datetime.now(UTC))


def _detail(said: dict) -> str:
    errors = said.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else {}
    inner = first.get("message") or first.get("detail") if isinstance(first, dict) else ""
    return str(said.get("detail") or inner or "")


def _object_of(answer: Answer) -> dict:
    try:
        return answer.json_object()
    except ValueError:
        return {}
