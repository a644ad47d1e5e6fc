"""Reads for the page “AI use and cost”."""

from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Sum

from ai.models import AIUsage
from ai.services.budget import Budget, budget_of, month_start
from teams.models import Team

PAGE_SIZE = 50
MOST_ASSETS = 10


def list_month(team: Team, now: datetime) -> QuerySet[AIUsage]:
    """The team's calls of this month, newest first."""
    rows = AIUsage.objects.in_team(team).filter(created_at__gte=month_start(team, now))
    return rows.select_related("asset").order_by("-created_at", "pk")


def get_month_page(team: Team, now: datetime, number: str | None) -> Page:
    return Paginator(list_month(team, now), PAGE_SIZE).get_page(number)


def sum_month(team: Team, now: datetime) -> dict[str, list[dict]]:
    """{by_kind, by_model, by_asset, by_purpose}: calls, cost and tokens, dearest first."""
    rows = list_month(team, now).order_by()
    kinds = dict(AIUsage.Kind.choices)
    by_kind = [{**row, "name": kinds[row["kind"]]} for row in _sums(rows, "kind")]
    return {
        "by_kind": by_kind,
        "by_purpose": [{**row, "name": row["purpose"]} for row in _sums(rows, "purpose")],
        "by_model": [{**row, "name": row["model"]} for row in _sums(rows, "model", "provider")],
        "by_asset": [
            {**row, "name": row["asset__filename"]}
            for row in _sums(rows.exclude(asset=None), "asset", "asset__filename")[:MOST_ASSETS]
        ],
    }


def get_budget(team: Team, now: datetime) -> Budget:
    return budget_of(team, now)


def _sums(rows: QuerySet[AIUsage], *names: str) -> QuerySet:
    sums = rows.values(*names).annotate(
        calls=Count("pk"),
        cost=Sum("cost_usd"),
        tokens=Sum("input_tokens") + Sum("output_tokens"),
        seconds=Sum("seconds"),
    )
    return sums.order_by("-cost", *names)
