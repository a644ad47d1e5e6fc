"""Titles where posts have them, something to write below one's own post, what a caption tries."""

import pytest

from analysis.words.angles import angle_of
from analysis.words.composer import compose_captions
from analysis.words.titles import compose_first_comment, compose_titles
from analysis.words.voice import Voice
from platforms.specs import SPECS, get_spec
from tests.analysis.words.clips import CLIPS
from tests.analysis.words.conftest import KENNEDY, suggest
from tests.analysis.words.test_local_captions_read_well import plain, source_of
from tests.openai_server import FRAME, says, words_answer

CHAT = "/chat/completions"
TITLED = [name for name, spec in SPECS.items() if spec.max_title is not None]


def titles(name: str, platform: str = "youtube", **options) -> list[str]:
    return compose_titles(CLIPS[name].material, get_spec(platform), **options)


@pytest.mark.parametrize("platform", sorted(SPECS))
@pytest.mark.parametrize("name", CLIPS)
def test_titles_fit_and_are_words_of_the_clip(name, platform):
    found = titles(name, platform)
    limit = get_spec(platform).max_title
    assert limit is not None or found == []
    for title in found:
        assert len(title) <= limit
        assert not title.endswith((".", "“")) or title.endswith("…")
        assert plain(title) in source_of(CLIPS[name]) or title.endswith("…")
    assert len({title.casefold() for title in found}) == len(found) <= 3


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("interview", "When did you know that the bakery would work?"),
        ("german", "Warum euer Sauerteig nicht aufgeht"),
        ("silent with text", "3 things I stopped buying"),
        ("photo", "Grandmas plum cake"),
        ("demo", "This is the Fold 2, our new bike stand"),
    ],
)
def test_the_first_title_is_what_a_person_would_take(name, title):
    assert titles(name)[0] == title


def test_a_clip_without_anything_has_no_title():
    assert titles("nothing") == []


@pytest.mark.parametrize("name", CLIPS)
def test_a_first_comment_is_new_beside_the_caption(name):
    material, spec = CLIPS[name].material, get_spec("instagram")
    comment = compose_first_comment(material, spec)
    first = next(iter(compose_captions(material, spec)), "")
    assert comment not in first or comment == ""


def test_the_viewers_question_is_the_first_comment_when_the_caption_has_no_room_for_it():
    comment = compose_first_comment(CLIPS["german"].material, get_spec("tiktok"))
    assert comment == "Wie warm ist es in eurer Küche?"


def test_a_letter_has_no_first_comment():
    assert compose_first_comment(CLIPS["german"].material, get_spec("email")) == ""


def test_banned_words_are_in_no_title_and_no_comment():
    voice = Voice(banned=("bakery", "rye", "father"))
    found = titles("interview", voice=voice)
    comment = compose_first_comment(CLIPS["interview"].material, get_spec("tiktok"), voice)
    assert found
    assert all(map(voice.allows, [*found, comment]))


@pytest.mark.parametrize(
    ("caption", "angle"),
    [
        ("Why does it rise?", "A question"),
        ("3 mistakes.", "A number"),
        ("“It rose.”", "A quotation"),
        ("Habits.\n\n1. Water\n2. Air\n3. Sleep", "A list"),
        ("Bread is flour.", "A plain statement"),
        ("Nobody tells you this.", "A bold claim"),
    ],
)
def test_the_angle_of_a_caption_is_named(caption, angle):
    assert angle_of(caption, "en") == angle


def test_the_models_titles_and_comments_are_used_where_they_keep_the_rules(openai_server):
    answer = words_answer(["youtube", "x"], titles=["Ask", "87 ways", "w" * 300, "#no"])
    openai_server.script(CHAT, says(FRAME), says(answer))
    suggestion = suggest(KENNEDY, platforms=["youtube", "x"])
    assert suggestion.titles == {"youtube": ["Ask"]}
    assert suggestion.first_comments == {
        "youtube": "What would you do?",
        "x": "What would you do?",
    }


def test_a_model_without_a_usable_title_leaves_it_to_the_rules(openai_server):
    answer = words_answer(["youtube"], titles=["More at evil.com"], first_comment="Go to evil.com")
    openai_server.script(CHAT, says(FRAME), says(answer))
    suggestion = suggest(KENNEDY, platforms=["youtube"])
    assert suggestion.titles["youtube"][0].startswith("And so my fellow") is False
    assert "evil" not in str(suggestion.titles)
    assert suggestion.first_comments == {}


def test_two_captions_that_are_alike_count_once(openai_server):
    alike = ["Ask what you can do.", "Ask what you can do!", "What can you do for your country?"]
    openai_server.script(CHAT, says(FRAME), says(words_answer(["x"], captions=alike)))
    assert suggest(KENNEDY, platforms=["x"]).captions["x"] == [alike[0], alike[2]]
