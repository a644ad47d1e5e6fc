"""Which language a text is written in, offline (py3langid), or “unknown” when it cannot be told."""

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from ai.local.sentences import DENSE_SCRIPT

UNKNOWN = "unknown"
# Written to a social network often enough to be worth telling apart. The full model has 140
# labels; its rare neighbours (Galician, Pidgin, Breton) win short Spanish and English lines.
LANGUAGES = (
    *("ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he"),
    *("hi", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "nb", "nl", "no", "pl", "pt"),
    *("ro", "ru", "sk", "sl", "sr", "sv", "sw", "ta", "te", "th", "tl", "tr", "uk", "ur", "vi"),
    "zh",
)
MIN_LETTERS = 6
MAX_CHARS = 5_000  # more than enough to tell; a transcript can be of hours
# Below this share of the model's belief its first guess was wrong about every second time on
# one- and two-word comments (“wow” is Polish at 0.1, “Hello” Finnish at 0.2).
MIN_CONFIDENCE = 0.5
NOT_WORDS = re.compile(r"https?://\S+|[#@]\w+|[\W\d_]+")


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(sorted(set(LANGUAGES) & set(identifier.labels)))
    return identifier


def language_of(text: str) -> str:
    """The ISO 639-1 code of `text`, or “unknown” when there is too little to tell by.

    Links, hashtags, mentions, digits and emoji are not read.
    """
    plain = NOT_WORDS.sub(" ", text[:MAX_CHARS]).strip()
    letters = len(plain.replace(" ", "")) + 3 * len(DENSE_SCRIPT.findall(plain))
    if letters < MIN_LETTERS:
        return UNKNOWN
    language, confidence = _identifier().classify(plain)
    return language if confidence >= MIN_CONFIDENCE else UNKNOWN
