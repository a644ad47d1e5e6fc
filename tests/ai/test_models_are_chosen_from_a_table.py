"""Models by ability and end date, prices by date; a table of the operator's own counts first."""

from datetime import date
from decimal import Decimal

import pytest

from ai.catalogue import cheapest_model, find_model, find_price, trouble_with
from ai.health import check_catalogue
from ai.providers import list_providers

OPENAI = "api.openai.com"
TODAY = date(2026, 11, 28)


@pytest.fixture(autouse=True)
def at_openai(settings):
    settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = "sk-test", ""
    settings.AI_CATALOGUE_FILE = ""


@pytest.mark.parametrize(
    ("model", "ends"),
    [
        ("gpt-4o-mini", date(2027, 1, 14)),
        ("gpt-4o-mini-transcribe", date(2027, 2, 26)),
        ("whisper-1", date(2027, 2, 26)),
        ("gpt-5.4-nano", date(2027, 4, 1)),
        ("gpt-6-luna", ""),
    ],
)
def test_ends_are_known(model, ends):
    assert find_model(model).ends == ends


def test_doctor_warns_90_days_before_the_end(settings):
    settings.OPENAI_TEXT_MODEL = "gpt-4o"
    (sentence,) = check_catalogue(TODAY)
    assert (
        sentence == "The model “gpt-4o” ends on 2027-01-14. Set OPENAI_TEXT_MODEL to another one."
    )
    assert check_catalogue(date(2026, 9, 1)) == []
    assert "ended" in check_catalogue(date(2027, 2, 1))[0]


def test_doctor_warns_of_a_model_for_another_ability(settings):
    assert "not known for vision" in trouble_with("gpt-transcribe", "vision", "X", TODAY)
    assert trouble_with("a-model-of-ones-own", "vision", "X", TODAY) == ""


def test_auto_is_the_least_dear_that_stays(settings):
    settings.OPENAI_TEXT_MODEL = settings.OPENAI_TRANSCRIBE_MODEL = "auto"
    named = {state.ability: state.model for state in list_providers()}
    assert (named["text"], named["speech_to_text"]) == ("gpt-6-luna", "gpt-transcribe")
    assert cheapest_model("text", "elsewhere", TODAY) == ""


def test_prices_are_those_of_the_day():
    assert find_price(OPENAI, "gpt-6-luna", date(2026, 9, 21)) is None
    price = find_price(OPENAI, "gpt-6-luna-2026-09-22", TODAY)
    assert price.cost(1_000_000, 1_000_000, 0) == Decimal("0.60")
    sound = find_price(OPENAI, "gpt-transcribe", TODAY)
    assert sound.cost(0, 0, 90) == Decimal("0.00675")


def test_this_machine_costs_nothing_and_other_servers_are_unknown():
    assert find_price("this machine", "base", TODAY).cost(5, 5, 60) == 0
    assert find_price("localhost:11434", "gpt-6-luna", TODAY) is None
