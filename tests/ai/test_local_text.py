"""Language, sentences, sentiment and keywords, without a network."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.local.keywords import keywords_of
from ai.local.language import UNKNOWN, language_of
from ai.local.sentences import sentences_of, words_of
from ai.local.sentiment import sentiment_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("And so my fellow Americans, ask not what your country can do for you", "en"),
        ("das ist sehr gut", "de"),
        ("me encanta este video", "es"),
        ("c'est la vie mon ami", "fr"),
        ("Это очень круто", "ru"),
        ("最高です", "ja"),
        ("ASK WHAT YOU CAN DO", "en"),
    ],
)
def test_language_is_told(text, language):
    assert language_of(text) == language


@pytest.mark.parametrize(
    "text", ["", "wow", "Hello", "ok cool", "😍😍", "12:30", "#ad @anna https://x.y/de"]
)
def test_language_is_unknown_when_there_is_too_little(text):
    assert language_of(text) == UNKNOWN


def test_sentences_end_at_marks_but_not_at_abbreviations():
    text = 'Dr. Smith said "hi." Then he left… Why? 3.5 tips.\nA line'
    expected = ['Dr. Smith said "hi."', "Then he left…", "Why?", "3.5 tips.", "A line"]
    assert sentences_of(text) == expected


def test_unspaced_scripts_have_sentences_too():
    assert sentences_of("日本。はい！") == ["日本。", "はい！"]


@given(st.text())
def test_sentences_lose_no_word(text):
    assert words_of(" ".join(sentences_of(text))) == words_of(text.replace("\n", " "))


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("I love this so much!", 1),
        ("Terrible, never again.", -1),
        ("😍😍", 1),
        ("nice video bro", 1),
    ],
)
def test_sentiment_has_the_right_sign(text, sign):
    assert sentiment_of(text) * sign > 0.3


@pytest.mark.parametrize(
    "text", ["", "   ", "das ist sehr gut", "最高です", "die Jacke", "qwx zzk"]
)
def test_sentiment_that_cannot_be_told_is_none(text):
    assert sentiment_of(text) is None


@given(st.text())
def test_sentiment_stays_between_minus_one_and_one(text):
    value = sentiment_of(text, "en")
    assert value is None or -1 <= value <= 1


def test_repeated_topics_come_first():
    text = "Sourdough needs time. Good sourdough needs flour, and sourdough needs patience."
    assert keywords_of([text], 3)[0] == "sourdough"


def test_keywords_hold_no_function_words_and_no_common_verbs():
    said = "And so my fellow Americans, ask not what your country can do for you."
    assert keywords_of([said, "ASK WHAT YOU CAN DO"]) == ["fellow americans", "country"]


def test_singular_and_plural_are_one_keyword():
    assert keywords_of(["The first mistake is small. Two mistakes are two."]) == ["mistake"]


@given(st.lists(st.text(), max_size=4), st.integers(0, 6))
def test_keywords_are_few_lower_case_and_distinct(texts, limit):
    keywords = keywords_of(texts, limit)
    assert len(keywords) <= limit
    assert len(set(keywords)) == len(keywords)
    assert keywords == [word.lower() for word in keywords]
