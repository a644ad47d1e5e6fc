"""What Blotato's refusals mean (help.blotato.com, “Error handling”)."""

from datetime import UTC, datetime, timedelta

from platforms.adapters.http import Answer, sentence_of
from platforms.exceptions import PlatformError, RateLimited, Rejected

WAIT = timedelta(minutes=1)


class NotThere(Rejected):
    """Blotato knows no such id, or has nothing stored for it."""


def explain(answer: Answer) -> str:
    """Blotato's own words: `message`, or what other keys hold."""
    try:
        message = answer.json_object().get("message")
    except ValueError:
        return ""
    return message[:500] if isinstance(message, str) and message else sentence_of(answer)


def classify(answer: Answer, error: PlatformError) -> PlatformError:
    """403 is about the plan, not the key; a limit without a time is one of a minute."""
    if answer.status == 403:
        said = explain(answer) or "error 403"
        return Rejected(f"Blotato’s plan does not include this: {said}", detail=error.detail)
    if answer.status == 404:
        return NotThere(error.user_sentence, detail=error.detail)
    if isinstance(error, RateLimited) and error.retry_at is None:
        until = datetime.now(UTC) + WAIT
        return RateLimited(error.user_sentence, retry_at=until, detail=error.detail)
    return error
