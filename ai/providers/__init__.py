"""Which AI provider serves which ability: a list to read, and one getter for each ability.

Every entry is imported on first use. The first configured provider of an ability serves it.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from ai.catalogue import AUTO, Ability, cheapest_model
from ai.metered import METERED
from ai.protocols import ProviderUnavailable, SpeechToText, TextModel, Vision

THIS_MACHINE = "this machine"


@dataclass(frozen=True)
class ProviderEntry:
    """One provider of one ability; `model_setting` names the setting that holds its model.

    A local one needs no server: naming its model chooses it.
    """

    name: str
    class_path: str
    model_setting: str
    ability: Ability
    is_local: bool = False

    @property
    def model(self) -> str:
        """The model that the setting names; “auto” is the least dear that does not end soon."""
        named = getattr(settings, self.model_setting)
        if named != AUTO or self.is_local:
            return named
        return cheapest_model(self.ability, self.server, timezone.now().date())

    @property
    def server(self) -> str:
        """Who is asked, as the ledger and the price table name it."""
        if self.is_local:
            return THIS_MACHINE
        return urlsplit(settings.OPENAI_BASE_URL).netloc.rpartition("@")[2] or "api.openai.com"

    @property
    def is_configured(self) -> bool:
        """Whether there are a model and a server to ask: a key, or the URL of one without keys."""
        has_server = self.is_local or settings.OPENAI_API_KEY or settings.OPENAI_BASE_URL
        return bool(has_server and self.model)


PROVIDERS: dict[str, tuple[ProviderEntry, ...]] = {
    "speech_to_text": (
        ProviderEntry(
            "faster-whisper",
            "ai.providers.whisper.speech.WhisperSpeechToText",
            "WHISPER_MODEL",
            "speech_to_text",
            is_local=True,
        ),
        ProviderEntry(
            "openai",
            "ai.providers.openai.speech.OpenAISpeechToText",
            "OPENAI_TRANSCRIBE_MODEL",
            "speech_to_text",
        ),
    ),
    "vision": (
        ProviderEntry(
            "openai", "ai.providers.openai.vision.OpenAIVision", "OPENAI_VISION_MODEL", "vision"
        ),
    ),
    "text": (
        ProviderEntry(
            "openai", "ai.providers.openai.text.OpenAITextModel", "OPENAI_TEXT_MODEL", "text"
        ),
    ),
}
LABELS = {"speech_to_text": "speech-to-text", "vision": "vision", "text": "text model"}


@dataclass(frozen=True)
class ProviderState:
    """What serves an ability, for the operator: empty provider and model when nothing does."""

    ability: str
    label: str
    provider: str
    model: str
    sentence: str

    @property
    def is_configured(self) -> bool:
        return bool(self.provider)


def get_speech_to_text() -> SpeechToText:
    """The configured speech-to-text. Raises ProviderUnavailable with the reason."""
    return _provider_of("speech_to_text")


def get_vision() -> Vision:
    """The configured model that sees. Raises ProviderUnavailable with the reason."""
    return _provider_of("vision")


def get_text_model() -> TextModel:
    """The configured text model. Raises ProviderUnavailable with the reason."""
    return _provider_of("text")


def list_providers() -> list[ProviderState]:
    """What serves each ability, without asking any server (`ai.providers.openai.health` does)."""
    return [_state_of(ability) for ability in PROVIDERS]


def describe_providers() -> dict[str, str]:
    """{ability: what serves it, or why nothing does}, in words for the operator."""
    return {state.label: state.sentence for state in list_providers()}


def _provider_of(ability: str) -> Any:
    for entry in PROVIDERS[ability]:
        if entry.is_configured:
            inner = import_string(entry.class_path)(model=entry.model)
            return METERED[ability](inner, provider=entry.server, model=entry.model)
    raise ProviderUnavailable(_why_not(ability))


def _state_of(ability: str) -> ProviderState:
    label = LABELS[ability]
    for entry in PROVIDERS[ability]:
        if entry.is_configured:
            sentence = f"The {label} is {entry.model} by {entry.name}."
            return ProviderState(ability, label, entry.name, entry.model, sentence)
    return ProviderState(ability, label, "", "", _why_not(ability))


def _why_not(ability: str) -> str:
    entry = next(entry for entry in PROVIDERS[ability] if not entry.is_local)
    here = [f", or {one.model_setting} for one on this machine" for one in _local_of(ability)]
    if entry.model:
        return (
            f"No {LABELS[ability]} is configured. Set OPENAI_API_KEY, or OPENAI_BASE_URL for a "
            f"compatible server{''.join(here)}."
        )
    return f"The {LABELS[ability]} is switched off: {entry.model_setting} is empty."


def _local_of(ability: str) -> list[ProviderEntry]:
    return [entry for entry in PROVIDERS[ability] if entry.is_local]
