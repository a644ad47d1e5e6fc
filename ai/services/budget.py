"""The month's spending of a team against its limit. Months are the team's own, by its time zone."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Q, Sum

from ai.models import AIUsage
from ai.protocols import ProviderError
from teams.models import EventLog, Team
from teams.services.events import record_event

WARN_AT = Decimal("0.8")
WARNED, SPENT = "ai_budget_warning", "ai_budget_spent"


class BudgetSpent(ProviderError):
    """The team's own monthly limit is reached: nothing more is asked this month."""


@dataclass(frozen=True)
class Budget:
    """US dollars. `limit` is None without one; `unpriced` counts calls without a known price."""

    spent: Decimal
    limit: Decimal | None
    unpriced: int

    @property
    def share(self) -> Decimal:
        """Of the limit, from 0; 0 without one."""
        if self.limit is None:
            return Decimal(0)
        return self.spent / self.limit if self.limit else Decimal(1)

    @property
    def is_spent(self) -> bool:
        return self.limit is not None and self.spent >= self.limit

    @property
    def is_near(self) -> bool:
        return self.limit is not None and self.share >= WARN_AT

    @property
    def percent(self) -> int:
        return min(100, int(self.share * 100))


def month_start(team: Team, now: datetime) -> datetime:
    """The first moment of the month that it is for the team."""
    local = now.astimezone(team.zone)
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def budget_of(team: Team, now: datetime) -> Budget:
    """This month so far; open and lost calls count with what they were guessed to cost."""
    rows = AIUsage.objects.in_team(team).filter(created_at__gte=month_start(team, now))
    sums = rows.aggregate(
        spent=Sum("cost_usd"), unpriced=Count("pk", filter=Q(cost_usd=None, cached=False))
    )
    return Budget(sums["spent"] or Decimal(0), team.ai_budget_usd, sums["unpriced"])


def check_budget(team: Team, now: datetime) -> None:
    """Raises BudgetSpent, a sentence that says what to do."""
    team.refresh_from_db(fields=["ai_budget_usd"])
    budget = budget_of(team, now)
    if budget.is_spent:
        raise BudgetSpent(
            f"The team's AI budget of ${budget.limit:.2f} for this month is spent. An owner or "
            "admin can raise it on the team's page; else it goes on next month."
        )


def tell_of_budget(team: Team, now: datetime) -> None:
    """Write an event when 80 % of the budget is used, and one when all is: once a month each."""
    budget = budget_of(team, now)
    if budget.is_near:
        _tell_once(team, now, WARNED, f"{budget.percent} % of this month's AI budget is used.")
    if budget.is_spent:
        _tell_once(team, now, SPENT, "This month's AI budget is spent: nothing more is asked.")


def _tell_once(team: Team, now: datetime, event_type: str, sentence: str) -> None:
    with transaction.atomic():
        Team.objects.select_for_update().get(pk=team.pk)
        told = EventLog.objects.in_team(team).filter(
            event_type=event_type, created_at__gte=month_start(team, now)
        )
        if not told.exists():
            record_event(team, event_type, team, sentence)
