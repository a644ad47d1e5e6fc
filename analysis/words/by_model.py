"""Captions by a text model: what it is told, and what an answer must keep to be used."""

import json
import re
from collections.abc import Iterator, Sequence

from pydantic import BaseModel, model_validator

from ai.local.sentences import words_of
from ai.prompts import load_prompt
from ai.protocols import Answer, TextModel
from analysis.words.composer import target_length
from analysis.words.hashtags import clean_hashtags
from analysis.words.likeness import is_new
from analysis.words.lines import PRIVATE
from analysis.words.material import Material
from analysis.words.voice import FEW, NO_VOICE, Voice, count_emoji, finished
from platforms.specs import get_spec
from platforms.specs.types import PlatformSpec

PROMPT = "write_words.v3"
VARIANTS = 3
MIN_VARIANTS = 2
MAX_TRANSCRIPT_CHARS = 12_000  # about 12 minutes of speech
PLACEHOLDER = re.compile(
    r"\[[^\]]*\]|\{[^}]*\}|<[^>]+>|\b(?:TODO|TBD|XXX)\b|\blorem ipsum\b|\binsert \w+ here\b", re.I
)
MACHINE_TALK = re.compile(
    r"\b(?:as an ai|language model|i (?:can(?:'|no)t|am unable to) (?:help|assist|comply)"
    r"|here (?:is|are) (?:the|your|some) captions?)\b",
    re.I,
)
HASHTAG = re.compile(r"(?<!\w)#\w")
FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
NUMBER_WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


class PlatformWords(BaseModel):
    """The words for one platform."""

    platform: str
    captions: list[str]
    hashtags: list[str]
    titles: list[str]
    first_comment: str


class WordsAnswer(BaseModel):
    """What the text model is asked for."""

    platforms: list[PlatformWords]
    topics: list[str]
    alt_text: str


NOTHING = PlatformWords(platform="", captions=[], hashtags=[], titles=[], first_comment="")


def ask_model(
    model: TextModel, material: Material, platforms: Sequence[str], voice: Voice = NO_VOICE
) -> Answer:
    """The model's words. When a platform is left with fewer than two usable captions, the answer
    is sent back once with what is wrong.

    Raises `ai.protocols` errors, ProviderRefused when the second answer is no better.
    """
    specs = [get_spec(name) for name in platforms]
    return model.compose(
        instructions=_told(voice),
        data=_data_for(material, specs, voice),
        shape=checked_shape(specs, material, voice),
    )


def captions_in(
    answer: WordsAnswer, material: Material, voice: Voice = NO_VOICE
) -> dict[str, list[str]]:
    """{platform: captions} without those that break a rule, each once, in the team's voice."""
    found = {}
    for words in answer.platforms:
        spec = get_spec(words.platform)
        kept = usable_captions(words, spec, material, voice)
        found[spec.name] = [text for caption in kept if (text := finished(caption, spec, voice))]
    return found


def usable_captions(
    words: PlatformWords, spec: PlatformSpec, material: Material, voice: Voice = NO_VOICE
) -> list[str]:
    """The captions that keep the platform's limits and our rules, no two alike, in their order."""
    found: list[str] = []
    for text in map(str.strip, words.captions):
        if is_new(text, found) and not list(_caption_faults("", text, spec, material, voice)):
            found.append(text)
    return found


def hashtags_in(answer: WordsAnswer) -> dict[str, list[str]]:
    """{platform: tags without #}, as many as the platform is given."""
    return {
        words.platform: clean_hashtags(words.hashtags, get_spec(words.platform))
        for words in answer.platforms
    }


def titles_in(
    answer: WordsAnswer, material: Material, voice: Voice = NO_VOICE
) -> dict[str, list[str]]:
    """{platform: titles} of the platforms that have titles, without those that break a rule."""
    found = {}
    for words in answer.platforms:
        spec = get_spec(words.platform)
        stripped = dict.fromkeys(" ".join(title.split()) for title in words.titles)
        good = [title for title in stripped if _is_title(title, spec, material, voice)]
        found[spec.name] = good if spec.max_title is not None else []
    return found


def first_comments_in(
    answer: WordsAnswer, material: Material, voice: Voice = NO_VOICE
) -> dict[str, str]:
    """{platform: comment}, without those that break a rule."""
    return {
        words.platform: text
        for words in answer.platforms
        if (text := words.first_comment.strip())
        and not list(_caption_faults("", text, get_spec(words.platform), material, voice))
    }


def _is_title(title: str, spec: PlatformSpec, material: Material, voice: Voice) -> bool:
    fits = spec.max_title is not None and len(title) <= spec.max_title
    return fits and not list(_caption_faults("", title, spec, material, voice))


def checked_shape(
    specs: Sequence[PlatformSpec], material: Material, voice: Voice = NO_VOICE
) -> type[WordsAnswer]:
    """`WordsAnswer` that also refuses what these platforms or our rules do not allow."""

    class CheckedWords(WordsAnswer):
        @model_validator(mode="after")
        def _keeps_rules(self) -> "CheckedWords":
            if faults := list(faults_in(self, specs, material, voice)):
                raise ValueError("; ".join(faults))
            return self

    CheckedWords.__name__ = WordsAnswer.__name__  # the name that the server is shown
    return CheckedWords


def faults_in(
    answer: WordsAnswer,
    specs: Sequence[PlatformSpec],
    material: Material,
    voice: Voice = NO_VOICE,
) -> Iterator[str]:
    """What is wrong with an answer, as sentences that a model can act on."""
    given = {words.platform: words for words in answer.platforms}
    yield from (f"“{name}” was not asked for" for name in given if name not in _names(specs))
    for spec in specs:
        words = given.get(spec.name) or NOTHING
        if len(usable_captions(words, spec, material, voice)) < MIN_VARIANTS:
            yield f"{spec.name}: {VARIANTS} different captions are needed"
            for number, caption in enumerate(words.captions, start=1):
                yield from _caption_faults(
                    f"{spec.name}, caption {number}", caption.strip(), spec, material, voice
                )


def _caption_faults(
    where: str, caption: str, spec: PlatformSpec, material: Material, voice: Voice
) -> Iterator[str]:
    yield from text_faults(where, caption, spec, material.facts)
    if word := voice.banned_in(caption):
        yield f"{where} holds the banned word “{word}”"
    if voice.emoji == FEW and count_emoji(caption) > 1:
        yield f"{where} holds more than one emoji"
    if PRIVATE.search(caption):
        yield f"{where} holds a link, an account, an address or a number that nobody asked for"


def text_faults(where: str, text: str, spec: PlatformSpec, facts: str) -> Iterator[str]:
    """What no text of a model may be, wherever it is shown. `facts`: all that it may draw on."""
    if not text:
        yield f"{where} is empty"
    if not spec.text_fits(text):
        yield f"{where} has {spec.count_text(text)} {spec.counted_in} of {spec.max_text}"
    if set(text) & set(spec.forbidden_characters):
        yield f"{where} uses one of {spec.forbidden_characters}"
    if HASHTAG.search(text):
        yield f"{where} holds a hashtag"
    if PLACEHOLDER.search(text):
        yield f"{where} holds a placeholder"
    if MACHINE_TALK.search(text):
        yield f"{where} speaks about being written"
    yield from _invented_numbers(where, text, facts)


def _invented_numbers(where: str, text: str, facts: str) -> Iterator[str]:
    """Figures are what readers trust most: each must stand in the material as a whole number."""
    said = set(words_of(facts.lower()))
    known = set(FIGURE.findall(facts))
    known |= {str(value) for value, word in enumerate(NUMBER_WORDS) if word in said}
    for figure in FIGURE.findall(text):
        if figure not in known:
            yield f"{where} names {figure}, which the material does not"


def _names(specs: Sequence[PlatformSpec]) -> set[str]:
    return {spec.name for spec in specs}


def _told(voice: Voice) -> str:
    """The prompt with the team's brand guide in it: its own words, not the material's."""
    guide = {
        "tone": voice.tone,
        "emoji": "" if voice == NO_VOICE else voice.emoji,
        "banned_words": list(voice.banned),
        "hashtags_never": list(voice.tags_never),
    }
    wanted = {name: value for name, value in guide.items() if value}
    told = load_prompt(PROMPT).replace("{variants}", str(VARIANTS))
    return told.replace("{brand}", json.dumps(wanted, ensure_ascii=False))


def _data_for(material: Material, specs: Sequence[PlatformSpec], voice: Voice) -> dict:
    return {
        "sample_posts": list(voice.samples),
        "transcript": (material.spoken or "")[:MAX_TRANSCRIPT_CHARS],
        "text_on_screen": list(material.shown or ()),
        "seen": material.description,
        "subjects": list(material.subjects),
        "file_name_words": list(material.named),
        "language": material.language,
        "media_type": material.media_type,
        "duration_sec": material.duration_sec,
        "platforms": [
            {
                "platform": spec.name,
                "label": spec.label,
                "target_chars": target_length(spec),
                "max_hashtags": spec.max_hashtags,
                "max_title": spec.max_title or 0,
            }
            for spec in specs
        ],
    }
