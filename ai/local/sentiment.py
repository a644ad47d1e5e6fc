"""How a text feels, from -1 to 1, offline (VADER: made for short English social posts)."""

from functools import cache
from statistics import fmean

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from ai.local.language import UNKNOWN, language_of
from ai.local.sentences import sentences_of, words_of
from ai.local.stop_words import STOP_WORDS

ENGLISH = "en"


@cache
def _analyzer() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


def sentiment_of(text: str, language: str = "") -> float | None:
    """The mean VADER compound of the sentences: -1 (very negative) to 1 (very positive).

    None when nothing can be said: no words, or a language that the lexicon does not know.
    A line too short to tell its language (“nice!”, “😍”) is read when it holds known words.
    """
    language = language or language_of(text)
    if not text.strip() or not _is_readable(text, language):
        return None
    return round(fmean(_compound(sentence) for sentence in sentences_of(text)), 4)


def _is_readable(text: str, language: str) -> bool:
    if language == ENGLISH:
        return True
    return language == UNKNOWN and _has_known_words(text) and not _has_foreign_words(text)


def _has_known_words(text: str) -> bool:
    """Whether the lexicon weighs any word, emoticon or emoji of the text."""
    return _compound(text) != 0


def _has_foreign_words(text: str) -> bool:
    """Whether function words of another language appear: “die” means another thing there."""
    words = {word.lower() for word in words_of(text)}
    foreign = frozenset().union(*(STOP_WORDS[name] for name in STOP_WORDS if name != ENGLISH))
    return bool(words & (foreign - STOP_WORDS[ENGLISH]))


def _compound(text: str) -> float:
    return float(_analyzer().polarity_scores(text)["compound"])
