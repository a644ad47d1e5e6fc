"""Captions by rules alone: what a careful person would take from the words that are there.

Nothing is invented. Every line is a sentence that is said or shown, in the order in which it was
said; only the short question at the end is ours, chosen for the kind of line it follows. With no
words, the file's name and length are all that is known, and the caption stays that short.
"""

import re
from collections.abc import Iterator, Sequence

from ai.local.sentences import words_of
from analysis.words.lines import as_hook, as_sentence, ranked, usable
from analysis.words.material import Material
from analysis.words.opening import opening_of
from analysis.words.voice import NO_VOICE, Voice, finished, in_voice
from platforms.specs.text import fit_text, shorten
from platforms.specs.types import HashtagHabit, PlatformSpec

VARIANTS = 3
INLINE_TARGET = 220  # networks whose tags run on in the text show one or two lines
LONG_TARGET = 600
SHARE_FOR_WORDS = 0.72  # of the limit; the rest is for hashtags
SHORT_SPEECH = 2  # sentences: so little speech is quoted, more is retold as it was said
FURTHER_SENTENCES = 3
MAX_LEAD = 200  # characters: twice what is shown before the fold
SAME_WORDS = 0.6
WORDS_TO_DISCUSS = 5
SUBORDINATE = re.compile(
    r"(?:if|when|while|because|which|who|that|and|or|but|as|so|than|to|in|on|at|for|with)\b", re.I
)
HAPPENS = re.compile(r"\b(?:told me|fail\w*|lost|scared|afraid|embarrass\w*|mistake)\b", re.I)
FIRST_PERSON = re.compile(r"\b(?:i|i'm|i've|me|my|we|us|our)\b", re.I)
LIST_OF = re.compile(
    r"\b(?:facts|habits|hacks|ideas|lessons|mistakes|questions|reasons|rules|secrets|signs|steps"
    r"|things|tips|tools|tricks|ways)\b",
    re.I,
)
CLOSINGS = {
    "contrast": "Do you agree?",
    "claim": "Do you agree?",
    "address": "What do you make of it?",
    "plain": "What do you make of it?",
}
WHICH_ONE, HAS_THAT = "Which one is new to you?", "Has that happened to you?"
OUR_QUESTIONS = frozenset({WHICH_ONE, HAS_THAT, *CLOSINGS.values()})
ROUND_TIMES = (
    (8, "A few seconds"),
    (15, "Ten seconds"),
    (25, "Twenty seconds"),
    (40, "Half a minute"),
    (75, "A minute"),
    (105, "A minute and a half"),
    (160, "Two minutes"),
    (210, "Three minutes"),
)


def compose_captions(
    material: Material, spec: PlatformSpec, voice: Voice = NO_VOICE, limit: int = VARIANTS
) -> list[str]:
    """At most `limit` captions without hashtags, best first, no two alike; none without facts.

    Each is within the platform's limits with room for hashtags, and in the team's voice.
    """
    room = voice.usual_length(target_length(spec))
    found: list[str] = []
    for caption in _candidates(in_voice(material, voice), room):
        if not voice.asks_questions:
            caption = without_our_question(caption)
        fitted = finished(fit_text(spec.name, caption).strip(), spec, voice)
        if fitted and len(found) < limit and not _is_repetition(fitted, found):
            found.append(fitted)
    return found


def without_our_question(caption: str) -> str:
    """The caption without a closing of ours; what the speaker asks stays."""
    head, gap, last = caption.rpartition("\n\n")
    return head if gap and last in OUR_QUESTIONS else caption


def target_length(spec: PlatformSpec) -> int:
    """Characters to aim for: short where tags run on in the text, always with room for tags."""
    wanted = INLINE_TARGET if spec.hashtag_habit == HashtagHabit.INLINE else LONG_TARGET
    return min(wanted, int(spec.max_text * SHARE_FOR_WORDS))


def _candidates(material: Material, room: int) -> Iterator[str]:
    said, shown = usable(material.sentences), usable(material.shown or ())
    if said:
        yield from _from_speech(material, said, shown, room)
    elif shown:
        yield from _from_screen(material, shown, room)
    elif material.description:
        yield as_sentence(material.description)
    else:
        yield from _from_name(material)


def _from_speech(
    material: Material, said: Sequence[str], shown: Sequence[str], room: int
) -> Iterator[str]:
    """The strongest sentence with what follows; the screen's line over it; a second beginning."""
    best, *others = ranked(said, material.topics, material.language)
    quote = len(said) <= SHORT_SPEECH
    lead = _readable(as_hook(best, material.language))
    yield _grown(_quoted(lead, quote), _following(best, said), room)
    if headline := _headline(shown, lead):
        yield _under(headline, best, said, room)
    if others:
        second = _readable(as_hook(others[0], material.language))
        yield _grown(_quoted(second, quote), _following(others[0], said)[:1], room)
    last, question = _last_clause(lead) or lead, _own_question(said, lead)
    yield _paragraphs(_quoted(last, quote), question or closing_for(lead, material.language))


def _from_screen(material: Material, shown: Sequence[str], room: int) -> Iterator[str]:
    """The lines on screen: the strongest alone, with a question, and all of them in order."""
    best = ranked(shown, material.topics, material.language)[0]
    lead = as_hook(best, material.language)
    yield lead
    yield _paragraphs(lead, closing_for(lead, material.language))
    if len(shown) > 1:
        yield _grown(as_sentence(shown[0]), shown[1:], room)


def _from_name(material: Material) -> Iterator[str]:
    """What the file is called and how long it is: no more is known."""
    if not material.named:
        return
    named = " ".join(material.named)
    yield as_sentence(named)
    if material.duration_sec and material.media_type == "video" and len(material.named) > 1:
        yield f"{_round_time(material.duration_sec)} of {named}."


def closing_for(line: str, language: str) -> str:
    """A short question that follows from the kind of line; empty when none would be natural."""
    if language != "en":
        return ""
    opening = opening_of(line, language)
    kind = opening.kind if opening else ""
    if kind == "number" or (kind == "claim" and LIST_OF.search(line)):
        return WHICH_ONE if LIST_OF.search(line) else ""
    if FIRST_PERSON.search(line):
        return HAS_THAT if HAPPENS.search(line) else ""
    return CLOSINGS.get(kind, "") if len(words_of(line)) >= WORDS_TO_DISCUSS else ""


def _under(headline: str, best: str, said: Sequence[str], room: int) -> str:
    """The screen's line with the best sentence; with what follows it when they say the same."""
    following = _following(best, said)
    if following and _share_said(headline, best) >= SAME_WORDS:
        return _grown(headline, following, room)
    return _paragraphs(headline, _quoted(_readable(as_sentence(best)), len(said) <= SHORT_SPEECH))


def _share_said(headline: str, sentence: str) -> float:
    """The share of the headline's words that the sentence has too."""
    words = _plain(headline).split()
    return sum(word in _plain(sentence).split() for word in words) / len(words)


def _readable(sentence: str) -> str:
    """The sentence, cut with dots when it runs on and on."""
    start = sentence[: 4 * MAX_LEAD]  # a transcript of hours may be one “sentence”
    return shorten(start, lambda text: len(text) <= MAX_LEAD, room=MAX_LEAD, count=len)


def _own_question(said: Sequence[str], lead: str) -> str:
    """The question that the speech ends with, unless it is the lead."""
    last = as_sentence(said[-1])
    return last if last.endswith("?") and _plain(last) != _plain(lead) else ""


def _following(sentence: str, said: Sequence[str]) -> list[str]:
    """The sentences said after `sentence`, as many as a caption may carry."""
    place = said.index(sentence)
    return list(said[place + 1 : place + 1 + FURTHER_SENTENCES])


def _grown(lead: str, further: Sequence[str], room: int) -> str:
    """The lead, and below it as many whole further sentences as fit in `room` characters."""
    body = ""
    for sentence in further:
        longer = f"{body} {as_sentence(sentence)}".strip()
        if len(lead) + len(longer) + 2 > room:
            break
        body = longer
    return _paragraphs(lead, body)


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _quoted(sentence: str, quote: bool) -> str:
    return f"“{sentence}”" if quote and not sentence.startswith(("“", '"')) else sentence


def _headline(shown: Sequence[str], lead: str) -> str:
    """The first line on screen, unless the lead begins with it."""
    if not shown:
        return ""
    headline = as_sentence(shown[0])
    return "" if _plain(lead).startswith(_plain(headline)) else headline


def _last_clause(sentence: str) -> str:
    """What follows the last comma, when it can stand alone: four words and more."""
    clause = sentence.rpartition(", ")[2]
    is_whole = len(words_of(clause)) >= 4 and not SUBORDINATE.match(clause)
    return as_sentence(clause) if clause != sentence and is_whole else ""


def _round_time(seconds: float) -> str:
    named = next((name for limit, name in ROUND_TIMES if seconds < limit), None)
    return named or f"{round(seconds / 60)} minutes"


def _is_repetition(caption: str, others: Sequence[str]) -> bool:
    """Whether another caption begins with all of this one."""
    return any(_plain(other).startswith(_plain(caption)) for other in others)


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()
