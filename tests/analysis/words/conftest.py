"""Media to find words for, and the server that speaks the OpenAI protocol."""

from types import SimpleNamespace

import pytest

from ai.protocols import Transcript
from analysis.words import WordsSuggestion, suggest_words
from analysis.words.seeing import look_at_best
from tests.analysis.reports import good_video, make_text
from tests.openai_server import openai_server, paying

__all__ = ["openai_server", "paying"]

KENNEDY = (
    "And so my fellow Americans, ask not what your country can do for you, "
    "ask what you can do for your country."
)
PLATFORMS = ["tiktok", "instagram_reels", "x"]


@pytest.fixture
def no_models(settings):
    """Nothing but our own rules."""
    settings.OPENAI_API_KEY = settings.OPENAI_BASE_URL = ""


def suggest(
    said: str | None = None,
    shown: tuple[str, ...] | None = (),
    *,
    filename: str = "IMG_2041.MOV",
    platforms: list[str] = PLATFORMS,
    language: str = "",
    **report,
) -> WordsSuggestion:
    """Words for a good clip in which `said` is heard and `shown` is read."""
    texts = None if shown is None else tuple(make_text(t, i) for i, t in enumerate(shown))
    transcript = None if said is None else Transcript(said, language, (), "ear-1")
    media = good_video(texts=texts, **report)
    return suggest_words(
        media,
        transcript,
        asset=SimpleNamespace(filename=filename),
        platforms=platforms,
        seeing=look_at_best(media),
    )
