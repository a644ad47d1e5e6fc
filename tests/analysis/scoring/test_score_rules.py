"""What must hold for every measurement: bounds, monotony, and nothing missing counted as zero."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.engine.report import HookReading, MotionReport, SoundReport
from analysis.scoring import score_media
from analysis.scoring.card import make_component
from analysis.scoring.fit import VIDEO_LENGTH, VIDEO_SHAPE
from analysis.scoring.pacing import SHOT_SEC
from analysis.scoring.parts import Part, along
from analysis.scoring.picture import BRIGHTNESS, SHARPNESS
from analysis.scoring.sound import LOUDNESS, SILENT_SHARE
from analysis.words.suggestion import WordsSuggestion
from tests.analysis.reports import good_video, make_frame, poor_video

share = st.floats(0, 1)
positive = st.floats(0, 1000)


def maybe(strategy):
    return st.none() | strategy


frames = st.lists(
    st.builds(
        make_frame,
        index=st.integers(0, 50),
        sharpness=positive,
        brightness=share,
        dark_share=share,
        bright_share=share,
        colour=positive,
    ),
    max_size=3,
).map(tuple)
sounds = st.builds(
    SoundReport,
    duration_sec=st.floats(0.1, 4000),
    loudness_lufs=maybe(st.floats(-70, 5)),
    loudness_range_lu=maybe(positive),
    peak_dbfs=maybe(st.floats(-70, 6)),
    silences=st.just(()),
    silent_share=share,
    speech_share=maybe(share),
    speech_onset_sec=maybe(positive),
)
hooks = st.builds(
    HookReading,
    duration_sec=st.floats(0.1, 3),
    face_share=maybe(share),
    text=maybe(st.text(max_size=20)),
    sharpness=maybe(positive),
    motion=maybe(positive),
    cuts=maybe(st.integers(0, 30)),
    speech=maybe(st.booleans()),
    rating=maybe(share),
)
motions = st.builds(
    MotionReport, mean=positive, peak=positive, still_share=share, hook_mean=positive
)
videos = st.builds(
    good_video,
    duration_sec=maybe(st.floats(0.1, 10_000)),
    width=maybe(st.integers(1, 8000)),
    height=maybe(st.integers(1, 8000)),
    has_audio=st.booleans(),
    frames=frames,
    best_frame_index=st.none(),
    cuts=maybe(st.just(())),
    sound=maybe(sounds),
    hook=maybe(hooks),
    motion=maybe(motions),
)
words = st.builds(
    WordsSuggestion,
    spoken=maybe(st.text(max_size=80)),
    shown=maybe(st.lists(st.text(max_size=20), max_size=3)),
    topics=st.lists(st.text(max_size=10), max_size=3),
    language=st.sampled_from(["en", "de", "unknown"]),
)


@given(videos, words)
def test_score_stays_between_0_and_100(report, said):
    card = score_media(report, said)
    assert card.score is None or 0 <= card.score <= 100
    for item in card.components:
        assert 0 <= item.value <= 1
        assert 0 <= item.points <= 100 * item.weight + 1e-9


@given(videos, words)
def test_every_component_is_explained_or_said_to_be_missing(report, said):
    card = score_media(report, said)
    for item in (*card.components, *card.not_measured):
        assert item.sentence in card.explanation
    assert len(card.components) + len(card.not_measured) == 8


@given(st.sampled_from(["sound", "texts", "motion", "cuts", "hook"]))
def test_missing_is_never_counted_as_zero(name):
    poor, unknown = poor_video(), replace(poor_video(), **{name: None})
    best, without = good_video(), replace(good_video(), **{name: None})
    assert score_media(unknown, None).score >= score_media(poor, None).score - 1
    assert score_media(without, None).score >= score_media(best, None).score - 6


parts = st.lists(
    st.builds(
        Part,
        name=st.just("x"),
        weight=st.floats(0.01, 1),
        value=share,
        clause=st.just("it is"),
        advice=st.just("do"),
    ),
    min_size=1,
    max_size=5,
)


@given(parts, st.integers(0, 4), share)
def test_a_better_part_never_lowers_its_component(found, place, raise_by):
    place %= len(found)
    better = replace(found[place], value=min(1.0, found[place].value + raise_by))
    before = make_component("x", "X", 0.5, found)
    after = make_component("x", "X", 0.5, [*found[:place], better, *found[place + 1 :]])
    assert after.value >= before.value - 1e-9
    assert after.points >= before.points - 1e-9


@given(share, share)
def test_longer_face_time_never_lowers_the_score(one, other):
    low, high = sorted((one, other))
    hooks = [replace(good_video().hook, face_share=value) for value in (low, high)]
    scores = [score_media(good_video(hook=hook), None).score for hook in hooks]
    assert scores[0] <= scores[1]


@pytest.mark.parametrize(
    "anchors",
    [
        SHARPNESS,
        BRIGHTNESS,
        SHOT_SEC,
        LOUDNESS,
        SILENT_SHARE,
        VIDEO_SHAPE,
        VIDEO_LENGTH,
    ],
)
def test_anchors_are_sorted_and_reach_both_ends(anchors):
    readings, values = zip(*anchors, strict=True)
    assert list(readings) == sorted(set(readings))
    assert all(0 <= value <= 1 for value in values)
    assert max(values) == 1.0


@given(st.floats(-100, 100))
def test_readings_between_anchors_lie_between_their_values(reading):
    assert 0 <= along(LOUDNESS, reading) <= 1
    assert along(((0.0, 0.2), (1.0, 0.8)), 0.5) == pytest.approx(0.5)
