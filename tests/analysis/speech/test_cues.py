"""What a person may do to the lines of a transcript, and what is not taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.protocols import Word
from analysis.speech.cues import (
    BadCues,
    Cue,
    checked,
    cues_from_json,
    cues_to_json,
    format_clock,
    insert_after,
    merge,
    parse_clock,
    remove,
    shift,
    split,
    text_of,
    with_words,
)

FOUR = Cue(0.0, 4.0, "one two three four")
TIMED = Cue(1, 3, "So ask", (Word(1, 1.5, "So"), Word(2, 3, "ask")))


@pytest.mark.parametrize(
    ("text", "seconds"), [("7.5", 7.5), ("1:07,5", 67.5), ("1:02:07.25", 3727.25), (" 0:00 ", 0)]
)
def test_times_are_read_as_people_write_them(text, seconds):
    assert parse_clock(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "1:2:3:4", "-3", "nan", "9" * 40])
def test_other_words_are_no_times(text):
    with pytest.raises(BadCues, match="is not a time"):
        parse_clock(text)


@given(st.floats(0, 80_000))
def test_a_shown_time_reads_back_to_the_millisecond(seconds):
    assert parse_clock(format_clock(seconds)) == pytest.approx(seconds, abs=0.001)


def test_a_cue_is_split_near_its_middle_and_its_time_with_it():
    first, second = split([FOUR], 0)
    assert (first.text, second.text) == ("one two", "three four")
    assert first.end == second.start == pytest.approx(1.556, abs=0.01)


def test_a_cue_is_split_where_the_person_stands():
    assert [cue.text for cue in split([FOUR], 0, letters=14)] == ["one two three", "four"]


def test_a_split_between_timed_words_takes_their_times():
    first, second = split([TIMED], 0)
    assert (first.end, second.start) == (1.75, 1.75)
    assert (first.words, second.words) == (TIMED.words[:1], TIMED.words[1:])


def test_a_single_word_is_not_split():
    assert split([Cue(0, 1, "word")], 0) == [Cue(0, 1, "word")]


def test_merging_joins_text_times_and_words():
    (joined,) = merge([TIMED, Cue(4, 5, "not", (Word(4, 5, "not"),))], 0)
    assert (joined.start, joined.end, joined.text) == (1, 5, "So ask not")
    assert len(joined.words) == 3


def test_the_last_cue_has_nothing_to_be_merged_with():
    assert merge([FOUR], 0) == [FOUR]


def test_shifting_moves_times_and_words_and_stops_at_zero():
    later = shift([TIMED], 0.5)[0]
    assert (later.start, later.end, later.words[0].start) == (1.5, 3.5, 1.5)
    assert shift([TIMED], -2)[0].start == 0


def test_a_new_cue_fits_between_its_neighbours():
    cues = insert_after([Cue(0, 1, "a"), Cue(1.5, 2, "b")], 0)
    assert (cues[1].start, cues[1].end, cues[1].text) == (1, 1.5, "")
    assert remove(cues, 1) == [Cue(0, 1, "a"), Cue(1.5, 2, "b")]


def test_cues_are_put_in_order_and_empty_ones_dropped():
    kept = checked([Cue(5, 6, "b"), Cue(1, 2, "  a\n a "), Cue(2, 3, "  ")])
    assert [cue.text for cue in kept] == ["a a", "b"]


@pytest.mark.parametrize(
    ("cue", "fault"),
    [
        (Cue(2, 2, "x"), "ends before it begins"),
        (Cue(-1, 2, "x"), "outside of a day"),
        (Cue(0, float("inf"), "x"), "no numbers"),
        (Cue(0, 1, "x" * 1001), "longer than 1000"),
    ],
)
def test_what_cannot_be_stored_says_which_line_and_why(cue, fault):
    with pytest.raises(BadCues, match=rf"Line 1 .*{fault}"):
        checked([cue])


def test_too_many_lines_are_refused():
    with pytest.raises(BadCues, match="at most 5000"):
        checked([Cue(0, 1, "x")] * 5001)


def test_word_times_stay_with_lines_that_were_not_changed():
    other = Cue(4, 5, "not what", (Word(4, 4.5, "not"), Word(4.5, 5, "what")))
    bare = [Cue(1, 3, "So ask"), Cue(4, 5, "not that")]
    first, second = with_words(bare, [TIMED, other])
    assert (first.words, second.words) == (TIMED.words, ())


def test_word_times_move_with_a_line_that_was_shifted():
    (moved,) = with_words([Cue(11, 13, "So ask")], [TIMED])
    assert [word.start for word in moved.words] == [11, 12]


def test_word_times_outside_of_a_lines_new_times_are_dropped():
    assert with_words([Cue(10, 13, "So ask")], [TIMED])[0].words == ()


lines = st.text("ab ", min_size=1, max_size=40).filter(str.strip)
cue_lists = st.lists(
    st.builds(
        lambda at, long, text: Cue(at, at + long, text), st.floats(0, 99), st.floats(0.1, 9), lines
    ),
    min_size=1,
    max_size=8,
)


@given(cue_lists, st.integers(0, 7), st.integers(0, 40))
def test_no_step_loses_a_word(cues, at, letters):
    cues = checked(cues)
    at = min(at, len(cues) - 1)
    words = text_of(cues).split()
    for after in (split(cues, at), split(cues, at, letters), merge(cues, at), shift(cues, 1.5)):
        assert text_of(after).split() == words
        assert all(cue.start < cue.end or cue.length >= 0 for cue in after)
    assert cues_from_json(cues_to_json(cues)) == cues
