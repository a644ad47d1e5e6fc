"""Every call of a provider: written before, closed after, priced, limited, answered once."""

from contextvars import Context
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from pydantic import BaseModel

from ai.account import NobodyToCharge, charged_to, for_purpose
from ai.models import AIAnswer, AIUsage
from ai.protocols import ProviderBusy, ProviderError, ProviderQuotaSpent, ProviderRefused
from ai.providers import get_speech_to_text, get_text_model, get_vision
from ai.services import recording
from ai.services.budget import BudgetSpent, budget_of, check_budget, month_start
from ai.services.recording import Wanted, close_lost_calls, metered
from teams.models import EventLog, Team
from tests.factories import make_team, make_user
from tests.openai_server import QUOTA_SPENT, Reply, error_body, says

CHAT = "/chat/completions"


class Title(BaseModel):
    title: str


def ask(about: str = "soup") -> Title:
    data = {"about": about}
    return get_text_model().compose(instructions="Name it.", data=data, shape=Title).value


@pytest.fixture
def priced(settings, tmp_path, openai_server):
    """A table in which the test's server has prices: 1 dollar a token."""
    price = f'"server": "{openai_server.host}", "pattern": "*", "since": "2026-01-01"'
    path = tmp_path / "prices.json"
    path.write_text(
        f'{{"seen": "2026-11-01", "prices": [{{{price}, "input": 1000000, "output": 1000000,'
        ' "per_minute": 60}]}'
    )
    settings.AI_CATALOGUE_FILE = str(path)


def test_a_call_is_charged_to_team_asset_and_purpose(openai_server, priced, paying):
    openai_server.script(CHAT, says({"title": "Soup"}))
    with for_purpose("titles"):
        ask()
    row = AIUsage.objects.get()
    assert (row.team, row.purpose, row.kind) == (paying.team, "titles", "text")
    assert (row.input_tokens, row.output_tokens, row.outcome) == (10, 5, "ok")
    assert (row.cost_usd, row.cost_is_guess, row.cached) == (15, False, False)
    assert row.finished_at >= row.created_at


def test_pictures_and_sound_are_counted_too(openai_server, priced, jpeg, audio):
    get_vision().describe(jpeg)
    get_speech_to_text().transcribe(audio)
    vision, speech = AIUsage.objects.order_by("created_at")
    assert (vision.kind, vision.cost_usd) == ("vision", 15)
    assert (speech.kind, speech.seconds, speech.cost_usd) == ("speech_to_text", 11.0, 11)


def test_a_call_without_anybody_to_charge_is_an_error(openai_server):
    with pytest.raises(NobodyToCharge):
        Context().run(ask)
    assert openai_server.seen == []


def test_a_crash_leaves_a_row_that_is_closed_as_lost(paying):
    row = recording._start(paying, Wanted("text", "s", "m"))
    assert AIUsage.objects.get().outcome == "started"
    assert close_lost_calls(row.created_at + timedelta(minutes=59)) == 0
    assert close_lost_calls(row.created_at + timedelta(minutes=61)) == 1
    assert AIUsage.objects.get().outcome == "lost"


def test_the_row_is_there_while_the_server_is_asked(openai_server, paying):
    with metered(paying, Wanted("text", "s", "m")):
        assert AIUsage.objects.get().outcome == "started"
    assert AIUsage.objects.get().outcome == "ok"


@pytest.mark.parametrize(
    ("reply", "error", "outcome"),
    [
        (Reply(status=429, body=QUOTA_SPENT), ProviderQuotaSpent, "failed"),
        (Reply(status=500, body=error_body("down")), ProviderBusy, "failed"),
        (says("no JSON"), ProviderRefused, "refused"),
    ],
)
def test_failures_are_in_the_ledger_and_never_kept(openai_server, reply, error, outcome):
    openai_server.script(CHAT, *[reply] * 3)
    with pytest.raises(error):
        ask()
    row = AIUsage.objects.get()
    assert (row.outcome, bool(row.error)) == (outcome, True)
    assert not AIAnswer.objects.exists()


def test_the_same_question_is_not_paid_for_twice(openai_server, priced):
    openai_server.script(CHAT, says({"title": "Soup"}))
    assert ask() == ask() == Title(title="Soup")
    assert len(openai_server.seen) == 1
    assert list(AIUsage.objects.order_by("created_at").values_list("cached", "cost_usd")) == [
        (False, 15),
        (True, 0),
    ]


def test_another_input_model_or_team_asks_again(openai_server, settings):
    openai_server.script(CHAT, *[says({"title": "Soup"})] * 4)
    ask()
    ask("bread")
    settings.OPENAI_TEXT_MODEL = "another"
    ask()
    with charged_to(make_team(make_user()), purpose="x"):
        ask()
    assert len(openai_server.seen) == 4


def test_pictures_and_sound_are_answered_once_and_alike(openai_server, jpeg, audio):
    assert get_vision().describe(jpeg) == get_vision().describe(jpeg)
    first, second = (get_speech_to_text().transcribe(audio) for _ in range(2))
    assert first == second
    assert len(openai_server.seen) == 2


def test_an_old_answer_is_not_used(openai_server):
    openai_server.script(CHAT, *[says({"title": "Soup"})] * 2)
    ask()
    AIAnswer.objects.update(created_at=timezone.now() - timedelta(days=91))
    ask()
    assert len(openai_server.seen) == 2


def test_a_spent_budget_stops_before_the_server_is_asked(openai_server, priced, paying):
    paying.team.ai_budget_usd = Decimal(15)
    paying.team.save()
    openai_server.script(CHAT, *[says({"title": "Soup"})] * 2)
    ask()
    with pytest.raises(BudgetSpent, match=r"budget of \$15.00 for this month is spent"):
        ask("bread")
    assert len(openai_server.seen) == 1
    assert ask() == Title(title="Soup")  # a kept answer costs nothing


def test_the_team_is_warned_once_at_80_percent(openai_server, priced, paying):
    paying.team.ai_budget_usd = Decimal(37)
    paying.team.save()
    openai_server.script(CHAT, *[says({"title": "Soup"})] * 3)
    for about in ("soup", "bread", "salad"):
        ask(about)
    types = list(EventLog.objects.order_by("created_at").values_list("event_type", flat=True))
    assert types == ["ai_budget_warning", "ai_budget_spent"]


def test_a_budget_of_zero_asks_nothing_and_none_has_no_limit(paying):
    check_budget(paying.team, timezone.now())
    paying.team.ai_budget_usd = Decimal(0)
    paying.team.save()
    with pytest.raises(BudgetSpent):
        check_budget(paying.team, timezone.now())


def test_the_month_is_the_teams_own():
    tokyo = Team(timezone="Asia/Tokyo")
    start = month_start(tokyo, datetime(2026, 10, 31, 20, tzinfo=UTC))
    assert start == datetime(2026, 10, 31, 15, tzinfo=UTC)


def test_calls_of_unknown_price_are_counted_apart(openai_server, paying):
    openai_server.script(CHAT, says({"title": "Soup"}))
    ask()
    budget = budget_of(paying.team, timezone.now())
    assert (budget.spent, budget.unpriced) == (0, 1)


def test_a_call_waits_until_fewer_are_under_way(paying, settings):
    settings.AI_MAX_CALLS = 1
    first = recording._start(paying, Wanted("text", "s", "m"))
    second = recording._start(paying, Wanted("text", "s", "m"))
    slept = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        AIUsage.objects.filter(pk=first.pk).update(outcome="ok")

    recording._wait_for_turn(second, sleep=sleep)
    assert len(slept) == 1


def test_waiting_for_ones_turn_ends_with_a_sentence(paying, settings):
    settings.AI_MAX_CALLS = 1
    recording._start(paying, Wanted("text", "s", "m"))
    second = recording._start(paying, Wanted("text", "s", "m"))
    moments = iter([0.0, 10_000.0])
    with pytest.raises(ProviderBusy, match="under way"):
        recording._wait_for_turn(second, sleep=lambda _: None, clock=lambda: next(moments))


def test_a_broken_price_table_is_a_sentence(openai_server, settings, tmp_path):
    path = tmp_path / "prices.json"
    path.write_text('{"seen": "soon"}')
    settings.AI_CATALOGUE_FILE = str(path)
    with pytest.raises(ProviderError, match="AI_CATALOGUE_FILE: seen"):
        ask()
