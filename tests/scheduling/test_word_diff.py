"""The difference of two texts, word by word."""

from hypothesis import given
from hypothesis import strategies as st

from scheduling.word_diff import Kind, Piece, list_diff, word_diff

SAME, GONE, NEW = Kind.SAME, Kind.GONE, Kind.NEW


def test_one_word_is_replaced():
    assert word_diff("Feed it daily now.", "Feed it twice now.") == [
        Piece(SAME, "Feed it "),
        Piece(GONE, "daily"),
        Piece(NEW, "twice"),
        Piece(SAME, " now."),
    ]


def test_neighbouring_changes_are_read_as_one_phrase():
    pieces = word_diff("I like rye bread", "I bake dark bread")
    assert [(p.kind, p.text) for p in pieces if p.kind != SAME] == [
        (GONE, "like rye"),
        (NEW, "bake dark"),
    ]


def test_equal_texts_have_no_change():
    assert word_diff("Bread.", "Bread.") == [Piece(SAME, "Bread.")]
    assert word_diff("", "") == []


def test_hashtags_are_compared_without_capitals():
    assert list_diff(["#Rye", "#old"], ["#rye", "#new"]) == [
        Piece(SAME, "#rye"),
        Piece(NEW, "#new"),
        Piece(GONE, "#old"),
    ]


texts = st.lists(st.sampled_from(["a", "b", "c.", " ", "\n\n", "  "]), max_size=14).map("".join)


@given(texts, texts)
def test_both_texts_can_be_read_out_of_the_pieces(before, after):
    pieces = word_diff(before, after)
    assert "".join(p.text for p in pieces if p.kind != NEW) == before
    assert "".join(p.text for p in pieces if p.kind != GONE) == after
    assert all(p.text for p in pieces)
