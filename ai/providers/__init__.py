"""Which AI provider serves which ability: a list to read, and one getter for each ability.

Every entry is imported on first use. The first configured provider of an ability serves it.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from ai.protocols import ProviderUnavailable, SpeechToText, TextModel, Vision


@dataclass(frozen=True)
class ProviderEntry:
    """One provider of one ability; `model_setting` names the setting that holds its model.

    A local one needs no server: naming its model chooses it.
    """

    name: str
    class_path: str
    model_setting: str
    is_local: bool = False

    @property
    def model(self) -> str:
        return getattr(settings, self.model_setting)

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
            is_local=True,
        ),
        ProviderEntry(
            "openai", "ai.providers.openai.speech.OpenAISpeechToText", "OPENAI_TRANSCRIBE_MODEL"
        ),
    ),
    "vision": (
        ProviderEntry("openai", "ai.providers.openai.vision.OpenAIVision", "OPENAI_VISION_MODEL"),
    ),
    "text": (
        ProviderEntry("openai", "ai.providers.openai.text.OpenAITextModel", "OPENAI_TEXT_MODEL"),
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
            return import_string(entry.class_path)(model=entry.model)
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
