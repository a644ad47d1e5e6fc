"""Captions by rules alone: what a careful person would take from the words that are there.

Nothing is invented. Every line is a sentence that is said or shown, in the order in which it was
said; only the short question at the end is ours, chosen for the kind of line it follows. With no
words, the file's name and length are all that is known, and the caption stays that short.
"""

import re
from collections.abc import Iterator, Sequence

from ai.local.sentences import words_of
from analysis.words.closings import closing_for, without_our_question
from analysis.words.likeness import is_new
from analysis.words.lines import as_hook, as_sentence, dangles, strength, usable
from analysis.words.listing import Listing, is_item, listing_in
from analysis.words.material import Material
from analysis.words.voice import NO_VOICE, Voice, finished, in_voice
from platforms.specs.text import fit_text, shorten
from platforms.specs.types import HashtagHabit, PlatformSpec

VARIANTS = 3
INLINE_TARGET = 220  # networks whose tags run on in the text show one or two lines
LONG_TARGET = 600
DESCRIPTION_TARGET = 1200  # under a title, where people come to read
DESCRIPTION_FROM = 4000  # characters that a platform must allow for that
SHARE_FOR_WORDS = 0.72  # of the limit; the rest is for hashtags
SHORT_SPEECH = 2  # sentences: so little speech is quoted, more is retold as it was said
FURTHER_SENTENCES, IN_DESCRIPTION = 3, 9
AFTERTHOUGHT = 40  # characters: so short a sentence belongs to the one before it
MAX_LEAD = 200  # characters: twice what is shown before the fold
SAME_WORDS = 0.6
WHOLE_CLAUSE = 6  # words, from which what follows a comma is mostly a sentence of its own
BEGINNING = 0.25  # what is said first mostly says what it is about
ENDING_QUESTION = 0.7  # asked of the viewer at the end: it ends captions, it does not begin them
WEAKEST_SECOND = 0.35  # no variant begins with a line that cannot stand alone
SECONDS_TRIED = 5
TWO_SPEAKERS = 2  # questions with an answer, from which speech is taken for an interview
SUBORDINATE = re.compile(
    r"(?:if|when|while|because|which|who|that|and|or|but|as|so|than|to|in|on|at|for|with)\b", re.I
)
FIRST_PERSON = re.compile(
    r"\b(?:i|i'm|i've|me|my|we|us|our|ich|mir|mich|mein\w*|wir|uns|yo|mi|me|je|j'ai|mon)\b", re.I
)
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
    longest = int(spec.max_text * SHARE_FOR_WORDS)
    for caption in _candidates(in_voice(material, voice), room, longest):
        if len(found) == limit:
            break
        if found and not spec.text_fits(caption):
            continue  # a second one is not worth a cut sentence
        if not voice.asks_questions:
            caption = without_our_question(caption)
        fitted = finished(fit_text(spec.name, caption).strip(), spec, voice)
        if fitted and is_new(fitted, found):
            found.append(fitted)
    return found


def target_length(spec: PlatformSpec) -> int:
    """Characters to aim for: short where tags run on in the text, always with room for tags."""
    wanted = INLINE_TARGET if spec.hashtag_habit == HashtagHabit.INLINE else LONG_TARGET
    if spec.max_title is not None and spec.max_text >= DESCRIPTION_FROM:
        wanted = DESCRIPTION_TARGET
    return min(wanted, int(spec.max_text * SHARE_FOR_WORDS))


def _candidates(material: Material, room: int, longest: int) -> Iterator[str]:
    """Captions to choose from, best first. A list may be longer than `room`, up to `longest`:
    who promises five habits must name five."""
    said, shown = usable(material.sentences), usable(material.shown or ())
    lines, quote = said or shown, len(said) <= SHORT_SPEECH
    if lines and (listing := listing_in(lines)):
        best = by_strength(material, lines)[0]
        lead = _readable(as_hook(listing.intro or best, material.language))
        yield _listed(listing, lead, longest)
        said, shown = _without_items(said), _without_items(shown)
    if said:
        yield from _from_speech(material, said, shown, room, quote=quote)
    elif shown:
        yield from _from_screen(material, shown, room)
    elif material.description:
        yield as_sentence(material.description)
    else:
        yield from _from_name(material)


def _from_speech(
    material: Material, said: Sequence[str], shown: Sequence[str], room: int, *, quote: bool
) -> Iterator[str]:
    """The strongest sentence with what follows; the list or the screen; other beginnings."""
    language = material.language
    best, *others = by_strength(material, said)
    is_interview = _is_interview(said)
    lead = _readable(as_hook(best, language))
    further = _following(best, said, room)
    yield _told(_quoted(lead, quote), further, room, is_interview=is_interview)
    yield from _with_screen(shown, lead, best, said, room, quote=quote)
    question = _own_question(said, lead) or closing_for(lead, language)
    clause = _last_clause(lead)
    asked = _paragraphs(_quoted(clause or lead, quote), question) if question or clause else ""
    seconds = [line for line in others if may_begin(line, material)][:SECONDS_TRIED]
    for number, line in enumerate(seconds):
        begin = _quoted(_readable(as_hook(line, language)), quote)
        yield _told(begin, _following(line, said, room)[:2], room, is_interview=is_interview)
        yield asked if number == 0 else ""
    yield asked
    if len(said) > SHORT_SPEECH and (last := _payoff(said, best, language)):
        yield _paragraphs(lead, last)


def _from_screen(material: Material, shown: Sequence[str], room: int) -> Iterator[str]:
    """The lines on screen: as a list or in order, with a question, the last one first."""
    best, *others = by_strength(material, shown)
    lead = as_hook(best, material.language)
    rest = [line for line in shown if line != best]
    yield _grown(lead, rest, room)
    yield _paragraphs(lead, closing_for(lead, material.language))
    for line in others:
        if len(words_of(line)) > 2 and not dangles(line, material.language):
            yield _paragraphs(as_hook(line, material.language), lead)


def _from_name(material: Material) -> Iterator[str]:
    """What the file is called and how long it is: no more is known."""
    if not material.named:
        return
    named = " ".join(material.named)
    yield as_sentence(named)
    if material.duration_sec and material.media_type == "video" and len(material.named) > 1:
        yield f"{_round_time(material.duration_sec)} of {named}."


def by_strength(material: Material, lines: Sequence[str]) -> list[str]:
    """The lines, the best beginning of a caption first."""

    def worth(at: int) -> float:
        line = lines[at]
        value = strength(line, material.topics, material.language) + BEGINNING * (at == 0)
        is_ending = at == len(lines) - 1 > 1 and _is_question(line)
        return value - ENDING_QUESTION * is_ending

    return [lines[at] for at in sorted(range(len(lines)), key=lambda at: -worth(at))]


def may_begin(line: str, material: Material) -> bool:
    """Whether a text may begin with the line: it needs none before it, and has some strength."""
    hook = as_hook(line, material.language)
    if dangles(hook, material.language):
        return False
    return strength(line, material.topics, material.language) >= WEAKEST_SECOND


def _is_interview(said: Sequence[str]) -> bool:
    """Whether several questions are answered, once at least by somebody who says “I”."""
    asked = [at for at, line in enumerate(said[:-1]) if _is_question(line)]
    answers = (" ".join(said[at + 1 : at + 4]) for at in asked)
    return len(asked) >= TWO_SPEAKERS and any(map(FIRST_PERSON.search, answers))


def _is_question(line: str) -> bool:
    return line.rstrip("”\"') ").endswith(("?", "？"))


def _told(lead: str, further: Sequence[str], room: int, *, is_interview: bool) -> str:
    """The lead and what follows; in an interview answers stand in quotation marks."""
    if not is_interview or lead.startswith("“"):
        return _grown(lead, further, room)
    told = ""
    for most in range(len(further) + 1):
        longer = _as_dialogue([lead, *map(as_sentence, further[:most])])
        if told and len(longer) > room:
            break
        told = longer
    return told


def _as_dialogue(lines: Sequence[str]) -> str:
    """Questions as they are, answers quoted, each in a paragraph; no question at the end."""
    parts: list[list[str]] = []
    for line in lines:
        if _is_question(line) or not parts or _is_question(parts[-1][0]):
            parts.append([line])
        else:
            parts[-1].append(line)
    if len(parts) > 1 and _is_question(parts[-1][0]):
        parts.pop()
    texts = (" ".join(part) for part in parts)
    return _paragraphs(*(text if _is_question(text) else f"“{text}”" for text in texts))


def _listed(listing: Listing, lead: str, room: int) -> str:
    """The whole list under its heading; empty when it does not fit: no list is cut short."""
    outro = as_sentence(listing.outro) if listing.outro else ""
    for ending in (outro, ""):
        whole = _paragraphs(lead, listing.text(), ending)
        if len(whole) <= room:
            return whole
    return ""


def _without_items(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if not is_item(line)]


def _with_screen(
    shown: Sequence[str], lead: str, best: str, said: Sequence[str], room: int, *, quote: bool
) -> Iterator[str]:
    """The lines on screen, when there are several; else the one of them over what is said."""
    if len(shown) > SHORT_SPEECH:
        yield _grown(as_sentence(shown[0]), shown[1:], room)
    if headline := _headline(shown, lead):
        yield _under(headline, best, said, room, quote=quote)


def _payoff(said: Sequence[str], best: str, language: str) -> str:
    """The last sentence that is no question: where the speaker arrives."""
    last = next((line for line in reversed(said) if not line.rstrip().endswith("?")), best)
    return (
        ""
        if last == best or as_hook(last, language) == as_hook(best, language)
        else (as_sentence(last))
    )


def _under(headline: str, best: str, said: Sequence[str], room: int, *, quote: bool) -> str:
    """The screen's line with the best sentence; with what follows it when they say the same."""
    following = _following(best, said, room)
    if following and _share_said(headline, best) >= SAME_WORDS:
        return _grown(headline, following, room)
    return _paragraphs(headline, _quoted(_readable(as_sentence(best)), quote))


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


def _following(sentence: str, said: Sequence[str], room: int) -> list[str]:
    """The sentences said after `sentence`, as many as a caption of `room` may carry.

    A short afterthought at the end comes along: “People don't remember forty breads. They
    remember one.”
    """
    place = said.index(sentence)
    most = IN_DESCRIPTION if room > LONG_TARGET else FURTHER_SENTENCES
    after = list(said[place + 1 : place + 1 + most])
    further = said[place + 1 + most : place + 2 + most]
    return after + [line for line in further if len(line) <= AFTERTHOUGHT]


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
    """What follows the last comma, when it can stand alone: long enough, and no side clause."""
    clause = sentence.rpartition(", ")[2]
    is_whole = len(words_of(clause)) >= WHOLE_CLAUSE and not SUBORDINATE.match(clause)
    return as_sentence(clause) if clause != sentence and is_whole else ""


def _round_time(seconds: float) -> str:
    named = next((name for limit, name in ROUND_TIMES if seconds < limit), None)
    return named or f"{round(seconds / 60)} minutes"


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()
