"""`suggest_words`: by the text model when there is one, else by rules; what is missing is said."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from ai.local.sentiment import sentiment_of
from ai.protocols import ProviderError, Transcript
from ai.providers import get_text_model
from analysis.engine.report import MediaReport
from analysis.words.by_model import (
    PROMPT,
    WordsAnswer,
    ask_model,
    captions_in,
    first_comments_in,
    hashtags_in,
    titles_in,
)
from analysis.words.composer import compose_captions
from analysis.words.hashtags import hashtags_for
from analysis.words.lines import may_be_quoted
from analysis.words.material import MAX_TOPICS, Material, gather
from analysis.words.seeing import Seeing
from analysis.words.suggestion import WordsSuggestion
from analysis.words.titles import compose_first_comment, compose_titles
from analysis.words.voice import NO_VOICE, Voice, in_voice, tags_in_voice
from platforms.specs import get_spec

BY_RULES = "rules"


class NamedMedia(Protocol):
    """All that is asked of an asset."""

    filename: str


def suggest_words(
    report: MediaReport,
    transcript: Transcript | None,
    *,
    asset: NamedMedia,
    platforms: Sequence[str],
    seeing: Seeing | None = None,
    voice: Voice = NO_VOICE,
) -> WordsSuggestion:
    """Captions and hashtags for `platforms` (names of specs), topics, language and sentiment.

    `transcript` is None when nothing could transcribe; `seeing` is what a model saw, if one looked;
    `voice` is how the team wants to sound.
    Asks the configured text model; without one, or when it fails, rules do it and `notes` say why.
    Never raises ProviderError. May take minutes: call it outside of transactions.
    """
    seeing = seeing or Seeing()
    notes = list(seeing.gaps)
    models: dict[str, str] = {"transcript": transcript.model} if transcript else {}
    if seeing.model:
        models["vision"] = seeing.model
    material = gather(report, transcript, seeing.best, asset.filename)
    known = in_voice(material, voice)
    answer = _ask(known, platforms, voice, models, notes) if platforms else None
    made = _suggestion(known, platforms, voice, answer, models, notes)
    shown = None if material.shown is None else list(material.shown)
    return replace(made, spoken=material.spoken, shown=shown)  # the score hears what is said


def _ask(
    material: Material,
    platforms: Sequence[str],
    voice: Voice,
    models: dict[str, str],
    notes: list[str],
) -> WordsAnswer | None:
    """The text model's words, or None with a note that rules wrote them."""
    models["words"] = BY_RULES
    try:
        answer = ask_model(get_text_model(), material, platforms, voice)
    except ProviderError as error:
        notes.append(f"Captions and hashtags were composed by rules: {error}")
        return None
    models["words"] = f"{answer.model}, {PROMPT}"
    return WordsAnswer.model_validate(answer.value.model_dump())


def _suggestion(
    material: Material,
    platforms: Sequence[str],
    voice: Voice,
    answer: WordsAnswer | None,
    models: dict[str, str],
    notes: list[str],
) -> WordsSuggestion:
    """The whole suggestion, from the answer or by rules."""
    if answer:
        captions, hashtags = captions_in(answer, material, voice), hashtags_in(answer)
    else:
        captions = _captions_by_rules(material, platforms, voice, notes)
        hashtags = _hashtags_by_rules(material, platforms)
    hashtags = {name: tags_in_voice(tags, get_spec(name), voice) for name, tags in hashtags.items()}
    return WordsSuggestion(
        captions=captions,
        hashtags=hashtags,
        titles=_titles(material, platforms, voice, answer),
        first_comments=_first_comments(material, platforms, voice, answer),
        topics=list(filter(voice.allows, _topics(material, answer))),
        language=material.language,
        sentiment=_sentiment(material, notes),
        models_used=models,
        notes=notes,
        alt_text=_alt_text(material, answer, voice),
        description=material.description,
    )


def _captions_by_rules(
    material: Material, platforms: Sequence[str], voice: Voice, notes: list[str]
) -> dict[str, list[str]]:
    captions = {name: compose_captions(material, get_spec(name), voice) for name in platforms}
    if platforms and not any(captions.values()):
        notes.append(
            "There is no caption: nothing is said or shown that could be used, and the file name "
            "names nothing. Write one before posting."
        )
    return captions


def _hashtags_by_rules(material: Material, platforms: Sequence[str]) -> dict[str, list[str]]:
    return {
        name: hashtags_for(material.topics, get_spec(name), material.named) for name in platforms
    }


def _titles(
    material: Material, platforms: Sequence[str], voice: Voice, answer: WordsAnswer | None
) -> dict[str, list[str]]:
    """The model's titles, and those by rules where it has none that can be used."""
    said = titles_in(answer, material, voice) if answer else {}
    titles = {
        name: said.get(name) or compose_titles(material, get_spec(name), voice)
        for name in platforms
    }
    return {name: found for name, found in titles.items() if found}


def _first_comments(
    material: Material, platforms: Sequence[str], voice: Voice, answer: WordsAnswer | None
) -> dict[str, str]:
    if answer:
        return first_comments_in(answer, material, voice)
    comments = {name: compose_first_comment(material, get_spec(name), voice) for name in platforms}
    return {name: text for name, text in comments.items() if text}


def _topics(material: Material, answer: WordsAnswer | None) -> list[str]:
    named = [topic.strip().lower() for topic in answer.topics if topic.strip()] if answer else []
    return list(dict.fromkeys(named))[:MAX_TOPICS] or list(material.topics)


def _alt_text(material: Material, answer: WordsAnswer | None, voice: Voice) -> str:
    """Of what was seen, else as the text model has it, without links and names of accounts."""
    said = material.alt_text or (" ".join(answer.alt_text.split()) if answer else "")
    return said if may_be_quoted(said) and voice.allows(said) else ""


def _sentiment(material: Material, notes: list[str]) -> float | None:
    """Of what is said and shown; a note when there are words that cannot be weighed."""
    if not material.words:
        return None
    value = sentiment_of(material.words, material.language)
    if value is None:
        notes.append("Sentiment was not measured: the word list knows English only.")
    return value
