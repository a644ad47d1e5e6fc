"""A rewrite by a text model: what it is told, and what its answer must keep to be used."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel, Field, model_validator

from ai.local.language import UNKNOWN, language_of
from ai.prompts import load_prompt
from ai.protocols import TextModel
from analysis.rewriting.options import (
    CannotRewrite,
    Length,
    RewriteOptions,
    Rewritten,
    as_tags,
    fitting_tags,
    part_hashtags,
)
from analysis.words.by_model import MAX_TRANSCRIPT_CHARS, text_faults
from analysis.words.composer import target_length
from analysis.words.material import Material
from analysis.words.voice import (
    FEW,
    NEVER,
    Voice,
    count_emoji,
    finished,
    tags_in_voice,
)
from platforms.specs.check import MENTION
from platforms.specs.counting import LINK

REWRITE, HASHTAGS = "rewrite_caption.v1", "suggest_hashtags.v1"
MOST_TAGS = 30


class RewriteAnswer(BaseModel):
    """What the text model is asked for."""

    caption: str
    hashtags: list[str]


class HashtagsAnswer(BaseModel):
    """What the text model is asked for."""

    hashtags: list[str] = Field(description="Best first, without the # sign.")


def rewrite_by_model(
    model: TextModel,
    caption: str,
    options: RewriteOptions,
    voice: Voice,
    material: Material | None = None,
) -> Rewritten:
    """The caption as the model writes it. An answer that breaks a rule goes back once.

    Raises CannotRewrite without a caption, and the errors of `ai.protocols`.
    """
    body, tags = part_hashtags(caption)
    if not body and material is None:
        raise CannotRewrite("There is no caption to rewrite yet. Write one first.")
    answer = model.compose(
        instructions=_told(REWRITE, _wishes(options, voice)),
        data={"caption": body, "hashtags": tags, **_known(material, voice)},
        shape=_checked(body, options, voice, material),
    )
    said = RewriteAnswer.model_validate(answer.value.model_dump())
    text = finished(said.caption.strip(), options.spec, voice)
    kept = fitting_tags(text, _tags(said.hashtags, tags, options, voice), options)
    return Rewritten(text, kept, f"{answer.model}, {REWRITE}")


def hashtags_by_model(
    model: TextModel,
    caption: str,
    options: RewriteOptions,
    voice: Voice,
    material: Material | None = None,
) -> Rewritten:
    """The caption as it is, with the model's hashtags. Raises the errors of `ai.protocols`."""
    body, tags = part_hashtags(caption)
    wishes = {
        "platform": options.spec.label,
        "count": options.spec.max_hashtags,
        "custom_instructions": options.custom_instructions,
        "always": list(voice.tags_always),
        "never": [*voice.tags_never, *voice.banned],
    }
    answer = model.compose(
        instructions=_told(HASHTAGS, wishes),
        data={"caption": body, "hashtags": tags, **_known(material, voice)},
        shape=HashtagsAnswer,
    )
    said = HashtagsAnswer.model_validate(answer.value.model_dump())
    found = tags_in_voice(said.hashtags[:MOST_TAGS], options.spec, voice)
    return Rewritten(body, as_tags(found, options.spec), f"{answer.model}, {HASHTAGS}")


def faults_in(
    answer: RewriteAnswer,
    before: str,
    options: RewriteOptions,
    voice: Voice,
    material: Material | None = None,
) -> Iterator[str]:
    """What is wrong with an answer, as sentences that a model can act on."""
    text = answer.caption.strip()
    own = f"{before} {options.custom_instructions}"
    yield from text_faults("the caption", text, options.spec, _facts(own, material))
    yield from _strangers(text, own)
    if word := voice.banned_in(text):
        yield f"the caption holds the banned word “{word}”"
    if not options.fits(text, []):
        used = options.spec.count_text(text)
        yield f"the caption has {used} {options.spec.counted_in} of {options.limit}"
    yield from _emoji_faults(text, options, voice)
    yield from _length_faults(text, before, options)
    written = language_of(text)
    if written != UNKNOWN and not options.is_in_language(written):
        yield f"the caption is not in the language “{options.language}”"


def _checked(
    before: str, options: RewriteOptions, voice: Voice, material: Material | None
) -> type[RewriteAnswer]:
    """`RewriteAnswer` that also refuses what these options and our rules do not allow."""

    class CheckedAnswer(RewriteAnswer):
        @model_validator(mode="after")
        def _keeps_rules(self) -> "CheckedAnswer":
            if faults := list(faults_in(self, before, options, voice, material)):
                raise ValueError("; ".join(faults))
            return self

    CheckedAnswer.__name__ = RewriteAnswer.__name__  # the name that the server is shown
    return CheckedAnswer


def _strangers(text: str, own: str) -> Iterator[str]:
    """Links and accounts that nobody put there: the way in which hostile material pays."""
    for pattern in (LINK, MENTION):
        for found in pattern.findall(text):
            if found.rstrip(".").casefold() not in own.casefold():
                yield f"the caption holds “{found}”, which nobody asked for"


def _emoji_faults(text: str, options: RewriteOptions, voice: Voice) -> Iterator[str]:
    wanted, used = emoji_wish(options, voice), count_emoji(text)
    if wanted == "none" and used:
        yield "the caption holds an emoji, and none is wanted"
    if wanted == "at most_one" and used > 1:
        yield f"the caption holds {used} emoji, and one is the most"


def _length_faults(text: str, before: str, options: RewriteOptions) -> Iterator[str]:
    count = options.spec.count_text
    if options.length == Length.SHORTER and count(text) >= count(before) > 0:
        yield "the caption is not shorter"
    if options.length == Length.LONGER and count(text) <= count(before):
        yield "the caption is not longer"


def emoji_wish(options: RewriteOptions, voice: Voice) -> str:
    """none, at most_one or free: the brand guide's “never” stands above what is asked for."""
    if options.include_emojis is False or voice.emoji == NEVER:
        return "none"
    return "at most_one" if voice.emoji == FEW or not options.include_emojis else "free"


def _wishes(options: RewriteOptions, voice: Voice) -> dict[str, Any]:
    spec = options.spec
    asked = options.include_hashtags
    hashtags = "keep" if asked is None else "as many as max_hashtags" if asked else "none"
    brand = {"tone": voice.tone, "banned_words": list(voice.banned)}
    wishes: dict[str, Any] = {
        "platform": spec.label,
        "limit": options.limit,
        "counted_in": spec.counted_in,
        "target_chars": min(target_length(spec), options.limit),
        "tone": options.tone,
        "length": options.length,
        "emojis": emoji_wish(options, voice),
        "hashtags": hashtags,
        "max_hashtags": spec.max_hashtags if asked else None,
        "language": options.language,
        "custom_instructions": options.custom_instructions,
        "brand": {name: value for name, value in brand.items() if value},
    }
    return {name: value for name, value in wishes.items() if value not in ("", None, {})}


def _told(prompt: str, wishes: dict[str, Any]) -> str:
    text = json.dumps(wishes, ensure_ascii=False, indent=1)
    return load_prompt(prompt).replace("{wishes}", text)


def _known(material: Material | None, voice: Voice) -> dict[str, Any]:
    known: dict[str, Any] = {"sample_posts": list(voice.samples)} if voice.samples else {}
    if material:
        known |= {
            "transcript": (material.spoken or "")[:MAX_TRANSCRIPT_CHARS],
            "text_on_screen": list(material.shown or ()),
            "seen": material.description,
        }
    return known


def _facts(own: str, material: Material | None) -> str:
    return f"{own} {material.facts}" if material else own


def _tags(
    said: Sequence[str], before: Sequence[str], options: RewriteOptions, voice: Voice
) -> list[str]:
    if options.include_hashtags is False:
        return []
    if options.include_hashtags is None:
        return as_tags([tag for tag in before if voice.allows_tag(tag)], options.spec)
    return as_tags(tags_in_voice(said[:MOST_TAGS], options.spec, voice), options.spec)
