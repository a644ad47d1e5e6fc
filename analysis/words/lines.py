"""Which line of the material is worth to stand first, and in what form."""

import re
from collections.abc import Sequence

from ai.local.language import UNKNOWN
from ai.local.sentences import DENSE_SCRIPT, words_of
from analysis.words.listing import is_item
from analysis.words.opening import FILLER, opening_of
from analysis.words.teasers import without_teaser

# Links, names of accounts, e-mail addresses and telephone numbers belong to whoever made the
# picture: a caption must not pass them on unasked.
PRIVATE = re.compile(
    r"https?://|www\.|@\w|\w@|\+?\d[\d\s/\-]{6,}\d|\b\w+\.(?:com|net|org|io)\b", re.I
)
ADDRESSED = re.compile(
    r"^(?:(?:my|dear) (?:fellow |dear )?\w+|ladies and gentlemen|guys|folks|friends|everyone"
    r"|everybody|you guys),\s*",
    re.I,
)
# “This works.” leans on what was said before; “This lamp costs …” and “This is the …” do not.
POINTING_VERBS = (
    "is|are|was|were|isn't|wasn't|will|would|can|can't|could|may|might|must|should|has|have|had"
    "|does|doesn't|did|do|one|ones|way|means|makes|made|gives|works|worked|goes|gets|takes|took"
    "|happens|happened|helps|looks|feels|sounds|seems|all|just|only|really|also|too|never|always"
)
DANGLING = re.compile(
    r"^(?:it|they|he|she|there|then|because|which|also)\b|^(?:yes|no|yeah|nope),"
    rf"|^(?:this|that|these|those)(?: (?:{POINTING_VERBS})\b|[^\w ]|$)"
    r"|^\w+(?: \w+)? (?:them|they|he|she|him|it)\b",
    re.I,
)
INTRODUCES = re.compile(r"^(?:this is|these are) (?:the|our|my|a|an|what|how|why|where)\b", re.I)
DANGLING_ELSEWHERE = {
    "de": r"^(?:(?:das|dies) (?:ist|war|sind|hat|wird|macht|geht|heißt)|er|sie|es|dann|deshalb"
    r"|darum|denn|da|dort|auch|und|aber)\b",
    "es": r"^(?:eso|esto|ese|esa|lo que|y|pero|entonces|así|también|luego|él|ella|ellos)\b",
    "fr": r"^(?:ça|cela|c'est|et|mais|alors|donc|il|elle|ils|elles|puis|aussi)\b",
    "it": r"^(?:questo|quello|e|ma|allora|quindi|poi|anche|lui|lei)\b",
    "pt": r"^(?:isso|isto|e|mas|então|também|depois|ele|ela)\b",
    "nl": r"^(?:dat|dit|hij|zij|het is|dan|dus|en|maar|ook)\b",
}
DANGLING_BY_LANGUAGE = {
    "en": DANGLING,
    **{language: re.compile(rule, re.I) for language, rule in DANGLING_ELSEWHERE.items()},
}
# What only makes sense beside the picture.
AT_THE_PICTURE = re.compile(r"\blike (?:this|that|so)\b|\bright here\b|\bover there\b", re.I)
SMALL_TALK = re.compile(
    r"\b(?:subscribe|link in (?:my |the )?bio|follow me|follow for|like and|thanks for watching"
    r"|see you (?:next|in)|welcome back|(?:leave|write) (?:us )?a review|in the show notes"
    r"|abonniert|suscríbete|abonnez-vous)\b"
    r"|^(?:hi|hey|hello|hallo|servus|moin|hola|bonjour|salut|ciao|olá|hoi|welcome)\b[^.?!]{0,40}[!.]?$",
    re.I,
)
GOOD_LENGTH = (25, 110)  # characters: what is read at a glance, before the fold
POINTS_BACK = re.compile(r"\b(?:it|this|that|them|they|there)\b", re.I)
FEW_WORDS = 8
MIN_DENSE_SIGNS = 4
TOO_SHORT = 0.3
DANGLES = 0.45
LONE_I = re.compile(r"\bi\b(?=['’ ]|$)")


def usable(lines: Sequence[str]) -> list[str]:
    """The lines of two words and more that may be quoted, each once."""
    return list(dict.fromkeys(line for line in lines if _says_much(line) and may_be_quoted(line)))


def _says_much(line: str) -> bool:
    return len(words_of(line)) > 1 or len(DENSE_SCRIPT.findall(line)) >= MIN_DENSE_SIGNS


def may_be_quoted(line: str) -> bool:
    """Whether nothing of `PRIVATE` and no small talk is in the line."""
    return not PRIVATE.search(line) and not SMALL_TALK.search(line)


def as_hook(line: str, language: str) -> str:
    """The line without filler and form of address, with a capital and an end.

    “And so my fellow Americans, ask not …” becomes “Ask not …”.
    """
    bare = line.strip().strip('"“”')
    if language == "en":
        bare = ADDRESSED.sub("", FILLER.sub("", bare)) or bare
    bare = without_teaser(bare, language) or bare
    return as_sentence(LONE_I.sub("I", bare) if language == "en" else bare)


def as_sentence(line: str) -> str:
    """The line in sentence case when it shouts, with a capital first letter and an end mark."""
    line = " ".join(line.split())
    if line.isupper():
        line = LONE_I.sub("I", line.lower())
    line = line[:1].upper() + line[1:]
    if re.search(r"[,;:–—-]$", line):
        line = line.rstrip(",;:–—- ")
    has_end = re.search(r"[.!?…。！？][\"”’)]*$", line) or DENSE_SCRIPT.match(line[-1:])
    return line if has_end else f"{line}."


def ranked(lines: Sequence[str], topics: Sequence[str], language: str) -> list[str]:
    """The lines, the best first line first; ties keep their order."""
    return sorted(lines, key=lambda line: -strength(line, topics, language))


def strength(line: str, topics: Sequence[str], language: str) -> float:
    """How well the line stands alone: its opening, its length, and whether it names a topic."""
    hook = as_hook(line, language)
    opening = opening_of(hook, language)
    value = opening.strength if opening else 0.4
    low, high = GOOD_LENGTH
    value -= TOO_SHORT if len(hook) < low else 0.004 * max(0, len(hook) - high)
    value -= TOO_SHORT if len(words_of(hook)) < 4 else 0
    said = {word.lower() for word in words_of(hook)}
    value += 0.1 * min(2, sum(bool(set(topic.split()) & said) for topic in topics))
    return value - (DANGLES if dangles(hook, language) else 0)


def dangles(hook: str, language: str) -> bool:
    """Whether the line needs another one before it: “It works.”, “Would you buy it?”, “Two, …”"""
    if is_item(hook) or AT_THE_PICTURE.search(hook):
        return True
    if INTRODUCES.match(hook):
        return False
    rule = DANGLING_BY_LANGUAGE.get(language)
    few = language in ("en", UNKNOWN) and len(words_of(hook)) < FEW_WORDS
    return bool((rule and rule.match(hook)) or (few and POINTS_BACK.search(hook)))
