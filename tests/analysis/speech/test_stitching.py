"""Transcripts of pieces become one, in the times of the whole and with nothing twice."""

import pytest

from ai.protocols import Segment, Transcript, Word
from analysis.speech.pieces import Piece
from analysis.speech.stitch import stitch


def said(*segments: Segment, text: str = "", language: str = "en") -> Transcript:
    whole = text or " ".join(segment.text for segment in segments)
    return Transcript(whole, language, segments, "model-1", 10.0)


def test_times_are_those_of_the_whole():
    word = Word(0.5, 1.0, "Second.")
    pieces = [
        (Piece(0, 60), said(Segment(1, 3, "First."))),
        (Piece(70, 100), said(Segment(0.5, 2, "Second.", (word,)))),
    ]
    whole = stitch(pieces)
    assert [(s.start, s.end) for s in whole.segments] == [(1, 3), (70.5, 72)]
    assert whole.segments[1].words == (Word(70.5, 71.0, "Second."),)
    assert (whole.text, whole.seconds) == ("First. Second.", 20.0)


def test_what_two_pieces_hold_is_there_once():
    pieces = [
        (Piece(0, 60), said(Segment(50, 60, "We go to the market"))),
        (Piece(59, 100, 1.0), said(Segment(0, 0.9, "market"), Segment(1, 4, "and buy bread."))),
    ]
    assert stitch(pieces).text == "We go to the market and buy bread."


def test_words_repeated_across_a_hard_cut_are_removed():
    pieces = [
        (Piece(0, 15), said(text="We go to the market,")),
        (Piece(14, 29, 1.0), said(text="The market is open.")),
    ]
    whole = stitch(pieces)
    assert whole.text == "We go to the market, is open."
    assert [(s.start, s.end) for s in whole.segments] == [(0, 15), (15, 29)]


def test_a_model_that_runs_past_its_piece_is_held_to_it():
    (segment,) = stitch([(Piece(10, 20), said(Segment(5, 30, "Long.")))]).segments
    assert (segment.start, segment.end) == (15, 20)


def test_pieces_without_words_leave_nothing():
    assert stitch([(Piece(0, 15), said()), (Piece(15, 30), said())]).segments == ()


def test_the_language_is_the_one_most_is_said_in():
    pieces = [
        (Piece(0, 10), said(text="Hi", language="en")),
        (Piece(10, 20), said(text="Guten Tag zusammen", language="de")),
        (Piece(20, 30), said(text="…" * 50, language="unknown")),
    ]
    assert stitch(pieces).language == "de"


def test_nothing_heard_is_an_error_of_the_caller():
    with pytest.raises(ValueError, match="nothing to stitch"):
        stitch([])
