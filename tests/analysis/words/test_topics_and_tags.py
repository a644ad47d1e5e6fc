"""What it is about: from what is said, shown, seen and named, in that order."""

from types import SimpleNamespace

import pytest

from analysis.words import suggest_words
from analysis.words.filename import words_in_filename
from analysis.words.hashtags import hashtags_for
from analysis.words.opening import opening_of
from platforms.specs import SPECS, get_spec
from tests.analysis.reports import good_video, make_text
from tests.analysis.words.conftest import KENNEDY, suggest

pytestmark = pytest.mark.usefixtures("no_models")


@pytest.mark.parametrize(
    ("filename", "words"),
    [
        ("people_walking_139s.mp4", ["people", "walking"]),
        ("big_buck_bunny_30s.mp4", ["big", "buck", "bunny"]),
        ("IMG_2041.MOV", []),
        ("jfk_speech.flac", ["JFK", "speech"]),
        ("MVI_0001.avi", []),
        ("PXL_20260301_101112.mp4", []),
        ("cuts_vertical_hevc.mp4", []),
        ("talking_head_vertical.mp4", []),
        ("MyGardenTour-final-v2 (1).mp4", ["garden", "tour"]),
        ("Überraschung im Café.mp4", ["überraschung", "café"]),
        ("9f86d081884c7d659a2f.mp4", []),
        ("", []),
        ("🍞" * 100 + ".mp4", []),
    ],
)
def test_words_of_a_file_name(filename, words):
    assert words_in_filename(filename) == words


def test_topics_come_from_what_is_said_before_the_name():
    topics = suggest(KENNEDY, filename="inauguration_1961.mp4").topics
    assert topics == ["country", "fellow americans", "inauguration"]


def test_misread_text_is_not_shown():
    texts = (make_text("BUNKY", confidence=0.75), make_text("Big Buck Bunny", 1.0))
    media = SimpleNamespace(filename="x.mp4")
    suggestion = suggest_words(good_video(texts=texts), None, asset=media, platforms=[])
    assert suggestion.shown == ["Big Buck Bunny"]


def test_two_readings_of_one_line_are_one():
    assert suggest(None, ("ASK WHAT YOU CAN D0", "ASK WHAT YOU CAN DO!")).shown == [
        "ASK WHAT YOU CAN DO!"
    ]


def test_nothing_read_is_told_from_no_text():
    assert suggest(None, None).shown is None
    assert suggest(None, ()).shown == []


def test_sentiment_of_other_languages_is_missing_with_a_note():
    suggestion = suggest("Das ist wirklich sehr schön geworden.", language="de")
    assert suggestion.sentiment is None
    assert "Sentiment was not measured: the word list knows English only." in suggestion.notes


def test_without_words_there_is_no_sentiment_and_no_language():
    suggestion = suggest()
    assert (suggestion.sentiment, suggestion.language) == (None, "unknown")


@pytest.mark.parametrize("name", sorted(SPECS))
def test_tags_keep_each_platforms_number(name):
    topics = [f"topic{n}" for n in range(40)]
    tags = hashtags_for(topics, get_spec(name))
    assert len(tags) == get_spec(name).max_hashtags
    assert all(tag.isalnum() for tag in tags)


def test_words_of_a_tag_can_be_told_apart():
    topics = ["people walking", "street", "very long topic"]
    assert hashtags_for(topics, get_spec("instagram")) == [
        "PeopleWalking",
        "street",
        "very",
        "long",
        "topic",
    ]


def test_no_tag_without_a_topic():
    assert suggest().hashtags == {"tiktok": [], "instagram_reels": [], "x": []}


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (KENNEDY, "contrast"),
        ("Why does your bread never rise?", "question"),
        ("3 mistakes that kill your reach", "number"),
        ("Nobody tells you about flour.", "claim"),
        ("Your bread can be better.", "address"),
        ("I quit my job to bake.", "story"),
        ("Bread is made of flour.", "plain"),
        ("Hi guys, how are you?", "greeting"),
    ],
)
def test_kind_of_opening(line, kind):
    assert opening_of(line, "en").kind == kind


@pytest.mark.parametrize(
    ("line", "kind"),
    [("Warum geht Brot nicht auf?", "question"), ("3 Fehler beim Backen", "number")],
)
def test_questions_and_numbers_are_told_in_other_languages(line, kind):
    assert opening_of(line, "de").kind == kind
    assert opening_of("Brot braucht Zeit.", "de") is None
