"""SRT and WebVTT as players read them."""

from itertools import pairwise

import pysubs2
import pytest

from ai.protocols import Word
from analysis.speech.cues import Cue
from analysis.speech.subtitles import readable, subtitles, wrap

HELLO = Cue(0.5, 2.0, "Hello there.")


def test_srt_has_numbers_times_and_text():
    assert subtitles([HELLO], "srt") == "1\n00:00:00,500 --> 00:00:02,000\nHello there.\n\n"


def test_vtt_begins_with_its_name():
    text = subtitles([HELLO], "vtt")
    assert text.startswith("WEBVTT\n")
    assert "00:00:00.500 --> 00:00:02.000" in text


@pytest.mark.parametrize("kind", ["srt", "vtt"])
def test_nothing_in_the_words_becomes_a_style_a_tag_or_a_time(kind):
    text = subtitles([Cue(0, 1, r"{\b1}a <i>b</i> & 1 --> 2 \N c")], kind)
    assert text.count("-->") == 1
    assert r"{\b1}a" in text
    assert ("&lt;i&gt;b" in text) == (kind == "vtt")
    assert len([line for line in text.splitlines() if line.strip()]) <= 4


@pytest.mark.parametrize("kind", ["srt", "vtt"])
def test_files_read_back(kind):
    cues = [HELLO, Cue(2.5, 4, "And a longer line which does not fit into one, so it takes two.")]
    events = list(pysubs2.SSAFile.from_string(subtitles(cues, kind)))
    assert [(e.start, e.end) for e in events] == [(500, 2000), (2500, 4000)]
    assert [e.plaintext.replace("\n", " ") for e in events] == [cue.text for cue in cues]


def test_no_file_of_another_kind():
    with pytest.raises(KeyError):
        subtitles([HELLO], "exe")


def test_a_long_cue_becomes_several_that_can_be_read():
    text = "word " * 60
    parts = list(readable([Cue(0, 15, text.strip())]))
    assert all(len(part.text) <= 84 for part in parts)
    assert (parts[0].start, parts[-1].end) == (0, 15)
    assert " ".join(part.text for part in parts) == text.strip()
    assert all(a.end == b.start for a, b in pairwise(parts))


def test_a_long_cue_is_parted_at_the_times_of_its_words():
    words = tuple(Word(n, n + 0.5, "abcdefghi") for n in range(12))
    first, *_ = readable([Cue(0, 12, " ".join(w.text for w in words), words)])
    assert first.end == len(first.text.split()) - 0.5


def test_lines_are_balanced():
    assert wrap("short") == ["short"]
    first, second = wrap("The second one is the one that nobody talks about.")
    assert abs(len(first) - len(second)) < 12
    assert wrap("x" * 60) == ["x" * 60]


def test_no_cues_make_an_empty_file():
    assert subtitles([], "srt") == ""
