"""Words are shortened by sentences and never cut through a word, link, hashtag or emoji."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.specs import SPECS, get_spec
from platforms.specs.check import HASHTAG
from platforms.specs.counting import GRAPHEME, URL
from platforms.specs.text import (
    compose_for,
    compose_text,
    fit_text,
    fit_title,
    new_hashtags,
    normal_hashtag,
    whole_cuts,
)

PIECES = st.sampled_from(
    [
        "Coffee",
        "first.",
        "Really?",
        "https://example.com/a,b;c/d_e?f=g",
        "example.org/path",
        "#coffee_time",
        "@maker.one",
        "👩‍🍳👍🏽",
        "🇩🇪🇫🇷",
        "日本語の文章。",
        "naïve-looking",
        "don't",
        "\n\n",
        "…",
        "<b>",
        "ภาษาไทย",
        "a" * 50,
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=120).map(" ".join), st.text(max_size=400))


@given(platform=st.sampled_from(sorted(SPECS)), text=TEXTS, tags=st.lists(st.text(max_size=12)))
def test_fitted_text_is_always_within_the_limit(platform, text, tags):
    spec = get_spec(platform)
    fitted = fit_text(platform, text, tags)
    assert spec.text_fits(fitted)
    assert not set(fitted) & set(spec.forbidden_characters)


@given(platform=st.sampled_from(["x", "spill", "bluesky", "threads"]), text=TEXTS)
def test_nothing_whole_is_cut(platform, text):
    text = text.strip()
    fitted = fit_text(platform, text)
    kept = fitted.removesuffix("…").rstrip() if not text.startswith(fitted) else fitted
    assert text.startswith(kept)
    for found in URL.findall(fitted) + HASHTAG.findall(fitted):
        assert found in URL.findall(text) + HASHTAG.findall(text)
    graphemes = GRAPHEME.findall(text)
    assert GRAPHEME.findall(kept) == graphemes[: len(GRAPHEME.findall(kept))]


@given(text=TEXTS)
def test_text_that_fits_is_left_alone(text):
    assert fit_text("wordpress", text) == text.strip()


@given(text=st.text(max_size=200))
def test_cuts_part_no_grapheme(text):
    starts = {match.start() for match in GRAPHEME.finditer(text)} | {len(text)}
    assert whole_cuts(text) <= starts


def test_last_sentence_that_fits_ends_the_text():
    text = "One short sentence. " * 20
    fitted = fit_text("x", text)
    assert fitted == ("One short sentence. " * 14).strip()


def test_words_and_dots_when_the_sentence_is_too_long():
    fitted = fit_text("spill", "word " * 60)
    assert fitted.endswith("word…")
    assert len(fitted) <= 90


def test_text_without_spaces_is_cut_between_its_signs():
    fitted = fit_text("x", "日" * 300)
    assert fitted == "日" * 139 + "…"


def test_word_longer_than_the_limit_leaves_nothing():
    assert fit_text("x", "a" * 400) == ""


def test_words_come_before_hashtags():
    text = "a" * 270
    assert fit_text("x", text, ["#toolongforthis", "#fits"]) == f"{text} #fits"


def test_no_more_hashtags_than_the_platform_likes():
    tags = [f"#tag{n}" for n in range(20)]
    assert len(HASHTAG.findall(fit_text("instagram", "Words.", tags))) == 5
    assert HASHTAG.findall(fit_text("threads", "Words #own", tags)) == ["#own"]


def test_hashtags_stand_where_the_network_has_them():
    assert compose_for("tiktok", "Words", ["coffee"]) == "Words #coffee"
    assert compose_for("instagram", "Words", ["coffee"]) == "Words\n\n#coffee"
    assert compose_for("wordpress", "Words", ["coffee"]) == "Words"
    assert compose_text("", ["coffee"]) == "#coffee"


def test_hashtag_that_the_body_has_is_not_repeated():
    assert new_hashtags("I love #Coffee", ["#coffee", "tea", "#TEA"]) == ["#tea"]


@pytest.mark.parametrize(
    ("tag", "normal"),
    [("coffee time!", "#coffeetime"), ("#日本", "#日本"), ("2026", ""), ("", ""), ("#!", "")],
)
def test_hashtag_in_its_normal_form(tag, normal):
    assert normal_hashtag(tag) == normal


@pytest.mark.timeout(30)  # what was quadratic took minutes
@pytest.mark.parametrize("piece", ["a.", "\n", " ", ",", "#", "#a", "@a.", "e\u0301", "https://"])
def test_hostile_length_is_no_trouble(piece):
    text = f"a{piece * 20_000}b"
    assert get_spec("x").text_fits(fit_text("x", text))


def test_title_fits_and_has_no_refused_signs():
    title = fit_title("youtube", "<b>How to brew</b> \n" + "very good coffee " * 10)
    assert len(title) <= 100
    assert not set("<>\n") & set(title)
    assert fit_title("tiktok", "Title") == ""
