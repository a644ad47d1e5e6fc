"""Which provider serves an ability, and what is said when none does."""

import pytest

from ai.prompts import FOLDER, load_prompt
from ai.protocols import ProviderUnavailable
from ai.providers import (
    describe_providers,
    get_speech_to_text,
    get_text_model,
    get_vision,
    list_providers,
)
from ai.providers.openai.health import check_openai_models
from tests.openai_server import KEY, Reply, error_body


@pytest.fixture
def nothing_configured(settings):
    settings.OPENAI_API_KEY = settings.OPENAI_BASE_URL = settings.WHISPER_MODEL = ""


@pytest.mark.usefixtures("nothing_configured")
@pytest.mark.parametrize(
    ("getter", "name"),
    [
        (get_speech_to_text, "speech-to-text"),
        (get_vision, "vision"),
        (get_text_model, "text model"),
    ],
)
def test_without_a_key_each_ability_says_what_to_set(getter, name):
    with pytest.raises(ProviderUnavailable, match=f"No {name} is configured. Set OPENAI_API_KEY"):
        getter()


@pytest.mark.usefixtures("nothing_configured")
def test_description_says_what_is_missing():
    assert [state.is_configured for state in list_providers()] == [False, False, False]
    assert "Set OPENAI_API_KEY" in describe_providers()["vision"]


def test_base_url_alone_serves_a_server_without_keys(openai_server, settings, jpeg):
    settings.OPENAI_API_KEY = ""
    assert get_vision().describe(jpeg).subjects == ("man", "suit")


def test_empty_model_switches_one_ability_off(openai_server, settings):
    settings.OPENAI_VISION_MODEL = ""
    with pytest.raises(ProviderUnavailable, match="OPENAI_VISION_MODEL is empty"):
        get_vision()
    assert get_text_model()


def test_description_names_models_and_no_key(openai_server):
    described = describe_providers()
    assert described["speech-to-text"] == "The speech-to-text is whisper-1 by openai."
    assert KEY not in str(described)


def test_health_warns_of_models_that_are_missing_or_end(openai_server):
    ending = {"id": "whisper-1", "object": "model", "created": 1, "owned_by": "x"}
    body = {"object": "list", "data": [{**ending, "shutdown_date": "2027-02-26"}]}
    openai_server.script("/models", Reply(body=body))
    assert check_openai_models() == [
        "The model “whisper-1” ends on 2027-02-26. Set OPENAI_TRANSCRIBE_MODEL to another one.",
        "The AI server does not list the model “gpt-6-luna”. Check OPENAI_TEXT_MODEL.",
    ]


def test_health_says_when_the_key_is_refused(openai_server):
    openai_server.script("/models", Reply(status=401, body=error_body("bad key")))
    (sentence,) = check_openai_models()
    assert "refused the key" in sentence


def test_every_prompt_file_has_a_version_and_text():
    names = [path.stem for path in FOLDER.glob("*.md")]
    assert len(names) >= 5
    for name in names:
        assert name.rpartition(".v")[2].isdigit()
        assert load_prompt(name)
