"""A rewrite without a model: sentences that are there, chosen and tidied, and honest notes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.local.sentences import sentences_of
from analysis.rewriting.by_rules import NO_EMOJI, NO_WISHES, UNCHANGED, rewrite_by_rules
from analysis.rewriting.options import CannotRewrite, Length, RewriteOptions, Tone, part_hashtags
from analysis.words.voice import NO_VOICE, Voice
from platforms.specs import SPECS
from tests.analysis.rewriting.conftest import CAPTION, SPOKEN, make_material


def rewrite(caption=CAPTION, platform="tiktok", *, voice=NO_VOICE, material=None, **options):
    return rewrite_by_rules(caption, RewriteOptions(platform, **options), voice, material)


def test_hashtags_are_parted_from_the_words():
    assert part_hashtags("#Coffee is first.\nReally. #mornings #slow") == (
        "Coffee is first.\nReally.",
        ["#Coffee", "#mornings", "#slow"],
    )


def test_shorter_keeps_whole_sentences_in_their_order():
    made = rewrite(length=Length.SHORTER)
    kept = sentences_of(made.caption)
    assert len(made.caption) < 0.7 * len(part_hashtags(CAPTION)[0])
    assert all(sentence in CAPTION for sentence in kept)
    assert kept == [s for s in sentences_of(part_hashtags(CAPTION)[0]) if s in kept]
    assert made.hashtags == ["#sourdough", "#baking"]


def test_longer_adds_what_is_said_and_not_written_yet_before_the_question():
    made = rewrite(length=Length.LONGER, material=make_material())
    assert "I use rye flour, since it wakes the yeast up faster." in made.caption
    assert made.caption.count("Feed it twice a day") == 1
    assert made.caption.endswith("Which day did yours float?")


def test_longer_without_more_to_say_says_so():
    made = rewrite(length=Length.LONGER)
    assert made.caption == part_hashtags(CAPTION)[0]
    assert "nothing more to add" in " ".join(made.notes)


@pytest.mark.parametrize("platform", sorted(SPECS))
def test_every_platforms_limit_is_kept(platform):
    long = " ".join([CAPTION.replace("#sourdough #baking", "")] * 60) + " #sourdough"
    spec = SPECS[platform]
    made = rewrite(long, platform)
    assert made.caption
    assert spec.text_fits(made.whole(spec))


def test_max_length_counts_caption_and_hashtags_together():
    made = rewrite(max_length=80)
    assert len(made.whole(SPECS["tiktok"])) <= 80
    assert made.caption.startswith("Your first loaf fails")


def test_professional_is_calm_and_writes_words_out():
    made = rewrite("You WON'T BELIEVE this!!! I can't bake 😂", tone=Tone.PROFESSIONAL)
    assert made.caption == "You will not believe this. I cannot bake"
    assert "text model" in made.notes[0]


def test_casual_uses_short_forms():
    assert rewrite("I do not knead. You cannot fail.", tone=Tone.CASUAL).caption == (
        "I don't knead. You can't fail."
    )


@pytest.mark.parametrize("tone", [Tone.FUNNY, Tone.EDUCATIONAL])
def test_a_tone_that_rules_cannot_make_is_said_and_the_words_stay(tone):
    made = rewrite(tone=tone)
    assert made.caption == part_hashtags(CAPTION)[0]
    assert tone in made.notes[0]


def test_what_only_a_model_can_do_is_said():
    made = rewrite(include_emojis=True, custom_instructions="Mention Anna.", language="de")
    assert {NO_EMOJI, NO_WISHES} < set(made.notes)
    assert len(made.notes) == 3


def test_a_caption_that_needs_nothing_is_said_to():
    assert rewrite().notes == [UNCHANGED]


@pytest.mark.parametrize(
    ("include", "tags"),
    [
        (False, []),
        (None, ["#sourdough", "#baking"]),
    ],
)
def test_hashtags_are_kept_or_left_out(include, tags):
    assert rewrite(include_hashtags=include).hashtags == tags


def test_hashtags_are_added_from_the_words():
    made = rewrite("My sourdough starter floats.", include_hashtags=True, material=make_material())
    assert "#SourdoughStarter" in made.hashtags or "#sourdough" in made.hashtags
    assert len(made.hashtags) <= SPECS["tiktok"].max_hashtags


def test_a_sentence_with_a_banned_word_is_left_out_and_named():
    made = rewrite(voice=Voice(banned=("glass of water",)))
    assert "glass" not in made.caption
    assert "bans “glass of water”" in made.notes[0]


def test_nothing_but_banned_words_cannot_be_rewritten():
    with pytest.raises(CannotRewrite, match="Every sentence"):
        rewrite("So cheap!", voice=Voice(banned=("cheap",)))


def test_without_words_there_is_nothing_to_rewrite():
    with pytest.raises(CannotRewrite, match="no caption"):
        rewrite("  #tag ")


def test_what_the_team_always_says_is_added_word_for_word():
    made = rewrite("Bread.", "instagram", voice=Voice(must_say=("Made in Ghent.",)))
    assert made.caption == "Bread.\n\nMade in Ghent."


def test_a_team_without_emoji_gets_none():
    assert rewrite("Bread 🍞 first.", voice=Voice(emoji="never")).caption == "Bread first."


words = st.sampled_from(
    [*SPOKEN.replace(".", "").split(), "cheap", "Cheap!", "SoCheap", "so-cheap"]
)
texts = st.lists(words, min_size=1, max_size=40).map(" ".join)


@given(
    caption=texts,
    said=texts,
    length=st.sampled_from(list(Length)),
    tone=st.sampled_from(["", *Tone]),
    platform=st.sampled_from(sorted(SPECS)),
    banned=st.lists(st.sampled_from(["cheap", "starter is", "rye", "Loaf"]), max_size=3),
    limit=st.none() | st.integers(20, 300),
)
def test_banned_words_never_appear_and_limits_hold(
    caption, said, length, tone, platform, banned, limit
):
    voice, spec = Voice(banned=tuple(banned)), SPECS[platform]
    options = RewriteOptions(
        platform, tone=tone, length=length, max_length=limit, include_hashtags=True
    )
    try:
        made = rewrite_by_rules(caption, options, voice, make_material(said))
    except CannotRewrite:
        return
    assert voice.allows(made.caption)
    assert all(voice.allows_tag(tag) for tag in made.hashtags)
    text = made.whole(spec)
    assert spec.text_fits(text)
    assert spec.count_text(text) <= (limit or spec.max_text)
