"""What the protocol's errors mean to us.

Status and error codes: OpenAI API reference, “Error codes” (seen November 2026). The vendor's own
messages can hold part of the key (401), so only their code is passed on, never their text, and
the causes are dropped from tracebacks.
"""

import openai

from ai.protocols import (
    ProviderBusy,
    ProviderError,
    ProviderQuotaSpent,
    ProviderRefused,
    ProviderUnavailable,
)

QUOTA_CODES = frozenset(
    {
        "insufficient_quota",
        "credit_balance_exhausted",
        "organization_spend_limit_exceeded",
        "project_spend_limit_exceeded",
        "organization_usage_limit_exceeded",
        "billing_hard_limit_reached",
    }
)
MAX_RETRY_AFTER_SECONDS = 60.0


class OutOfReach(ProviderUnavailable):
    """No connection to the server: worth a second try within the same call."""

    retry = True


class Waits(ProviderBusy):
    """Busy, with the seconds that the server asked us to wait."""

    def __init__(self, sentence: str, seconds: float | None = None) -> None:
        super().__init__(sentence)
        self.seconds = seconds


def meaning_of(error: openai.OpenAIError, *, host: str, model: str) -> ProviderError:
    """Our error for one of the package's; the sentence holds neither key nor vendor text."""
    match error:
        case openai.APITimeoutError():
            return ProviderBusy(f"The AI server {host} did not answer in time.")
        case openai.APIConnectionError():
            return OutOfReach(f"The AI server {host} is out of reach.")
        case openai.APIStatusError():
            return _meaning_of_status(error, host, model)
        case _:
            return ProviderRefused(f"The AI server {host} gave an answer that cannot be read.")


def _meaning_of_status(error: openai.APIStatusError, host: str, model: str) -> ProviderError:
    status, code = error.status_code, error.code or error.type or ""
    if {error.code, error.type} & QUOTA_CODES:
        return ProviderQuotaSpent(
            f"The account at {host} has no credit left ({code}). Add credit or raise its limit."
        )
    if status in (401, 403):
        return ProviderUnavailable(f"The AI server {host} refused the key. Check OPENAI_API_KEY.")
    if status == 404:
        return ProviderUnavailable(
            f"The AI server {host} does not offer “{model}” for this. Set another model."
        )
    if status == 413:
        return ProviderRefused(f"The file is larger than the AI server {host} accepts.")
    if status in (408, 409, 429) or status >= 500:
        return Waits(f"The AI server {host} is busy (status {status}).", _retry_after(error))
    return ProviderRefused(f"The AI server {host} did not accept the request ({code or status}).")


def _retry_after(error: openai.APIStatusError) -> float | None:
    """Seconds of the Retry-After header, at most a minute; None without one or for a date."""
    try:
        seconds = float(error.response.headers.get("retry-after", ""))
    except ValueError:
        return None
    return max(0.0, min(seconds, MAX_RETRY_AFTER_SECONDS))
