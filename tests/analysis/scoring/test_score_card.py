"""The score: a sum of measured components, each explained."""

from dataclasses import replace

import pytest

from analysis.engine.report import Silence
from analysis.scoring import SCORER_VERSION, score_media
from analysis.scoring.score import WEIGHTS
from analysis.words.suggestion import WordsSuggestion
from tests.analysis.reports import good_video, make_text, photo, poor_video, sound_file

TALK = WordsSuggestion(
    spoken="Why does nobody watch? " + "Here are three mistakes that kill your reach today. " * 5,
    shown=["3 mistakes"],
    topics=["mistakes", "reach", "today"],
    language="en",
)


def component(card, name):
    return next(item for item in card.components if item.name == name)


def test_good_clip_scores_high_and_poor_clip_low():
    assert score_media(good_video(), TALK).score > 92
    assert score_media(poor_video(), None).score < 6


@pytest.mark.parametrize("report", [good_video(), poor_video(), photo(), sound_file()])
def test_score_is_the_sum_of_points(report):
    card = score_media(report, TALK)
    assert card.score == pytest.approx(sum(item.points for item in card.components), abs=0.06)
    assert sum(item.weight for item in card.components) == pytest.approx(1)


def test_each_kind_of_media_has_its_own_components():
    assert [c.name for c in score_media(good_video(), TALK).components] == list(WEIGHTS["video"])
    assert [c.name for c in score_media(photo(), None).components] == list(WEIGHTS["image"])
    assert [c.name for c in score_media(sound_file(), TALK).components] == list(WEIGHTS["audio"])


def test_every_measurement_of_the_engine_is_used():
    """A field that the engine renames would fall out as “not measured” without a word."""
    card = score_media(good_video(), TALK)
    assert {item.name: [part["name"] for part in item.evidence] for item in card.components} == {
        "hook": ["motion", "face", "text", "speech", "cuts"],
        "format": ["shape", "length", "size", "platforms"],
        "sound": ["loudness", "peak", "dead air", "speech"],
        "pacing": ["shots", "motion", "stillness"],
        "clarity": ["sharpness", "light", "range", "colour"],
        "words": ["opening", "rate", "topic"],
        "faces": ["presence", "size"],
        "text": ["presence", "size", "legibility", "amount"],
    }


def test_explanation_holds_every_components_sentence_and_the_next_step():
    card = score_media(poor_video(), None)
    for item in card.components:
        assert item.sentence in card.explanation
    assert "What would raise it most: " in card.explanation.splitlines()[-1]


def test_nothing_to_advise_when_little_is_left_to_gain():
    card = score_media(photo(texts=(make_text("Hello there"),)), None)
    assert "What would raise it most" not in card.explanation
    assert {item.advice for item in card.components} == {""}


def test_missing_measurement_is_left_out_and_said():
    card = score_media(good_video(sound=None, texts=None), None)
    assert {gap.name for gap in card.not_measured} == {"sound", "text", "words"}
    assert "Sound: not measured, since the sound could not be read." in card.explanation
    assert card.score > 90


def test_faces_that_nobody_looked_for_are_missing_not_absent():
    frames = tuple(replace(frame, faces=None) for frame in good_video().frames)
    card = score_media(good_video(frames=frames), TALK)
    assert "faces" in {gap.name for gap in card.not_measured}


def test_clip_without_a_sound_track_gets_no_points_for_sound():
    sound = component(score_media(good_video(has_audio=False, sound=None), TALK), "sound")
    assert (sound.value, sound.sentence) == (0, "Sound: there is no sound.")
    assert sound.advice == "add a voice or music"


def test_nothing_measured_has_no_score():
    bare = sound_file(sound=None, duration_sec=None, has_audio=True)
    card = score_media(bare, None)
    assert (card.score, card.components) == (None, ())
    assert "Hook: not measured" in card.explanation


def test_features_kept_in_the_database_give_the_same_score():
    report = good_video()
    assert score_media(report.to_features(), TALK).score == score_media(report, TALK).score


def test_same_input_gives_the_same_card():
    assert score_media(good_video(), TALK) == score_media(good_video(), TALK)
    assert score_media(good_video(), TALK).version == SCORER_VERSION


def test_evidence_points_into_the_clip():
    report = good_video(sound=replace(good_video().sound, silences=(Silence(4.0, 7.0),)))
    card = score_media(report, TALK)
    gaps = {item["name"]: item for item in component(card, "sound").evidence}["dead air"]
    assert gaps["time_sec"] == 4.0
    face = {item["name"]: item for item in component(card, "hook").evidence}["face"]
    assert (face["time_sec"], face["frame_index"]) == (0.0, 0)


def test_stored_components_are_plain_json():
    (first, *_) = score_media(good_video(), TALK).components_as_json()
    wanted = {"name", "weight", "value", "points", "evidence", "sentence", "advice"}
    assert wanted <= set(first)


def test_words_on_screen_open_a_clip_that_nobody_transcribed():
    shown = WordsSuggestion(shown=["3 mistakes that kill your reach"], language="en")
    words = component(score_media(good_video(), shown), "words")
    assert "opens with a number (shown: “3 mistakes" in words.sentence


def test_late_text_alone_is_no_opening():
    late = good_video(texts=(make_text("The end", 18.0),))
    card = score_media(late, WordsSuggestion(shown=["The end"], language="en"))
    assert "words" in {gap.name for gap in card.not_measured}
