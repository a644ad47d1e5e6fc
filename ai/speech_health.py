"""Will the configured speech-to-text still be there, and does it give times?"""

from datetime import date

from django.conf import settings

from ai.providers import list_providers
from ai.providers.whisper.speech import model_trouble
from ai.speech_models import SpeechTableBroken, speech_model


def check_speech(today: date) -> list[str]:
    """Sentences about what is wrong with the speech-to-text in use; asks no server."""
    state = next(one for one in list_providers() if one.ability == "speech_to_text")
    if not state.is_configured:
        return []
    if state.model == settings.WHISPER_MODEL:
        trouble = model_trouble(state.model)
        return [trouble] if trouble else []
    try:
        return check_model(state.model, today)
    except SpeechTableBroken as error:
        return [str(error)]


def check_model(name: str, today: date) -> list[str]:
    """What `ai.speech_models` knows against a model: its end, if it is near or past."""
    ends = speech_model(name).ends
    if not ends:
        return []
    verb = "ended" if ends <= today else "ends"
    return [
        f"The speech-to-text model “{name}” {verb} on {ends.isoformat()}. "
        "Set OPENAI_TRANSCRIBE_MODEL to another one, or WHISPER_MODEL for one on this machine."
    ]
