"""A rewrite without a model: sentences chosen, added from what is said, tidied; none invented."""

from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

from ai.local.keywords import keywords_of
from ai.local.language import UNKNOWN, language_of
from ai.local.sentences import sentences_of, words_of
from analysis.rewriting.options import (
    BY_RULES,
    CannotRewrite,
    Length,
    RewriteOptions,
    Rewritten,
    as_tags,
    fitting_tags,
    part_hashtags,
)
from analysis.rewriting.tone import in_tone
from analysis.words.composer import target_length
from analysis.words.hashtags import hashtags_for
from analysis.words.lines import as_sentence, ranked, usable
from analysis.words.material import Material
from analysis.words.voice import (
    NEVER,
    Voice,
    finished,
    in_voice,
    tags_in_voice,
    without_emoji,
)
from platforms.specs.text import compose_text, shorten

SHORTER, LONGER = 0.6, 1.6  # of the present length
SAME_SENTENCE = 0.75
NO_EMOJI = "Rules add no emoji: which one fits is for a person or a text model to say."
NO_WISHES = "Your own instructions need a text model; rules did not follow them."
NO_LANGUAGE = "Another language needs a text model. The language is as it was."
NOTHING_SAID = "There is nothing more to add: no further sentence is said or shown in the media."
ONE_SENTENCE = "It is one sentence already; rules do not shorten inside of one unless it must fit."
LEFT_OUT = "Left out, since your brand guide bans “{word}”: “{sentence}”"
ALL_BANNED = "Every sentence of the caption holds a word that your brand guide bans."
NO_WORDS = "There is no caption to rewrite yet. Write one, or analyse the media first."
UNCHANGED = "Rules found nothing to change."
MAX_QUOTE = 80


def rewrite_by_rules(
    caption: str, options: RewriteOptions, voice: Voice, material: Material | None = None
) -> Rewritten:
    """The caption as rules make it, and notes on what only a model could do.

    Raises CannotRewrite when no sentence is left.
    """
    body, tags = part_hashtags(caption)
    if not body:
        raise CannotRewrite(NO_WORDS)
    notes: list[str] = []
    body = _without_banned(body, voice, notes)
    known = material and in_voice(material, voice)
    language = language_of(body)
    body, note = in_tone(body, options.tone, language)
    notes += [note] if note else []
    if options.include_emojis is False or voice.emoji == NEVER:
        body = without_emoji(body)
    notes += _cannot(options, language)
    body = _in_length(body, options, known, notes)
    wanted = hashtags_by_rules(body, tags, options, voice, known)
    body = _fitted(finished(body, options.spec, voice), wanted, options)
    if not body:
        raise CannotRewrite(ALL_BANNED)
    kept = fitting_tags(body, wanted, options)
    if not notes and compose_text(body, kept) == compose_text(*part_hashtags(caption)):
        notes.append(UNCHANGED)
    return Rewritten(body, kept, BY_RULES, notes)


def hashtags_by_rules(
    body: str,
    present: Sequence[str],
    options: RewriteOptions,
    voice: Voice,
    material: Material | None,
) -> list[str]:
    """The tags to go with it: none, those that were there, or more from the words."""
    if options.include_hashtags is False:
        return []
    spec = options.spec
    if options.include_hashtags is None:
        return as_tags([tag for tag in present if voice.allows_tag(tag)], spec)
    topics = [*(material.topics if material else ()), *keywords_of([body], spec.max_hashtags)]
    found = hashtags_for(topics, spec, material.named if material else ())
    return as_tags(tags_in_voice([*present, *found], spec, voice), spec)


def _cannot(options: RewriteOptions, language: str) -> list[str]:
    """Sentences on what was asked for and only a model can do."""
    other = language != UNKNOWN and not options.is_in_language(language)
    asked = (
        (options.include_emojis, NO_EMOJI),
        (options.custom_instructions.strip(), NO_WISHES),
        (other, NO_LANGUAGE),
    )
    return [sentence for is_asked, sentence in asked if is_asked]


def _without_banned(body: str, voice: Voice, notes: list[str]) -> str:
    """The body without the sentences that hold a banned word; its paragraphs stay."""
    if voice.allows(body):
        return body
    paragraphs = []
    for paragraph in body.split("\n"):
        kept = []
        for sentence in sentences_of(paragraph):
            if word := voice.banned_in(sentence):
                notes.append(LEFT_OUT.format(word=word, sentence=_quote(sentence)))
            else:
                kept.append(sentence)
        paragraphs.append(" ".join(kept))
    text = "\n".join(paragraphs).strip()
    if not text:
        raise CannotRewrite(ALL_BANNED)
    return text


def _in_length(
    body: str, options: RewriteOptions, material: Material | None, notes: list[str]
) -> str:
    """Shorter or longer as asked; every sentence whole."""
    count = options.spec.count_text
    used, usual = count(body), min(target_length(options.spec), options.limit)
    match options.length:
        case Length.SHORTER:
            shorter = _best_of(body, int(SHORTER * used), count)
            notes += [ONE_SENTENCE] if shorter == body else []
            return shorter
        case Length.LONGER:
            room = min(options.limit, max(int(LONGER * used), usual))
            longer = _grown(body, material, room, count)
            notes += [NOTHING_SAID] if longer == body else []
            return longer
        case Length.FIT:
            fits = used <= usual
            return _grown(body, material, usual, count) if fits else _best_of(body, usual, count)
    return body


def _best_of(body: str, room: int, count: Callable[[str], int]) -> str:
    """The first sentence, and the strongest others that fit into `room`, in their order.

    The first one stays: what comes after often leans on it.
    """
    paragraphs = [sentences_of(part) for part in body.split("\n")]
    all_of = [sentence for part in paragraphs for sentence in part]
    if len(all_of) < 2:
        return body
    kept = {all_of[0]}
    for sentence in ranked(all_of[1:], (), language_of(body)):
        if count(_joined(paragraphs, {*kept, sentence})) <= room:
            kept.add(sentence)
    return _joined(paragraphs, kept)


def _joined(paragraphs: Sequence[Sequence[str]], kept: set[str]) -> str:
    parts = (" ".join(s for s in sentences if s in kept) for sentences in paragraphs)
    return "\n\n".join(part for part in parts if part)


def _grown(body: str, material: Material | None, room: int, count: Callable[[str], int]) -> str:
    """The body with sentences of the media that it does not say yet, before its last question."""
    if material is None:
        return body
    head, question = _parted_question(body)
    added = ""
    for sentence in usable([*material.sentences, *(material.shown or ())]):
        line = as_sentence(sentence)
        if _is_said(line, f"{body} {added}"):
            continue
        longer = f"{added} {line}".strip()
        if count(_paragraphs(head, longer, question)) > room:
            break
        added = longer
    return _paragraphs(head, added, question) if added else body


def _parted_question(body: str) -> tuple[str, str]:
    head, gap, last = body.rpartition("\n")
    is_question = bool(gap) and last.endswith("?") and len(sentences_of(last)) == 1
    return (head.strip(), last) if is_question else (body, "")


def _is_said(line: str, text: str) -> bool:
    words = [word.lower() for word in words_of(line)]
    if not words:
        return True
    plain = " ".join(words)
    return any(
        SequenceMatcher(None, plain, " ".join(w.lower() for w in words_of(known))).ratio()
        >= SAME_SENTENCE
        for known in sentences_of(text)
    ) or plain in " ".join(word.lower() for word in words_of(text))


def _fitted(body: str, tags: Sequence[str], options: RewriteOptions) -> str:
    """The body within the limit, with one tag at least beside it when some are wanted."""
    for sign in options.spec.forbidden_characters:
        body = body.replace(sign, "")
    first = list(tags[:1])
    beside = shorten(
        body,
        lambda text: options.fits(text, first),
        room=options.limit,
        count=options.spec.count_text,
    )
    return beside or shorten(
        body,
        lambda text: options.fits(text, []),
        room=options.limit,
        count=options.spec.count_text,
    )


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _quote(sentence: str) -> str:
    return sentence if len(sentence) <= MAX_QUOTE else f"{sentence[:MAX_QUOTE].rstrip()}…"
