"""What LinkedIn's refusals mean, by their codes (Posts API and “API error details”)."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from platforms.adapters.http import Answer
from platforms.exceptions import Duplicate, PlatformError, RateLimited, Rejected, StepFailed

POST_URN = re.compile(r"urn:li:(?:share|ugcPost):\d+")
DUPLICATE_OF = re.compile(rf"duplicate of ({POST_URN.pattern})", re.IGNORECASE)
POST_URL = "https://www.linkedin.com/feed/update/{urn}"

NOT_YET = {"MEDIA_ASSET_WAITING_UPLOAD", "CONFLICT"}
UPLOAD_AGAIN = {"EXPIRED_UPLOAD_URL"}
DUPLICATE = "DUPLICATE_POST"


class Missing(Rejected):
    """There is no such thing, or none yet: comments that nobody wrote answer like this."""


def explain(answer: Answer) -> str:
    """LinkedIn's own sentence: of the fields that are wrong, else of the whole call."""
    said = _object_of(answer)
    fields = [str(error.get("description", "")) for error in _input_errors(said)]
    return (" ".join(filter(None, fields)) or str(said.get("message") or ""))[:500]


def classify(answer: Answer, error: PlatformError) -> PlatformError:
    """The error that LinkedIn's codes ask for, in the place of the one by status alone."""
    said = _object_of(answer)
    codes = set(_codes_of(said))
    match answer.status:
        case 422 if DUPLICATE in codes or DUPLICATE_OF.search(str(said.get("message"))):
            return _duplicate(said, error)
        case 404:
            return Missing(error.user_sentence, detail=error.detail)
        case 426:
            return Rejected(
                "LinkedIn has switched off the version of its API that this server speaks. "
                "Ask the operator to set LINKEDIN_API_VERSION to a newer month.",
                detail=error.detail,
            )
        case 429 if isinstance(error, RateLimited) and error.retry_at is None:
            return RateLimited(
                error.user_sentence, retry_at=_day_quota_ends(said), detail=error.detail
            )
        case 400 | 409 if answer.status == 409 or codes & NOT_YET:
            return RateLimited("LinkedIn is not ready for this post yet.", detail=error.detail)
        case 400 if codes & UPLOAD_AGAIN:
            return StepFailed("LinkedIn’s upload address has expired.", detail=error.detail)
    return error


def upload_refused(answer: Answer, error: PlatformError) -> PlatformError:
    """An upload address that refuses says nothing about the sign-in: ask for a new one."""
    return StepFailed("LinkedIn’s file store refused a part of the video.", detail=error.detail)


def _duplicate(said: dict, error: PlatformError) -> Duplicate:
    """The original is named in the message only. A person's URN there proves nothing (seen in
    other clients' reports), nor does a message without one."""
    found = DUPLICATE_OF.search(str(said.get("message", "")))
    urn = found[1] if found else ""
    url = POST_URL.format(urn=urn) if urn else ""
    return Duplicate(error.user_sentence, post_id=urn, url=url, detail=error.detail)


def _day_quota_ends(said: dict) -> datetime | None:
    """Quotas of a day end at midnight UTC; LinkedIn names the kind in its message only."""
    if "DAY" not in str(said.get("message", "")).upper():
        return None
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    return tomorrow.replace(hour=0, minute=0, second=0, microsecond=0)


def _object_of(answer: Answer) -> dict:
    try:
        return answer.json_object()
    except ValueError:
        return {}


def _codes_of(said: dict) -> Iterator[str]:
    yield str(said.get("code", ""))
    yield str(said.get("errorDetailType", ""))
    yield from (str(error.get("code", "")) for error in _input_errors(said))


def _input_errors(said: dict) -> list[dict]:
    details = said.get("errorDetails")
    errors = details.get("inputErrors") if isinstance(details, dict) else None
    return [error for error in errors or [] if isinstance(error, dict)]
