"""What a text is about: phrases between stop words, ranked (after RAKE, Rose et al. 2010).

Our changes for texts of a few sentences: repetition counts more than length, a phrase has at
most three words, and words too common to name a topic stand only inside a longer phrase.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from ai.local.language import language_of
from ai.local.sentences import DENSE_SCRIPT, sentences_of, words_of
from ai.local.stop_words import common_words_for, stop_words_for

ENGLISH, GERMAN = "en", "de"
MAX_WORDS = 3
MAX_DENSE_SIGNS = 6
NOUNS_IN_LY = frozenset(
    ("family", "reply", "supply", "italy", "july", "jelly", "belly", "butterfly", "assembly")
)
PAST = re.compile(r"(?<!e)(?<!\bsh)(?<!\bb)ed$")  # “baked”, not “seed”, “shed”, “bed”
BREAKS = re.compile(r"https?://\S+|[.,;:!?…()\[\]{}\"“”|/\n\r\t–—#@]+")

Phrase = tuple[str, ...]


def keywords_of(texts: Iterable[str], limit: int = 10, language: str = "") -> list[str]:
    """At most `limit` keywords of `texts`, best first, lower case, no word in two of them.

    A phrase in several texts counts in each. `language` is detected when not given.
    """
    texts = [text for text in texts if text.strip()]
    language = language or language_of(" ".join(texts))
    nouns = _german_nouns(texts) if language == GERMAN else frozenset()
    phrases = [phrase for text in texts for phrase in _phrases(text, language, nouns)]
    if language != ENGLISH:  # elsewhere no list of verbs keeps sentences out of phrases
        phrases = _parted_unless_repeated(phrases)
    ranked = sorted(_scores(phrases).items(), key=lambda item: -item[1])  # ties: as they came
    return _without_overlaps([phrase for phrase, _ in ranked], limit)


def _german_nouns(texts: Sequence[str]) -> frozenset[str]:
    """The words that stand with a capital inside a sentence: in German, nouns and names.

    Empty when the texts are written without capitals, as some transcripts are.
    """
    inside = (word for text in texts for line in sentences_of(text) for word in words_of(line)[1:])
    return frozenset(word.lower() for word in inside if word[0].isupper() and not word.isupper())


def _parted_unless_repeated(phrases: Sequence[Phrase]) -> list[Phrase]:
    counts = Counter(phrases)
    return [
        part
        for phrase in phrases
        for part in ([phrase] if counts[phrase] > 1 else [(word,) for word in phrase])
    ]


def _phrases(text: str, language: str, nouns: frozenset[str]) -> list[Phrase]:
    """Runs of topic words, in order, cut at stop words and punctuation."""
    stops, common = stop_words_for(language), common_words_for(language)
    found: list[Phrase] = []
    for piece in BREAKS.split(text):
        run: list[str] = []
        for word in [w.lower().replace("’", "'") for w in words_of(piece)] + [""]:
            is_topic = word not in stops and not word[:1].isdigit()
            if word and is_topic and (not nouns or word in nouns):
                run.append(word)
            else:
                found += _trimmed(run, common)
                run = []
    return found


def _trimmed(run: Sequence[str], common: frozenset[str]) -> list[Phrase]:
    """The run without common words and numbers at its ends, as phrases of at most three words."""
    words = list(run)
    while words and _is_weak(words[0], common):
        words.pop(0)
    while words and (_is_weak(words[-1], common) or (common and PAST.search(words[-1]))):
        words.pop()
    return [tuple(words[i : i + MAX_WORDS]) for i in range(0, len(words), MAX_WORDS)]


def _is_weak(word: str, common: frozenset[str]) -> bool:
    is_adverb = bool(common) and len(word) > 4 and word.endswith("ly") and word not in NOUNS_IN_LY
    is_phrase = len(DENSE_SCRIPT.findall(word)) > MAX_DENSE_SIGNS
    return is_phrase or word in common or is_adverb or len(word) < 3 or word[0].isdigit()


def _scores(phrases: Sequence[Phrase]) -> dict[Phrase, float]:
    """The mean count of a phrase's words, raised a little for each further word it has."""
    words = Counter(word for phrase in phrases for word in phrase)
    whole = Counter(phrases)
    return {
        phrase: whole[phrase]
        + sum(words[word] for word in phrase) / len(phrase) * (1 + 0.25 * (len(phrase) - 1))
        for phrase in whole
    }


def _without_overlaps(ranked: Sequence[Phrase], limit: int) -> list[str]:
    chosen: list[Phrase] = []
    taken: set[str] = set()
    for phrase in ranked:
        roots = {_root(word) for word in phrase}
        if len(chosen) < limit and not roots & taken:
            chosen.append(phrase)
            taken |= roots
    return [" ".join(phrase) for phrase in chosen]


def _root(word: str) -> str:
    """The word without a plural s, so that “mistake” and “mistakes” are one topic."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
