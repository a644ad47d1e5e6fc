"""A model looks at the best frame and two that differ; what fails is said, the rest is kept."""

from ai.models import AIUsage
from analysis.engine.report import CoverPicture
from analysis.words.seeing import (
    look_at_best,
    pictures_key,
    seen_from_json,
    seen_to_json,
)
from tests.analysis.reports import good_video, make_frame, sound_file
from tests.openai_server import FRAME, QUOTA_SPENT, Reply, says

CHAT = "/chat/completions"
COVERS = tuple(CoverPicture(index, b"full") for index in (4, 0, 1))


def clip(**changes):
    """Five different frames; the best is 2, then 4, 0 and 1."""
    frames = tuple(make_frame(index, jpeg=b"jpeg %d" % index) for index in range(5))
    return good_video(**{"frames": frames, "alternatives": COVERS, **changes})


def test_three_frames_are_looked_at_the_best_first(openai_server):
    seeing = look_at_best(clip())
    assert [one.frame_index for one in seeing.frames] == [2, 4, 0]
    assert (seeing.model, seeing.is_whole) == ("gpt-6-luna", True)
    assert len(openai_server.sent_to(CHAT)) == 3


def test_a_failure_keeps_what_was_seen_and_says_what_is_missing(openai_server):
    openai_server.script(CHAT, says(FRAME), Reply(status=429, body=QUOTA_SPENT))
    seeing = look_at_best(clip())
    assert seeing.best.description == FRAME["description"]
    assert seeing.gaps[0].startswith("Only 1 of the best frames were described: The account")
    assert len(openai_server.sent_to(CHAT)) == 2


def test_sound_has_nothing_to_look_at_and_nothing_missing(openai_server):
    seeing = look_at_best(sound_file())
    assert (seeing.frames, seeing.model, seeing.is_whole) == ((), "", True)
    assert not openai_server.seen


def test_stored_notes_come_back_as_they_were(openai_server):
    seeing = look_at_best(clip())
    assert seen_from_json(seen_to_json(seeing)) == seeing.frames
    assert seen_from_json([{"note": "of an older form"}]) == ()


def test_the_key_of_the_pictures_changes_with_pictures_and_order_only():
    reordered = clip(best_frame_index=4, alternatives=(CoverPicture(2, b"full"), COVERS[1]))
    assert pictures_key(clip()) == pictures_key(clip(duration_sec=9.0))
    assert pictures_key(clip()) != pictures_key(reordered)


def test_notes_from_the_ledgers_cache_are_whole_and_of_the_same_types(openai_server):
    risky = {**FRAME, "subjects": ["Man", "suit", "flag"], "risks": ["alcohol", "minors"]}
    openai_server.script(CHAT, says(risky), says(FRAME), says(FRAME))
    first, kept = look_at_best(clip()), look_at_best(clip())
    assert len(openai_server.sent_to(CHAT)) == AIUsage.objects.filter(cached=True).count() == 3
    assert kept == first
    note = kept.best
    assert (note.subjects, note.risks) == (("man", "suit", "flag"), ("alcohol", "minors"))
    assert (note.action, note.emotion) == ("speaks to the camera", "calm")
    assert hash((note.subjects, note.risks))  # tuples, as they were, not JSON's lists
    assert seen_from_json(seen_to_json(kept)) == first.frames
