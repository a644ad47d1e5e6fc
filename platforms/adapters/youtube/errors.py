"""What YouTube's refusals mean: its `reason` decides, not the status (Data API, “Errors”)."""

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from platforms.adapters.http import Answer, retry_at
from platforms.exceptions import PlatformError, RateLimited, Rejected, StepFailed

QUOTA_RENEWS_IN = ZoneInfo("America/Los_Angeles")  # at midnight there
TODAY_IS_USED_UP = frozenset({"quotaExceeded", "dailyLimitExceeded"})
WAIT_A_DAY = frozenset({"uploadLimitExceeded", "uploadRateLimitExceeded"})
SLOW_DOWN = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})
# 401 and 403 that no new sign-in heals
NOT_ABOUT_THE_SIGN_IN = frozenset(
    {
        "youtubeSignupRequired",
        "authenticatedUserNotChannel",
        "authenticatedUserAccountClosed",
        "authenticatedUserAccountSuspended",
        "channelClosed",
        "channelSuspended",
        "forbiddenPrivacySetting",
        "forbiddenLicenseSetting",
        "commentsDisabled",
    }
)


class MoreWanted(StepFailed):
    """The session has the first `received` bytes of the file (status 308)."""

    def __init__(self, received: int):
        super().__init__("YouTube has only part of the video.")
        self.received = received


class SessionGone(StepFailed):
    """The upload session has expired: a new one is needed."""


class CommentsOff(Rejected):
    """Nobody can comment on this video."""


def reason_of(answer: Answer) -> str:
    """The machine-readable reason of a refusal; empty when there is none."""
    try:
        return str(answer.json_object()["error"]["errors"][0]["reason"])
    except (ValueError, KeyError, TypeError, IndexError):
        return ""


def classify(answer: Answer, error: PlatformError) -> PlatformError:
    """The error that YouTube's reason stands for, in the place of the status's."""
    reason, now = reason_of(answer), datetime.now(UTC)
    detail = f"{reason}: {error.detail}"
    if reason in TODAY_IS_USED_UP:
        sentence = "YouTube’s quota of this app is used up for today."
        return RateLimited(sentence, retry_at=next_quota_day(now), detail=detail)
    if reason in WAIT_A_DAY:
        sentence = "YouTube takes no more uploads of this channel today."
        return RateLimited(sentence, retry_at=now + timedelta(days=1), detail=detail)
    if reason in SLOW_DOWN:
        return RateLimited("YouTube asks us to wait.", retry_at=retry_at(answer), detail=detail)
    if reason in NOT_ABOUT_THE_SIGN_IN:
        kind = CommentsOff if reason == "commentsDisabled" else Rejected
        return kind(f"YouTube refused this: {_said(answer) or reason}", detail=detail)
    return error


def classify_comment(answer: Answer, error: PlatformError) -> PlatformError:
    """`classify` for a new comment: a video of a moment ago is not known everywhere yet."""
    if reason_of(answer) == "videoNotFound":
        return RateLimited("YouTube does not know the video yet.", detail=error.detail)
    return classify(answer, error)


def classify_session(answer: Answer, error: PlatformError) -> PlatformError:
    """`classify` for a resumable session, which has statuses of its own."""
    if answer.status == 308:
        return _progress(answer)
    if answer.status in (404, 410):
        return SessionGone("YouTube no longer knows this upload.", detail=error.detail)
    return classify(answer, error)


def next_quota_day(now: datetime) -> datetime:
    """When quotas are fresh again: the next midnight of the Pacific coast, in UTC."""
    tomorrow = now.astimezone(QUOTA_RENEWS_IN).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), tzinfo=QUOTA_RENEWS_IN).astimezone(UTC)


def _progress(answer: Answer) -> PlatformError:
    header = answer.headers.get("Range", "")
    if not header:
        return MoreWanted(0)
    if match := re.fullmatch(r"bytes=0-([0-9]{1,15})", header):
        return MoreWanted(int(match[1]) + 1)
    return StepFailed("YouTube counted the bytes of the upload in an unknown way.", detail=header)


def _said(answer: Answer) -> str:
    return str(answer.json_object()["error"].get("message", ""))[:500]
