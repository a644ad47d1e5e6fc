"""Captions without a model: the words that are there, in a careful person's order."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.protocols import Segment, Transcript
from analysis.words import suggest_words
from analysis.words.by_model import PLACEHOLDER
from analysis.words.closings import closing_for
from analysis.words.composer import compose_captions
from analysis.words.material import Material
from platforms.specs import SPECS, get_spec
from tests.analysis.reports import good_video
from tests.analysis.words.conftest import KENNEDY, suggest

pytestmark = pytest.mark.usefixtures("no_models")

LESSON = (
    "Hi guys, welcome back! Here are three editing mistakes that kill your reach. The first "
    "mistake is a slow hook. Your hook decides whether people stay. Follow me @editor for more."
)


def tiktok(*args, **options) -> list[str]:
    return suggest(*args, **options).captions["tiktok"]


def test_strongest_line_leads_without_its_filler():
    first = tiktok(KENNEDY, ("ASK WHAT YOU CAN DO",))[0]
    assert first == (
        "“Ask not what your country can do for you, ask what you can do for your country.”"
    )


def test_line_on_screen_becomes_a_headline_above_what_is_said():
    captions = tiktok(KENNEDY, ("ASK WHAT YOU CAN DO",))
    assert captions[1] == f"Ask what you can do.\n\n“{KENNEDY}”"


def test_variants_begin_differently():
    captions = tiktok(KENNEDY, ("ASK WHAT YOU CAN DO",))
    assert len({caption.splitlines()[0] for caption in captions}) == len(captions) == 2


def test_longer_speech_is_retold_in_its_own_order():
    first = tiktok(LESSON)[0]
    assert first.startswith("Here are three editing mistakes that kill your reach.\n\nThe first")
    assert "“" not in first


def test_small_talk_and_account_names_are_not_passed_on():
    everything = " ".join(tiktok(LESSON))
    assert "welcome" not in everything
    assert "@editor" not in everything


@pytest.mark.parametrize(
    "private",
    ["Visit https://spam.example/x now.", "Call +49 170 1234567 today.", "Write to me@spam.com."],
)
def test_links_and_numbers_of_strangers_are_not_passed_on(private):
    captions = tiktok(f"{private} Bread needs time and good flour.", (private,))
    assert captions[0] == "“Bread needs time and good flour.”"


def test_words_on_screen_suffice():
    assert tiktok(None, ("3 mistakes that kill your reach",)) == [
        "3 mistakes that kill your reach.",
        "3 mistakes that kill your reach.\n\nWhich one is new to you?",
    ]


def test_other_languages_get_no_english_ending():
    said = "Sauerteig braucht Zeit und gutes Mehl. Heute zeige ich euch mein bestes Brot."
    suggestion = suggest(said, language="de")
    assert suggestion.language == "de"
    assert "What do you" not in " ".join(suggestion.captions["tiktok"])


def test_scripts_without_spaces_are_words_too():
    assert tiktok(None, ("最高の朝ごはん",)) == ["最高の朝ごはん"]
    assert "“パンは簡単です。”" in " ".join(tiktok("パンは簡単です。水と塩だけ。", language="ja"))


def test_without_words_the_name_and_length_are_all_that_is_said():
    captions = tiktok(filename="people_walking_139s.mp4", duration_sec=139.0)
    assert captions == ["People walking.", "Two minutes of people walking."]


def test_without_any_fact_there_is_no_caption_but_a_note():
    suggestion = suggest(filename="IMG_2041.MOV")
    assert set(suggestion.captions) == {"tiktok", "instagram_reels", "x"}
    assert not any(suggestion.captions.values())
    assert "Write one before posting." in suggestion.notes[-1]


def test_networks_with_inline_tags_get_shorter_captions():
    said = " ".join(
        f"This is sentence number {n} about sourdough bread and flour." for n in range(9)
    )
    suggestion = suggest(said)
    assert len(suggestion.captions["x"][0]) <= 220 < len(suggestion.captions["instagram_reels"][0])


@pytest.mark.parametrize(
    ("line", "closing"),
    [
        ("5 tips for better bread.", "Which one is new to you?"),
        ("Stop baking bread, do this instead.", "Do you agree?"),
        ("Everyone told me it would fail.", "Has that happened to you?"),
        ("What is your favourite bread?", ""),
        ("10 years ago I began to bake.", ""),
    ],
)
def test_ending_follows_from_the_kind_of_line(line, closing):
    assert closing_for(line, "en") == closing


lines = st.lists(st.text(min_size=1, max_size=400), max_size=4)


@given(said=st.none() | st.text(max_size=1500), shown=lines, name=st.sampled_from(sorted(SPECS)))
def test_any_words_stay_within_every_platforms_limits(said, shown, name):
    material = Material(
        said, tuple(shown), "", (), "", (), "en", (), media_type="video", duration_sec=9.0
    )
    spec = get_spec(name)
    captions = compose_captions(material, spec)
    assert all(caption.strip() and spec.text_fits(caption) for caption in captions)
    assert len(set(captions)) == len(captions) <= 3


@given(st.lists(st.sampled_from(LESSON.split(". ")), min_size=1, max_size=6, unique=True))
def test_no_caption_has_a_hole(sentences):
    for caption in tiktok(". ".join(sentences)):
        assert not PLACEHOLDER.search(caption)
        assert caption[0].isupper() or caption[0] in "“0123456789"
        assert caption.rstrip("”")[-1] in ".!?…"


RUN_ON = (
    "so today i want to show you something about making good videos at home and people think they "
    "need expensive cameras but honestly your phone is enough and what matters is the light so put "
    "the window in front of you and not behind you and clean the lens before you begin to film"
)


def test_speech_without_punctuation_still_falls_into_sentences():
    first = tiktok(RUN_ON)[0]
    assert first.startswith("Honestly your phone is enough and what matters is the light.\n\n")
    assert len(first) < len(RUN_ON)


def test_segments_are_the_sentences_of_speech_without_punctuation():
    parts = ("clean the lens before you begin to film", "put the window in front of you")
    segments = tuple(Segment(n, n + 1, part) for n, part in enumerate([*parts, RUN_ON]))
    heard = Transcript(" ".join([*parts, RUN_ON]), "en", segments, "ear-1")
    media = SimpleNamespace(filename="x.mp4")
    suggestion = suggest_words(good_video(texts=()), heard, asset=media, platforms=["tiktok"])
    assert suggestion.spoken.splitlines()[:2] == list(parts)


def test_noises_in_brackets_are_no_words():
    suggestion = suggest("[Music] Bread needs time and flour. (applause) ♪")
    assert suggestion.spoken == "Bread needs time and flour."


def test_endless_sentence_is_cut_with_dots_inside_its_quotation():
    first = tiktok("The bread of my town " + "which rests in the cool cellar " * 30)[0]
    assert len(first) <= 205
    assert first.endswith("…”")


def test_line_that_points_back_does_not_lead():
    said = "You only need flour, water and salt. Mix them. It's that simple! Would you try it?"
    assert tiktok(said)[0].startswith("You only need flour, water and salt.")


def test_speakers_own_last_question_ends_a_variant():
    said = "Stop kneading your dough, let it rest instead. Which bread do you bake at home today?"
    assert "Which bread do you bake at home today?" in " ".join(tiktok(said))
    assert "Do you agree?" not in " ".join(tiktok(said))
