"""The brand guide holds for everything that is suggested, by rules and by a model alike."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.protocols import Transcript
from analysis.words import WordsSuggestion, suggest_words
from analysis.words.composer import compose_captions
from analysis.words.hashtags import hashtags_for
from analysis.words.titles import compose_first_comment, compose_titles
from analysis.words.voice import Voice, finished, tags_in_voice, without_emoji
from platforms.specs import SPECS, get_spec
from tests.analysis.reports import good_video, make_text
from tests.analysis.words.clips import CLIPS, Clip
from tests.openai_server import data_in, says, words_answer

CHAT = "/chat/completions"
PLATFORMS = ["youtube", "x", "instagram"]
SAID = "This bread is cheap. Rye bread keeps for a week, and nobody believes it."


def suggest(voice: Voice, said: str = SAID, shown: str = "CHEAP BREAD") -> WordsSuggestion:
    return suggest_words(
        good_video(texts=(make_text(shown),)),
        Transcript(said, "en", (), "ear-1"),
        asset=SimpleNamespace(filename="cheap_bread.mp4"),
        platforms=PLATFORMS,
        voice=voice,
    )


def everything(suggestion: WordsSuggestion) -> list[str]:
    """Every text that is suggested; what was heard and read is not a suggestion."""
    lists = [*suggestion.captions.values(), *suggestion.titles.values()]
    flat = [text for texts in lists for text in texts]
    return [*flat, *suggestion.first_comments.values(), *suggestion.topics, suggestion.alt_text]


def test_no_suggestion_holds_a_banned_word_and_what_was_heard_stays(settings):
    settings.OPENAI_API_KEY = settings.OPENAI_BASE_URL = ""
    voice = Voice(banned=("cheap",))
    suggestion = suggest(voice)
    assert suggestion.captions["x"]
    assert all(map(voice.allows, everything(suggestion)))
    assert all(voice.allows_tag(tag) for tags in suggestion.hashtags.values() for tag in tags)
    assert suggestion.spoken == SAID
    assert suggestion.shown == ["CHEAP BREAD"]


def test_a_models_banned_word_goes_back_and_then_the_rules_write(openai_server):
    bad = says(words_answer(PLATFORMS, captions=["So cheap!", "Cheap again."]))
    openai_server.script(CHAT, bad, bad)
    voice = Voice(banned=("cheap",))
    suggestion = suggest(voice)
    sent_back = openai_server.seen[-1].body["messages"][-1]["content"]
    assert "holds the banned word “cheap”" in sent_back
    assert suggestion.models_used["words"] == "rules"
    assert all(map(voice.allows, everything(suggestion)))


def test_a_model_is_told_the_guide_and_its_tags_are_held_to_it(openai_server):
    voice = Voice(
        tone="Dry.",
        emoji="few",
        banned=("cheap",),
        must_say=("Baked in Ghent.",),
        samples=("Rye, again.",),
        tags_always=("GhentBakes",),
        tags_never=("speech",),
    )
    suggestion = suggest(voice)
    request = openai_server.seen[-1].body
    told = request["messages"][0]["content"]
    assert all(word in told for word in ('"Dry."', '"cheap"', '"few"', '"speech"'))
    assert data_in(request)["sample_posts"] == ["Rye, again."]
    assert suggestion.captions["instagram"][0].endswith("\n\nBaked in Ghent.")
    assert suggestion.hashtags["instagram"] == ["GhentBakes", "country"]


def test_emoji_go_with_their_spaces():
    assert without_emoji("Rye 🍞 first , then 👩‍🍳!\nNew ☕ line") == "Rye first, then!\nNew line"
    assert without_emoji("Half ½ and 3 €") == "Half ½ and 3 €"


@pytest.mark.parametrize(
    ("tag", "is_allowed"),
    [
        ("cheap", False),
        ("SoCheap", False),
        ("cheapflights", False),
        ("class", True),
        ("Bass", True),
    ],
)
def test_a_banned_word_is_found_inside_of_a_hashtag(tag, is_allowed):
    assert Voice(banned=("cheap", "ass")).allows_tag(tag) is is_allowed


clips = st.sampled_from(sorted(CLIPS))


@given(clips, st.data(), st.sampled_from(sorted(SPECS)))
def test_whatever_is_banned_never_appears(name, data, platform):
    clip: Clip = CLIPS[name]
    words = f"{clip.said or ''} {' '.join(clip.shown or ())} {clip.filename}".split()
    banned = data.draw(st.lists(st.sampled_from(words), max_size=4).map(tuple))
    voice, spec, material = Voice(banned=banned), get_spec(platform), clip.material
    texts = [
        *compose_captions(material, spec, voice),
        *compose_titles(material, spec, voice),
        compose_first_comment(material, spec, voice),
    ]
    assert all(map(voice.allows, texts))
    tags = tags_in_voice(hashtags_for(material.topics, spec, material.named), spec, voice)
    assert all(map(voice.allows_tag, tags))


@given(clips, st.sampled_from(sorted(SPECS)), st.text("abc d.é", min_size=1, max_size=40))
def test_what_is_always_said_is_said_within_the_limit(name, platform, line):
    spec, voice = get_spec(platform), Voice(must_say=(line,))
    for caption in compose_captions(CLIPS[name].material, spec):
        text = finished(caption, spec, voice)
        assert spec.text_fits(text)
        assert line.strip().casefold() in text.casefold()
