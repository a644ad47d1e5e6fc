"""Every call of a provider goes through `metered`: counted, limited, written before and after."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.utils import timezone

from ai.account import Account
from ai.catalogue import CatalogueBroken, Price, find_price
from ai.models import AIUsage
from ai.protocols import ProviderBusy, ProviderError, ProviderRefused
from ai.services.budget import check_budget, tell_of_budget

LOOK_AGAIN_SECONDS = 0.25
LOST_AFTER = timedelta(hours=1)  # no call takes longer: three tries of the longest time-out
LOST = "The worker ended during the call. The cost is a guess: the vendor may have charged it."
ERROR_LENGTH = 300


@dataclass(frozen=True)
class Wanted:
    """What is about to be asked. `guess` is (tokens in, tokens out, seconds) as far as known."""

    kind: str
    provider: str
    model: str
    guess: tuple[int, int, float] = (0, 0, 0.0)


@dataclass
class Spent:
    """What the server counted; filled in by the caller of `metered`."""

    input_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0

    @property
    def is_counted(self) -> bool:
        return bool(self.input_tokens or self.output_tokens or self.seconds)


@contextmanager
def metered(account: Account, wanted: Wanted) -> Iterator[Spent]:
    """One call, inside the block. Raises BudgetSpent, ProviderBusy; passes on the rest."""
    check_budget(account.team, timezone.now())
    row = _start(account, wanted)
    began, spent = time.monotonic(), Spent()
    try:
        _wait_for_turn(row)
        yield spent
    except BaseException as error:
        _close(row, _outcome_of(error), spent, began, str(error))
        raise
    _close(row, AIUsage.Outcome.OK, spent, began)
    tell_of_budget(account.team, timezone.now())


def record_kept_answer(account: Account, wanted: Wanted) -> None:
    """Write that a kept answer served: a row without cost."""
    AIUsage.objects.create(
        **_named(account, wanted),
        outcome=AIUsage.Outcome.OK,
        cached=True,
        cost_usd=0,
        cost_is_guess=False,
        finished_at=timezone.now(),
        duration_ms=0,
    )


def close_lost_calls(now: datetime) -> int:
    """Close what workers that died left open; how many."""
    left = AIUsage.objects.filter(outcome=AIUsage.Outcome.STARTED, created_at__lt=now - LOST_AFTER)
    return left.update(outcome=AIUsage.Outcome.LOST, finished_at=now, error=LOST)


def _named(account: Account, wanted: Wanted) -> dict:
    return {
        "team": account.team,
        "asset_id": account.asset_id,
        "purpose": account.purpose[:60],
        "kind": wanted.kind,
        "provider": wanted.provider[:120],
        "model": wanted.model[:120],
    }


def _start(account: Account, wanted: Wanted) -> AIUsage:
    price = _price_of(wanted.provider, wanted.model)
    return AIUsage.objects.create(
        **_named(account, wanted),
        cost_usd=price.cost(*wanted.guess) if price else None,
        price_since=price.since if price else None,
    )


def _price_of(provider: str, model: str) -> Price | None:
    try:
        return find_price(provider, model, timezone.now().date())
    except CatalogueBroken as error:
        raise ProviderError(str(error)) from error


def _wait_for_turn(
    row: AIUsage,
    *,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Wait until fewer than AI_MAX_CALLS calls of that server began before this one.

    Counted in the ledger, so that it holds for all processes. Raises ProviderBusy after a while.
    """
    before = AIUsage.objects.filter(
        provider=row.provider,
        outcome=AIUsage.Outcome.STARTED,
        created_at__lt=row.created_at,
        created_at__gte=row.created_at - LOST_AFTER,
    )
    patience = clock() + settings.OPENAI_TIMEOUT_SECONDS
    while before.count() >= settings.AI_MAX_CALLS:
        if clock() >= patience:
            raise ProviderBusy(f"Too many calls of {row.provider} are under way. Try again later.")
        sleep(LOOK_AGAIN_SECONDS)


def _outcome_of(error: BaseException) -> str:
    refused = isinstance(error, ProviderRefused)
    return AIUsage.Outcome.REFUSED if refused else AIUsage.Outcome.FAILED


def _close(row: AIUsage, outcome: str, spent: Spent, began: float, error: str = "") -> None:
    """Close a call. A failed one that the server counted nothing for costs nothing; an unusable
    answer whose tokens are unknown keeps its guess."""
    values: dict = {
        "outcome": outcome,
        "error": error[:ERROR_LENGTH],
        "finished_at": timezone.now(),
        "duration_ms": round(1000 * (time.monotonic() - began)),
        "input_tokens": spent.input_tokens,
        "output_tokens": spent.output_tokens,
        "seconds": spent.seconds,
    }
    if spent.is_counted:
        values |= {"cost_usd": _cost(row, spent), "cost_is_guess": False}
    elif outcome == AIUsage.Outcome.FAILED:
        values |= {"cost_usd": Decimal(0)}
    AIUsage.objects.filter(pk=row.pk, outcome=AIUsage.Outcome.STARTED).update(**values)


def _cost(row: AIUsage, spent: Spent) -> Decimal | None:
    price = _price_of(row.provider, row.model)
    return price.cost(spent.input_tokens, spent.output_tokens, spent.seconds) if price else None
