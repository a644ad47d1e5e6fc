"""What rules write for clips as teams post them: properties that a careful reader would ask for."""

import re

import pytest

from ai.local.language import UNKNOWN, language_of
from ai.local.sentences import sentences_of, words_of
from analysis.words.by_model import FIGURE, MACHINE_TALK, PLACEHOLDER
from analysis.words.closings import OUR_QUESTIONS
from analysis.words.composer import compose_captions
from analysis.words.hashtags import hashtags_for
from analysis.words.likeness import is_alike
from analysis.words.lines import SMALL_TALK
from analysis.words.voice import Voice
from platforms.specs import SPECS, get_spec
from platforms.specs.text import compose_for
from tests.analysis.words.clips import CLIPS, Clip

ONE_FACT = ("nothing", "photo", "very short", "one line")  # one fact is one caption
SEVERAL = [name for name in CLIPS if name not in ONE_FACT]
ITEM = re.compile(r"^\d+\. ")
PAIRS = [(clip, platform) for clip in CLIPS for platform in sorted(SPECS)]


def captions(clip: Clip, platform: str = "tiktok", **options) -> list[str]:
    return compose_captions(clip.material, get_spec(platform), **options)


def plain(text: str) -> str:
    return " ".join(word.casefold() for word in words_of(text.replace("’", "'")))


def source_of(clip: Clip) -> str:
    material = clip.material
    return plain(f"{clip.said or ''} {' '.join(clip.shown or ())} {' '.join(material.named)}")


def own_lines(caption: str) -> list[str]:
    """The sentences that are not a closing question of ours."""
    text = "\n".join(ITEM.sub("", line) for line in caption.splitlines())
    return [line for line in sentences_of(text) if line not in OUR_QUESTIONS]


@pytest.mark.parametrize(("name", "platform"), PAIRS)
def test_every_caption_keeps_the_limit_with_its_hashtags(name, platform):
    clip, spec = CLIPS[name], get_spec(platform)
    tags = hashtags_for(clip.material.topics, spec, clip.material.named)
    for caption in captions(clip, platform):
        assert spec.text_fits(caption)
        if spec.max_text >= 280:
            assert spec.text_fits(compose_for(platform, caption, tags))


@pytest.mark.parametrize("platform", ["tiktok", "x", "youtube", "linkedin", "spill"])
@pytest.mark.parametrize("name", CLIPS)
def test_nothing_is_said_that_the_clip_does_not_say(name, platform):
    clip = CLIPS[name]
    source = source_of(clip)
    for caption in captions(clip, platform):
        assert set(FIGURE.findall(re.sub(r"(?m)^\d+\. ", "", caption))) <= set(
            FIGURE.findall(f"{clip.said} {clip.shown} {clip.filename}")
        )
        for line in own_lines(caption):
            said = plain(line.strip("“”"))
            if " of " in line and said.split(" of ")[-1] in source:
                continue  # “Two minutes of people walking.”: its length, rounded
            assert said in source or line.rstrip("”").endswith("…"), line


@pytest.mark.parametrize("name", CLIPS)
def test_sentences_are_whole_and_none_comes_twice(name):
    for caption in captions(CLIPS[name], "youtube") + captions(CLIPS[name]):
        assert not PLACEHOLDER.search(caption)
        assert not MACHINE_TALK.search(caption)
        assert not SMALL_TALK.search(caption)
        lines = own_lines(caption)
        assert len({plain(line) for line in lines}) == len(lines)
        assert caption[0].isupper() or caption[0] in "“0123456789"
        for paragraph in caption.split("\n"):
            if paragraph and not ITEM.match(paragraph):
                assert paragraph.rstrip("”")[-1] in ".!?…", paragraph
        assert caption.count("“") == caption.count("”")


@pytest.mark.parametrize("name", SEVERAL)
def test_there_are_several_that_differ(name):
    found = captions(CLIPS[name])
    assert len(found) >= 2
    assert not any(is_alike(a, b) for at, a in enumerate(found) for b in found[at + 1 :])


@pytest.mark.parametrize("name", CLIPS)
def test_the_language_of_the_clip_is_kept(name):
    clip = CLIPS[name]
    for caption in captions(clip):
        if clip.language:
            assert language_of(caption) in (clip.language, UNKNOWN)
            assert not any(question in caption for question in OUR_QUESTIONS)


@pytest.mark.parametrize("name", CLIPS)
def test_hashtags_are_words_of_the_clip(name):
    clip = CLIPS[name]
    squashed = source_of(clip).replace(" ", "")
    for tag in hashtags_for(clip.material.topics, get_spec("tiktok"), clip.material.named):
        assert tag.casefold() in squashed.replace("-", "")


def test_an_interview_quotes_the_answers_and_not_the_questions():
    first, second, *_ = captions(CLIPS["interview"])
    assert first.startswith("When did you know that the bakery would work?\n\n“Honestly, I didn't.")
    assert second.endswith("People don't remember forty breads. They remember one.”")


def test_a_demo_begins_with_what_it_is():
    assert captions(CLIPS["demo"])[0].startswith("This is the Fold 2, our new bike stand.\n\n")


def test_a_list_on_screen_is_a_list_with_its_result():
    assert captions(CLIPS["silent with text"])[0] == (
        "3 things I stopped buying.\n\n1. Paper towels\n2. Fast fashion\n3. Bottled water\n\n"
        "Saved 140 euros a month."
    )


def test_a_list_that_does_not_fit_is_not_cut_short():
    assert "5. I don't read the news before noon." in captions(CLIPS["listicle"], "youtube")[0]
    assert not any(ITEM.search(caption) for caption in captions(CLIPS["listicle"], "x"))


def test_an_announcement_becomes_what_is_announced():
    assert captions(CLIPS["german"])[0].startswith("Warum euer Sauerteig nicht aufgeht.\n\nDer")


def test_the_viewers_question_ends_captions_and_begins_none():
    found = captions(CLIPS["german"])
    assert any(caption.endswith("Wie warm ist es in eurer Küche?") for caption in found)
    assert not any(caption.startswith("Wie warm") for caption in found)


def test_a_title_platform_gets_a_longer_description():
    assert len(captions(CLIPS["podcast"], "youtube")[0]) > len(captions(CLIPS["podcast"])[0])


def test_music_alone_is_told_by_its_name_only():
    assert captions(CLIPS["music only"])[0] == "Sunset paddle lake constance."


def test_without_anything_there_is_nothing():
    assert captions(CLIPS["nothing"]) == []


@pytest.mark.parametrize("name", CLIPS)
@pytest.mark.parametrize("platform", ["tiktok", "x", "youtube"])
def test_banned_words_of_the_clip_never_appear(name, platform):
    clip = CLIPS[name]
    said = set(words_of(f"{clip.said or ''} {' '.join(clip.shown or ())}"))
    voice = Voice(banned=tuple(sorted(said, key=len)[-6:]))
    for caption in captions(clip, platform, voice=voice):
        assert voice.allows(caption)


def test_sample_posts_set_the_length_and_whether_a_question_ends():
    short = Voice(samples=("Rye, again.", "The oven is on.", "Six loaves left."))
    found = captions(CLIPS["silent with text"], voice=short)
    assert not any(caption.endswith(tuple(OUR_QUESTIONS)) for caption in found)
    told = captions(CLIPS["price"], "instagram", voice=short)[0]
    assert len(told) < len(captions(CLIPS["price"], "instagram")[0])
