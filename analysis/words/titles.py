"""Titles and first comments by rules: lines that are said or shown, in the form that each needs."""

import re

from analysis.words.closings import closing_for
from analysis.words.composer import by_strength, compose_captions, may_begin
from analysis.words.lines import as_hook, as_sentence, usable
from analysis.words.listing import is_item
from analysis.words.material import Material
from analysis.words.voice import NO_VOICE, Voice, in_voice
from platforms.specs.text import fit_title
from platforms.specs.types import HashtagHabit, PlatformSpec

TITLES = 3
GOOD_TITLE = 70  # characters: what search results and players show


def compose_titles(material: Material, spec: PlatformSpec, voice: Voice = NO_VOICE) -> list[str]:
    """At most three titles, best first, without a full stop; none where posts have none."""
    if spec.max_title is None:
        return []
    known = in_voice(material, voice)
    lines = [*_hooks(known, known.sentences), *_hooks(known, known.shown or ())]
    short = [line for line in lines if len(line) <= GOOD_TITLE]
    named = " ".join(known.named)
    wanted = [*(short or lines[:1]), named[:1].upper() + named[1:]]
    fitted = [fit_title(spec.name, as_title(line)) for line in wanted if line]
    kept = {title.casefold(): title for title in reversed(fitted) if title and voice.allows(title)}
    return list(reversed(kept.values()))[:TITLES]


def compose_first_comment(material: Material, spec: PlatformSpec, voice: Voice = NO_VOICE) -> str:
    """What the team may write below its own post: the question that the first caption does not
    ask, else the next thing that is said; empty without either."""
    if spec.hashtag_habit == HashtagHabit.NONE:
        return ""
    known = in_voice(material, voice)
    captions = compose_captions(material, spec, voice)
    first = captions[0] if captions else ""
    said = usable(known.sentences)
    wanted = [as_sentence(line) for line in reversed(said) if line.rstrip().endswith("?")][:1]
    if said and voice.asks_questions:
        wanted.append(closing_for(as_hook(by_strength(known, said)[0], known.language),
                                  known.language))  # fmt: skip
    wanted += [as_sentence(line) for line in reversed(said) if may_begin(line, known)]
    new = (line for line in wanted if line and line.strip("“”.") not in first)
    return next((line for line in new if voice.allows(line) and spec.text_fits(line)), "")


def as_title(line: str) -> str:
    """The line without the full stop and the quotation marks that a sentence has."""
    return re.sub(r"(?<![.…])\.$", "", line.strip().strip("“”")).strip()


def _hooks(material: Material, lines) -> list[str]:
    wanted = [line for line in usable(lines) if not is_item(line)]
    best = by_strength(material, wanted)
    return [
        as_hook(line, material.language)
        for number, line in enumerate(best)
        if number == 0 or may_begin(line, material)
    ]
