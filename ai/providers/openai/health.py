"""Does the server answer, does it have the configured models, and do they end soon?"""

from ai.protocols import ProviderError
from ai.providers import PROVIDERS
from ai.providers.openai.connection import OpenAIConnection


def check_openai_models() -> list[str]:
    """Sentences about what is wrong with the configured models; none when all is well.

    Asks `GET /v1/models`, which names a `shutdown_date` for models that end (seen October 2026).
    Only for the operator's doctor: it goes out to the network. Without a configuration: none.
    """
    entries = [
        entry
        for group in PROVIDERS.values()
        for entry in group
        if entry.is_configured and not entry.is_local
    ]
    if not entries:
        return []
    try:
        ends = _ends_by_model()
    except ProviderError as error:
        return [str(error)]
    found = {entry.model: entry.model_setting for entry in entries}
    return [
        sentence
        for model, setting in found.items()
        if (sentence := _trouble_with(model, setting, ends))
    ]


def _ends_by_model() -> dict[str, str]:
    """The day each offered model ends, empty when none is announced."""
    listed = OpenAIConnection().call(lambda client: list(client.models.list()), model="models")
    return {model.id: getattr(model, "shutdown_date", None) or "" for model in listed}


def _trouble_with(model: str, setting: str, ends: dict[str, str]) -> str:
    if model not in ends:
        return f"The AI server does not list the model “{model}”. Check {setting}."
    if ends[model]:
        return f"The model “{model}” ends on {ends[model]}. Set {setting} to another one."
    return ""
