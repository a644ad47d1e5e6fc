"""What rules can do for a tone: marks, capitals and short forms. The words themselves stay."""

import re

from analysis.rewriting.options import Tone
from analysis.words.voice import without_emoji

# Short forms that have one long form only; “he's” may be “he is” or “he has” and is left alone.
LONG_FORMS = {
    "can't": "cannot", "won't": "will not", "shan't": "shall not", "don't": "do not",
    "doesn't": "does not", "didn't": "did not", "isn't": "is not", "aren't": "are not",
    "wasn't": "was not", "weren't": "were not", "haven't": "have not", "hasn't": "has not",
    "hadn't": "had not", "couldn't": "could not", "shouldn't": "should not",
    "wouldn't": "would not", "i'm": "I am", "you're": "you are", "we're": "we are",
    "they're": "they are", "i've": "I have", "you've": "you have", "we've": "we have",
    "they've": "they have", "i'll": "I will", "you'll": "you will", "we'll": "we will",
    "they'll": "they will", "gonna": "going to", "wanna": "want to", "gotta": "have to",
}  # fmt: skip
ONLY_LONG = ("gonna", "wanna", "gotta")  # nobody is made to say these
SHORT_FORMS = {long: short for short, long in LONG_FORMS.items() if short not in ONLY_LONG}
LONG = re.compile(rf"\b(?:{'|'.join(LONG_FORMS)})\b", re.I)
SHORT = re.compile(rf"\b(?:{'|'.join(SHORT_FORMS)})\b", re.I)
LOUD_MARKS = re.compile(r"!+(?:\?+!*)?|\?{2,}!*")
# Two words and more, one of them too long for an abbreviation.
SHOUTED = re.compile(r"(?<![\w'])(?=[A-Z'\s]*[A-Z]{5})[A-Z][A-Z']+(?:\s+[A-Z][A-Z']+)+(?![\w'])")
NEEDS_MODEL = (
    "Rules can only change punctuation and short forms. For a text that is truly {tone}, "
    "a text model is needed."
)
NOT_BY_RULES = "No rule makes a text {tone}: that needs a text model. The tone is as it was."


def in_tone(text: str, tone: str, language: str) -> tuple[str, str]:
    """The text as far as rules bring it, and the sentence that says what they cannot do."""
    if tone == Tone.PROFESSIONAL:
        return _professional(text, language), NEEDS_MODEL.format(tone=tone)
    if tone == Tone.CASUAL:
        casual = _casual(text) if language == "en" else text
        return casual, NEEDS_MODEL.format(tone=tone)
    return text, NOT_BY_RULES.format(tone=tone) if tone else ""


def _professional(text: str, language: str) -> str:
    """No emoji, no shouting, whole forms."""
    calm = LOUD_MARKS.sub(lambda mark: "?" if "?" in mark.group() else ".", without_emoji(text))
    calm = SHOUTED.sub(_spoken_softly, calm.replace("’", "'") if language == "en" else calm)
    if language != "en":
        return calm
    plain = calm
    return LONG.sub(lambda word: _cased(word.group(), LONG_FORMS[word.group().lower()]), plain)


def _spoken_softly(words: re.Match) -> str:
    """In small letters, but for the first of a sentence."""
    before = words.string[: words.start()].rstrip()
    soft = words.group().lower()
    return soft.capitalize() if not before or before[-1] in ".!?\n" else soft


def _casual(text: str) -> str:
    return SHORT.sub(lambda words: _cased(words.group(), _short(words.group())), text)


def _short(words: str) -> str:
    return next(short for long, short in SHORT_FORMS.items() if long.lower() == words.lower())


def _cased(model: str, text: str) -> str:
    """`text` with the capital of `model`; “I” keeps its own."""
    if text[:1].lower() == "i" and text[1:2] in (" ", "'"):
        return f"I{text[1:]}"
    return text[:1].upper() + text[1:] if model[:1].isupper() else text
