"""What Bluesky's error answers mean: `{error, message}` (docs.bsky.app, `com.atproto.*`)."""

from datetime import UTC, datetime

from platforms.adapters.http import Answer
from platforms.adapters.rates import at_epoch
from platforms.exceptions import (
    NotSent,
    PlatformError,
    RateLimited,
    ReconnectNeeded,
    Rejected,
)

# the account itself is in trouble; the answer's sentence says which
CLOSED_ACCOUNT = frozenset({"AccountTakedown", "AccountSuspended", "AccountDeactivated"})
NO_SESSION = frozenset({"InvalidToken", "AuthMissing", "AuthenticationRequired"})


class SessionEnded(NotSent):
    """The session's short token is too old; nothing happened, and a new session will do."""


class RecordMissing(Rejected):
    """There is no such record (`RecordNotFound`)."""


def code_of(answer: Answer) -> str:
    """The error's name; empty when the answer has none."""
    try:
        return str(answer.json_object().get("error", ""))
    except ValueError:
        return ""


def sentence_of(answer: Answer) -> str:
    """The server's own words, else the error's name."""
    try:
        body = answer.json_object()
    except ValueError:
        return ""
    return str(body.get("message") or body.get("error") or "")[:500]


def classify(answer: Answer, error: PlatformError) -> PlatformError:
    """Bluesky says 400 for an old token, and names the moment when a limit ends in a header."""
    code, detail = code_of(answer), error.detail
    if answer.status >= 500 or answer.status == 408:
        return error
    if code == "ExpiredToken":
        return SessionEnded("The Bluesky session had ended. The next try opens one.", detail=detail)
    if code == "RecordNotFound":
        return RecordMissing("Bluesky has no such post.", detail=detail)
    if code == "AuthFactorTokenRequired":
        sentence = "Bluesky asks for a code by e-mail: that was the account’s main password."
        return ReconnectNeeded(f"{sentence} Connect the account again with an app password.")
    if code in CLOSED_ACCOUNT:
        return Rejected(f"Bluesky has closed this account: {sentence_of(answer)}", detail=detail)
    if code in NO_SESSION and not isinstance(error, ReconnectNeeded):
        sentence = "Bluesky no longer accepts this account’s sign-in."
        return ReconnectNeeded(f"{sentence} Connect the account again.", detail=detail)
    if isinstance(error, RateLimited) and error.retry_at is None:
        return RateLimited(error.user_sentence, retry_at=_reset_of(answer), detail=detail)
    return error


def _reset_of(answer: Answer) -> datetime | None:
    """`RateLimit-Reset`: seconds since 1970; at most a day from now."""
    return at_epoch(answer.headers.get("RateLimit-Reset", ""), datetime.now(UTC))
