"""What TikTok's codes mean; it sends them with HTTP 200 as well (Content Posting API, errors)."""

from datetime import UTC, datetime, timedelta

from platforms.adapters.http import Answer, retry_at
from platforms.exceptions import (
    OutcomeUnknown,
    PlatformError,
    RateLimited,
    ReconnectNeeded,
    Rejected,
    StepFailed,
)

SIGN_IN = frozenset(
    {
        "access_token_invalid",
        "scope_not_authorized",
        "scope_permission_missed",
        "auth_removed",
        "token_not_authorized_for_specified_publish_id",
    }
)
WAITS = {
    "rate_limit_exceeded": timedelta(minutes=1),
    "spam_risk_too_many_posts": timedelta(days=1),
    "spam_risk_too_many_pending_share": timedelta(days=1),
    "reached_active_user_cap": timedelta(days=1),
}
# what a person must change: of calls and of posts that failed later
REFUSALS = {
    "spam_risk": "TikTok takes it for spam",
    "spam_risk_text": "TikTok takes its text for spam",
    "spam_risk_user_banned_from_posting": "TikTok does not let this account post",
    "unaudited_client_can_only_post_to_private_accounts": (
        "until TikTok has audited this app it may only post for you alone (SELF_ONLY), from an "
        "account that is private"
    ),
    "url_ownership_unverified": "the address of this server is not verified in TikTok’s portal",
    "privacy_level_option_mismatch": "this account does not offer the chosen privacy level",
    "invalid_param": "TikTok does not understand a setting of this post",
    "invalid_params": "TikTok does not understand a setting of this post",
    "invalid_file_upload": "the file is not one that TikTok takes",
    "app_version_check_failed": "the creator’s TikTok app is too old",
    "invalid_publish_id": "TikTok does not know this post",
    "file_format_check_failed": "TikTok does not take this file format",
    "duration_check_failed": "the video is too short or too long",
    "frame_rate_check_failed": "its frame rate is not between 23 and 60",
    "picture_size_check_failed": "its sides are not between 360 and 4096 pixels",
    "publish_cancelled": "it was cancelled in TikTok",
    "video_pull_failed": "TikTok could not fetch the video from this server",
    "photo_pull_failed": "TikTok could not fetch the photo from this server",
    "auth_removed": "the account took its permission back; connect it again",
    "internal": "TikTok had a fault of its own; send it again",
}
OK = "ok"


def error_of(answer: Answer) -> tuple[str, str]:
    """Code and message of an answer; empty when it has none."""
    try:
        error = answer.json_object()["error"]
        return str(error["code"]), str(error.get("message", ""))[:500]
    except (ValueError, KeyError, TypeError, AttributeError):
        return "", ""


def classify(answer: Answer, error: PlatformError) -> PlatformError:
    """The error that TikTok's code stands for, in the place of the status's."""
    code, message = error_of(answer)
    return meaning(code, message, asked=retry_at(answer)) or error


def meaning(code: str, message: str, *, asked: datetime | None = None) -> PlatformError | None:
    """What a code proves; None for a code that proves nothing, or that nobody told us of."""
    detail = f"{code}: {message}"
    if code in SIGN_IN:
        sentence = "TikTok no longer accepts this account’s sign-in, or it lacks a permission."
        return ReconnectNeeded(f"{sentence} Connect the account again.", detail=detail)
    if code in WAITS:
        until = asked or datetime.now(UTC) + WAITS[code]
        return RateLimited("TikTok asks us to wait.", retry_at=until, detail=detail)
    if code in REFUSALS and code != "internal":
        reason = f"{REFUSALS[code]} ({message or code})"
        return Rejected(f"TikTok refused this: {reason}.", detail=detail)
    return None


def check(answer: Answer, body: dict, *, publishes: bool) -> dict:
    """The data of an answer whose code says “ok”. Raises what its code means otherwise."""
    code, message = error_of(answer)
    data = body.get("data")
    if code == OK and isinstance(data, dict):
        return data
    if error := meaning(code, message, asked=retry_at(answer)):
        raise error
    outcome = OutcomeUnknown if publishes else StepFailed
    raise outcome("TikTok did not answer properly.", detail=f"{code}: {message}", raw=body)


def classify_upload(answer: Answer, error: PlatformError) -> PlatformError:
    """A chunk that is refused proves nothing about the post: its status does, and is asked.

    The address of an upload carries no token, so 401 and 403 say nothing about the sign-in.
    """
    if isinstance(error, Rejected | ReconnectNeeded):
        return OutcomeUnknown(
            "TikTok did not take the last part of the video as expected.", detail=error.detail
        )
    return error


def failed(reason: str) -> Rejected:
    """A post that TikTok gave up."""
    why = REFUSALS.get(reason, reason or "TikTok said nothing more")
    return Rejected(f"The post could not be processed: {why}.", detail=reason)
