"""What keeps the ledger tidy."""

from django.utils import timezone

from ai.services.recording import close_lost_calls


def close_lost_calls_task() -> int:
    """Every quarter of an hour: close the calls of workers that died."""
    return close_lost_calls(timezone.now())
