"""The benchmark's counting of cuts, words and faces against known facts."""

from analysis.engine.report import Cut
from bench.recognition import Facts, count_cuts, count_faces, count_words
from tests.analysis.reports import good_video, make_frame, make_text


def with_cuts(*times: float):
    return good_video(cuts=tuple(Cut(time, "cut", 40.0) for time in times))


def test_a_cut_answers_for_one_known_cut_only():
    assert count_cuts(with_cuts(4.0), Facts(cuts=(3.9, 4.1))) == (1, 1, 2)


def test_cuts_that_nobody_counted_are_no_mistakes():
    assert count_cuts(with_cuts(1.0, 4.0, 9.0), Facts((4.0,), open_cuts=((0, 2),))) == (1, 2, 1)


def test_words_count_only_while_they_are_shown():
    texts = (make_text("Buy now", 0.0), make_text("buy", 4.0))
    frames = (make_frame(0, time_sec=0.0), make_frame(1, time_sec=4.0))
    report = good_video(texts=texts, frames=frames, best_frame_index=0, cuts=())
    assert count_words(report, Facts(texts=((0, 3, "buy now"),))) == (2, 3, 2)


def test_a_face_where_there_is_none_is_a_mistake():
    assert count_faces(good_video(), Facts(has_face=False)) == (0, 5, 0)
    assert count_faces(good_video(), Facts(has_face=True)) == (5, 5, 5)
    assert count_faces(good_video(), Facts()) == (0, 0, 0)
