"""The words for a piece of media: topics, captions, hashtags."""

from analysis.words.suggest import suggest_words
from analysis.words.suggestion import WordsSuggestion

__all__ = ["WordsSuggestion", "suggest_words"]
