"""What the measurements of a clip are taken to mean."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.engine.report import Cut, FaceBox, HookReading, Silence, SoundReport, TextLine
from analysis.findings import read_findings
from analysis.findings.hook import soon
from analysis.findings.overlays import covered
from platforms.specs.safe_zones import SAFE_ZONES
from tests.analysis.reports import good_video, make_frame, make_text, photo, poor_video, sound_file

SAID = [
    {"start": 0.2, "end": 3.2, "text": "Three mistakes cost me a year of my life."},
    {"start": 17.0, "end": 19.5, "text": "Follow me for the other two."},
]


def found_in(report, segments=(), **options) -> dict:
    """Findings by name."""
    text = " ".join(one["text"] for one in segments)
    read = read_findings(report.to_features(), segments, language="en", transcript=text, **options)
    groups = ("hook", "pacing", "speech", "sound", "safe_areas", "picture")
    return {one["name"]: one for group in groups for one in read[group]}


def test_a_strong_hook_is_told_from_a_weak_one():
    hook = HookReading(3.0, 1.0, "3 mistakes", 25.0, 5.0, 2, True, 1.0, motion_onset_sec=0.2)
    strong, weak = found_in(good_video(hook=hook), SAID), found_in(poor_video())
    assert strong["hook_strength"]["is_good"]
    assert strong["hook_strength"]["value"] > 0.9
    assert weak["hook_strength"]["value"] == 0
    assert weak["hook_strength"]["advice"]


def test_what_was_not_measured_is_no_part_of_the_hook():
    found = found_in(good_video(texts=None, hook=None, sound=None))
    assert "hook_text" not in found
    assert "hook_speech" not in found


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Why does nobody tell you this?", "a question"),
        ("7 ways to save a battery.", "a number"),
        ("Everyone gets this wrong.", "a bold claim"),
        ("It is not about the camera, it's about light.", "a contrast"),
    ],
)
def test_opening_words_are_told_by_type(line, kind):
    found = found_in(good_video(texts=()), [{"start": 0.1, "end": 3.0, "text": line}])
    assert kind in found["hook_opening"]["sentence"]


@given(st.floats(0, 10), st.floats(0, 10))
def test_sooner_is_never_worse(one, other):
    early, late = sorted((one, other))
    assert soon(early) >= soon(late)


def test_rhythm_says_when_an_edit_slows_down():
    cuts = tuple(Cut(t, "cut", 40.0) for t in (1, 2, 3, 4, 10))
    found = found_in(good_video(cuts=cuts))
    assert "slows down" in found["rhythm"]["sentence"]
    assert (found["longest_shot"]["time_sec"], found["longest_shot"]["end_sec"]) == (10, 20)


def test_dead_air_points_at_the_longest_silence():
    gaps = (Silence(1.0, 1.6), Silence(4.0, 7.0), Silence(9.0, 10.5))
    found = found_in(good_video(sound=SoundReport(20, -14, 6, -2, gaps, 0.25, 0.5, 0.2)))
    assert found["dead_air"]["value"] == 4.5
    assert found["dead_air"]["time_sec"] == 4.0


def test_the_speech_rate_counts_only_the_time_of_speech():
    found = found_in(good_video(), SAID)
    assert found["speech_rate"]["value"] == pytest.approx(15 * 60 / 5.5, abs=0.01)


def test_a_call_to_action_is_found_with_its_place():
    ending = found_in(good_video(), SAID)["call_to_action"]
    assert ending["is_good"]
    assert ending["time_sec"] == 17
    assert "follow me" in ending["sentence"]


def test_no_call_to_action_is_claimed_without_words_or_in_another_language():
    assert "call_to_action" not in found_in(good_video(texts=None))
    features = good_video().to_features()
    speech = read_findings(features, SAID, language="de", transcript="Folgt mir")["speech"]
    assert all(one["name"] != "call_to_action" for one in speech)


@pytest.mark.parametrize(("lufs", "word"), [(-14.4, "right"), (-23.0, "quiet"), (-8.0, "loud")])
def test_loudness_is_judged_against_each_target(lufs, word):
    sound = replace(good_video().sound, loudness_lufs=lufs)
    assert word in found_in(good_video(sound=sound))["loudness_short"]["sentence"]


def test_sound_alone_is_judged_as_a_podcast():
    assert "loudness_podcast" in found_in(sound_file())
    assert "loudness_short" not in found_in(sound_file())


def text_at(y: float):
    return make_text("BUY", lines=(TextLine("BUY", 0.2, y, 0.5, 0.05),))


def test_text_under_the_captions_of_an_app_is_named_with_its_edge():
    found = found_in(good_video(texts=(text_at(0.9),)))
    for name in SAFE_ZONES:
        assert "bottom" in found[f"overlay_{name}"]["sentence"]
        assert found[f"overlay_{name}"]["time_sec"] == 0


def test_text_in_the_clear_is_said_to_be_clear():
    frames = (make_frame(faces=()),)
    found = found_in(good_video(texts=(text_at(0.4),), frames=frames, best_frame_index=0))
    assert all(found[f"overlay_{name}"]["is_good"] for name in SAFE_ZONES)


def test_wide_videos_have_no_overlays():
    found = found_in(good_video(width=1920, height=1080, texts=(text_at(0.9),)))
    assert not any(name.startswith("overlay") for name in found)


shares = st.floats(0.01, 1)


@given(shares, shares, shares, shares, st.sampled_from(list(SAFE_ZONES.values())))
def test_what_is_covered_is_a_share(x, y, width, height, zone):
    box = (x * (1 - width), y * (1 - height), width, height)
    assert -1e-9 <= covered(box, zone) <= 1


def test_headroom_and_thirds_are_judged_with_their_frame():
    found = found_in(good_video())
    assert found["composition"]["frame_index"] == 2
    assert found["headroom"]["time_sec"] == 0.0


def test_brand_colours_are_judged_once_a_team_has_some():
    frames = (make_frame(palette=(("#ff0000", 0.3), ("#ffffff", 0.7))),)
    report = good_video(frames=frames, best_frame_index=0)
    assert found_in(report, brand_colours=["#fa0505"])["brand_colours"]["value"] == 0.3
    assert "brand_colours" not in found_in(report)


@pytest.mark.parametrize("report", [photo(), sound_file(), poor_video(), good_video()])
def test_every_kind_of_media_can_be_read(report):
    read = read_findings(report.to_features())
    assert read["fit"]
    for group in ("hook", "pacing", "speech", "sound", "safe_areas", "picture"):
        assert all(one["sentence"].endswith(".") and one["label"] for one in read[group])


def test_the_fit_says_who_refuses_and_why():
    rows = {row["platform"]: row for row in read_findings(poor_video().to_features())["fit"]}
    assert rows["tiktok"]["state"] == "refused"
    assert "600" in rows["tiktok"]["sentence"] or "10 min" in rows["tiktok"]["sentence"]
    good = {row["platform"]: row for row in read_findings(good_video().to_features())["fit"]}
    assert good["tiktok"]["state"] == "fits"
    assert good["youtube"]["state"] != "fits"


def crops_of(**changes) -> dict:
    return read_findings(good_video(**changes).to_features())["crops"]


def test_crops_follow_the_face_of_each_shot():
    left, right = FaceBox(0.05, 0.3, 0.1, 0.2), FaceBox(0.8, 0.3, 0.1, 0.2)
    frames = tuple(make_frame(i, faces=(left if i < 3 else right,)) for i in range(6))
    crops = crops_of(
        width=1920, height=1080, frames=frames, cuts=(Cut(3.0, "cut", 40.0),), duration_sec=6.0
    )
    first, second = crops["9:16"]
    assert first["box"][0] < 0.05
    assert second["box"][0] + second["box"][2] > 0.9
    assert first["reason"] == second["reason"] == "face"
    assert first["box"][2] * 16 / 9 / first["box"][3] == pytest.approx(9 / 16, abs=0.001)


def test_a_shape_that_the_picture_has_already_needs_no_crop():
    assert set(crops_of()) == {"1:1", "4:5"}


@given(st.floats(0, 0.9), st.floats(0, 0.9), st.integers(200, 4000), st.integers(200, 4000))
def test_every_crop_lies_inside_the_picture(x, y, width, height):
    frames = (make_frame(faces=(FaceBox(x, y, 0.1, 0.1),)),)
    crops = crops_of(width=width, height=height, frames=frames, best_frame_index=0)
    for x0, y0, w, h in (shot["box"] for shots in crops.values() for shot in shots):
        assert x0 >= 0 and y0 >= 0 and x0 + w <= 1.0002 and y0 + h <= 1.0002  # noqa: PT018
