"""Known strings and what each platform makes of them."""

import pytest

from platforms.specs import counting as count
from platforms.specs import get_spec

CHEF = "👩‍🍳"  # woman + joiner + pan: one sign to the eye, three code points


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("Hello, world", 12),
        ("https://example.com/a/very/long/address/that/goes/on/and/on", 23),
        ("Look: http://a.co", 6 + 23),
        ("see example.com.", 4 + 23 + 1),
        (CHEF, 2),
        ("🇩🇪", 2),
        ("👍🏽", 2),
        ("1️⃣", 2),
        ("日本", 4),
        ("é", 1),  # composed before counting
        ("“quoted”…", 10),
        ("a https://example.com/x b", 1 + 1 + 23 + 1 + 1),
        ("mail me at a@example.com", 24),
    ],
)
def test_x_weighs_links_emoji_and_wide_scripts(text, length):
    assert count.x_weighted(text) == length


def test_x_takes_280_light_or_140_wide_signs():
    spec = get_spec("x")
    assert spec.text_fits("a" * 280)
    assert not spec.text_fits("a" * 281)
    assert spec.text_fits("日" * 140)
    assert not spec.text_fits("日" * 141)


def test_bluesky_counts_graphemes_and_bytes():
    assert count.graphemes(CHEF * 3 + "é") == 4
    spec = get_spec("bluesky")
    assert spec.text_fits("a" * 300)
    assert not spec.text_fits("a" * 301)
    assert not spec.text_fits(CHEF * 299)  # 299 graphemes, but 3,289 bytes


def test_tiktok_counts_utf16_units():
    assert count.utf16_units("a😀é") == 4


def test_youtube_counts_bytes():
    assert count.utf8_bytes("aé😀") == 1 + 2 + 4


def test_threads_counts_an_emoji_as_its_bytes():
    assert count.threads_units("aé😀") == 1 + 1 + 4
    assert count.threads_units(CHEF) == len(CHEF.encode())


def test_mastodon_counts_every_link_as_23():
    assert count.mastodon_units("see https://a.co now") == 4 + 23 + 4


def test_linkedin_counts_what_it_escapes_twice():
    assert count.linkedin_units("We (all) #win") == 13 + 3


@pytest.mark.parametrize("sign", ["😀", "❤️", "🇫🇷", CHEF, "#️⃣"])
def test_emoji_are_recognised(sign):
    assert count.is_emoji(sign)


@pytest.mark.parametrize("sign", ["a", "7", "#", "©", "日", "…"])
def test_other_signs_are_no_emoji(sign):
    assert not count.is_emoji(sign)
