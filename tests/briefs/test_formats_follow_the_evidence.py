"""Which formats are worth making, by what is in the clip and under the post."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefs.citations import invented_numbers
from briefs.evidence import ClipFacts, CommentFacts, ComparisonFact, Evidence, PostFacts
from briefs.formats import choose_formats
from briefs.models import DerivativeMediaPlan

TALK = ClipFacts(
    "talk.mp4", duration_sec=20.0, topics=("espresso",), opening_line="Your espresso is sour.",
    lines=("Grind finer.",), face_share=0.6, faces_at_once=1, speech_share=0.8,
    speech_onset_sec=0.2, best_frame_sec=3.2,
)  # fmt: skip
POST = PostFacts("tiktok", "TikTok", "maker")


def formats(evidence):
    return [idea.format for idea in choose_formats(evidence)]


def idea_of(evidence, name):
    return next(idea for idea in choose_formats(evidence) if idea.format == name)


def test_a_talking_face_is_filmed_again_with_its_own_first_line():
    idea = choose_formats(Evidence(TALK))[0]
    assert idea.format == "face_cam"
    assert idea.instructions.startswith("Face to camera, start with: “Your espresso is sour”.")
    assert "60% of the frames" in idea.reason


def test_a_late_first_word_is_brought_forward():
    late = replace(TALK, speech_onset_sec=2.4)
    assert "the first word came at 2.4 s" in idea_of(Evidence(late), "face_cam").instructions


def test_things_without_faces_become_broll_with_text():
    clip = ClipFacts("pour.mp4", topics=("latte art",), face_share=0.0, screen_text="Slow pour")
    idea = choose_formats(Evidence(clip))[0]
    assert idea.format == "broll_text"
    assert "shots of latte art" in idea.instructions
    assert "“Slow pour”" in idea.instructions


def test_two_faces_suggest_two_people():
    assert "faces_video" in formats(Evidence(replace(TALK, faces_at_once=2)))
    assert "faces_video" not in formats(Evidence(TALK))


def test_split_comments_suggest_two_people_and_quote_the_other_side():
    said = CommentFacts(10, 10, 5, 4, complaint="Never worked for me")
    idea = idea_of(Evidence(TALK, POST, said), "faces_video")
    assert "“Never worked for me”" in idea.instructions
    assert idea.reason == "The comments are split: 5 for, 4 against."


def test_a_question_is_answered_in_an_explainer():
    said = CommentFacts(3, 3, 1, 0, question="Which grinder?", question_by="ann")
    idea = idea_of(Evidence(TALK, POST, said), "explainer")
    assert "“Which grinder?” from ann" in idea.instructions


def test_what_people_save_becomes_a_carousel():
    post = replace(POST, comparisons=(ComparisonFact("saves", 60, 40, 5, 50.0),))
    assert "50% above" in idea_of(Evidence(TALK, post), "carousel").reason


def test_a_picture_is_never_filmed_as_a_face():
    picture = ClipFacts("menu.jpg", media_type="image", face_share=0.9)
    assert "face_cam" not in formats(Evidence(picture))
    assert "carousel" in formats(Evidence(picture))


def test_every_clip_gets_at_least_one_format():
    assert formats(Evidence(ClipFacts("x.mp4"))) == ["broll_text"]


shares = st.one_of(st.none(), st.floats(0, 1))


@given(shares, shares, st.integers(0, 5), st.text(max_size=40), st.lists(st.text(max_size=20)))
def test_one_to_three_known_formats_whatever_was_measured(face, speech, faces, line, texts):
    clip = replace(
        TALK, face_share=face, speech_share=speech, faces_at_once=faces, opening_line=line,
        screen_texts=tuple(texts),
    )  # fmt: skip
    found = formats(Evidence(clip))
    assert 1 <= len(found) <= 3
    assert set(found) <= set(DerivativeMediaPlan.FormatType.values)
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        ("1,450 views, 45% above 1,000", []),
        ("46% of the frames", []),
        ("0.456 or 0.46", []),
        ("1,451 views", [1451.0]),
        ("3 of 4 said so", [3.0, 4.0]),
    ],
)
def test_numbers_are_checked_against_the_data(text, strange):
    data = {"views": 1450, "median": 1000, "difference": 45.0, "face_share": 0.456}
    assert invented_numbers(text, data) == strange
