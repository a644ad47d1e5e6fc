"""How a line opens: the first words decide whether somebody reads or listens on."""

import re
from dataclasses import dataclass

from ai.local.sentences import words_of


@dataclass(frozen=True)
class Opening:
    """kind: one of `STRENGTH`. strength: 0 to 1, how well such an opening holds people."""

    kind: str
    strength: float


# A prior, from what creator guides agree on; to be re-fitted from an account's own results.
STRENGTH = {
    "contrast": 1.0,
    "question": 0.95,
    "number": 0.9,
    "claim": 0.85,
    "address": 0.7,
    "story": 0.6,
    "plain": 0.4,
    "greeting": 0.05,
}
LABELS = {
    "contrast": "a contrast",
    "question": "a question",
    "number": "a number",
    "claim": "a bold claim",
    "address": "words to the viewer",
    "story": "a personal story",
    "plain": "a plain statement",
    "greeting": "a greeting",
}
FILLER = re.compile(
    r"^(?:(?:and|so|but|well|ok(?:ay)?|now|um|uh|like|you know|alright|basically)\b[,\s]*)+", re.I
)
# English patterns, looked for in the first words only; the first that fits wins.
ENGLISH = {
    "greeting": r"^(?:hi|hey|hello|welcome|what'?s up|good (?:morning|evening)|in this video|today"
    r" (?:i|we)(?:'?m|'?re|'?ll)?)\b",
    "contrast": r"\b(?:not\b.{2,40}\b(?:but|ask|it'?s)|instead|stop \w+ing|vs\.?|versus|before and"
    r" after|don'?t\b.{2,30}\b(?:do|need|but)|isn'?t\b.{2,30}\bit'?s)\b",
    "number": r"^(?:the |here are |these |my |top )?(?:\d[\d.,]*[%k]?|two|three|four|five|six|seven"
    r"|eight|nine|ten|hundred|thousand|million)\b",
    "claim": r"\b(?:never|always|nobody|no one|everyone|every single|mistakes?|secret|must|will"
    r" change|guarantee[ds]?|the (?:best|worst|only|biggest|easiest|fastest|truth))\b",
    "address": r"\b(?:you|your|you'?re|you'?ve)\b|^(?:try|look|imagine|watch)\b",
    "story": r"^(?:i|i'?m|i'?ve|my|we|when i|last (?:week|year|night))\b",
}
PATTERNS = {kind: re.compile(pattern, re.I) for kind, pattern in ENGLISH.items()}
WORDS_LOOKED_AT = 16


def opening_of(line: str, language: str) -> Opening | None:
    """The kind of opening of `line`; None when it has no words, or the language has no rules.

    Questions and numbers are told in every language, the rest in English only.
    """
    plain = FILLER.sub("", line.strip()) if language == "en" else line.strip()
    if not words_of(plain):
        return None
    if re.search(r"[?？]", _head(plain)) and not PATTERNS["greeting"].match(plain):
        return _opening("question")
    if language == "en":
        return _opening(_english_kind(plain))
    return _opening("number") if plain[0].isdigit() else None


def _english_kind(plain: str) -> str:
    head = _head(plain)
    return next((kind for kind, pattern in PATTERNS.items() if pattern.search(head)), "plain")


def _head(line: str) -> str:
    return " ".join(line.split()[:WORDS_LOOKED_AT])


def _opening(kind: str) -> Opening:
    return Opening(kind, STRENGTH[kind])
