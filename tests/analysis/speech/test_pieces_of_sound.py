"""Long sound goes out in pieces that end in pauses, without its silences."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from analysis.engine.report import Silence
from analysis.speech.pieces import PAD_SECONDS, Piece, plan_pieces


def silences(*pairs: tuple[float, float]) -> list[Silence]:
    return [Silence(start, end) for start, end in pairs]


def test_short_sound_is_one_piece():
    assert plan_pieces(40.0, silences((10, 11)), 600.0) == [Piece(0.0, 40.0)]


def test_a_piece_ends_in_the_longest_pause_of_its_last_part():
    pieces = plan_pieces(100.0, silences((20, 21), (45, 46), (55, 58)), 60.0)
    assert [(p.start, p.end) for p in pieces] == [(0.0, 56.5), (56.5, 100.0)]


def test_without_a_pause_the_next_piece_begins_earlier():
    pieces = plan_pieces(100.0, [], 60.0)
    assert pieces == [Piece(0.0, 60.0), Piece(59.0, 100.0, overlap=1.0)]


def test_long_silence_is_left_out():
    pieces = plan_pieces(100.0, silences((0, 5), (30, 60), (98, 100)), 600.0)
    spoken = [(p.start, p.end) for p in pieces]
    assert spoken == [(5 - PAD_SECONDS, 30 + PAD_SECONDS), (60 - PAD_SECONDS, 98 + PAD_SECONDS)]


def test_silence_alone_leaves_nothing_to_send():
    assert plan_pieces(30.0, silences((0, 30)), 600.0) == []


@given(
    duration=st.floats(0.5, 5000),
    marks=st.lists(st.floats(0, 5000), max_size=20),
    longest=st.sampled_from([15.0, 60.0, 600.0]),
)
def test_pieces_are_in_order_short_enough_and_miss_only_silence(duration, marks, longest):
    times = sorted(mark for mark in marks if mark <= duration)
    quiet = silences(*zip(times[::2], times[1::2], strict=False))
    pieces = plan_pieces(duration, quiet, longest)
    assert all(0 <= p.start < p.end <= duration for p in pieces)
    assert all(p.end - p.start <= longest + 1e-6 for p in pieces)
    assert all(before.start < after.start for before, after in pairwise(pieces))
    edges = [(0.0, 0.0), *((p.start, p.end) for p in pieces), (duration, duration)]
    for (_, end), (start, _) in pairwise(edges):
        missed = start - end
        covered = any(s.start_sec <= end + 1e-6 and start <= s.end_sec + 1e-6 for s in quiet)
        assert missed <= 1e-6 or covered
