"""What Pinterest's refusals mean: `{code, message}` beside the status."""

from datetime import UTC, datetime

from platforms.adapters.http import Answer
from platforms.adapters.rates import after_seconds
from platforms.exceptions import PlatformError, RateLimited, Rejected, StepFailed

NOT_FOR_THIS_APP = 29  # seen: “Apps with Trial access may not create Pins in production”


def explain(answer: Answer) -> str:
    """Pinterest's own sentence."""
    return str(_object_of(answer).get("message") or "")[:500]


def classify(answer: Answer, error: PlatformError) -> PlatformError:
    """The error that Pinterest's code asks for, in the place of the one by status alone."""
    if answer.status == 403 and _object_of(answer).get("code") == NOT_FOR_THIS_APP:
        return Rejected(
            f"Pinterest refused this: {explain(answer)} An app with trial access can only post to "
            "Pinterest’s sandbox: ask Pinterest for standard access.",
            detail=error.detail,
        )
    if isinstance(error, RateLimited) and error.retry_at is None:
        return RateLimited(error.user_sentence, retry_at=_window_ends(answer), detail=error.detail)
    return error


def upload_refused(answer: Answer, error: PlatformError) -> PlatformError:
    """The file store's refusals say nothing about the sign-in or the post: ask for a new upload."""
    return StepFailed("Pinterest’s file store refused the upload.", detail=error.detail)


def _window_ends(answer: Answer) -> datetime | None:
    """`x-ratelimit-reset`: seconds until the window ends."""
    return after_seconds(answer.headers.get("x-ratelimit-reset", ""), datetime.now(UTC))


def _object_of(answer: Answer) -> dict:
    try:
        return answer.json_object()
    except ValueError:
        return {}
