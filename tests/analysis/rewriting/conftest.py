"""A caption, what it is about, and the server that speaks the OpenAI protocol."""

import pytest

from analysis.words.material import Material
from tests.openai_server import openai_server, paying

__all__ = ["openai_server", "paying"]

CAPTION = (
    "Your first loaf fails because the starter is too young. Feed it twice a day for a week. "
    "Then it floats in a glass of water.\n\nWhich day did yours float? #sourdough #baking"
)
SPOKEN = (
    "Your first loaf fails because the starter is too young. Feed it twice a day for a week. "
    "I use rye flour, since it wakes the yeast up faster. Keep the jar near the oven."
)


def make_material(spoken: str | None = SPOKEN, **changes) -> Material:
    values: dict = {
        "spoken": spoken,
        "shown": (),
        "description": "",
        "subjects": (),
        "alt_text": "",
        "named": ("sourdough", "starter"),
        "language": "en",
        "topics": ("sourdough", "starter", "rye flour"),
        "media_type": "video",
        "duration_sec": 30.0,
    }
    return Material(**{**values, **changes})


@pytest.fixture
def no_models(settings):
    """Nothing but our own rules."""
    settings.OPENAI_API_KEY = settings.OPENAI_BASE_URL = ""
