"""For every placement and any file: what the plan promises passes the placement's own check."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.specs import SPECS, PostMedia, get_spec, media_problems
from scheduling.fitting import Choices, Source, plan_rendering
from scheduling.fitting.types import Aspect

VIDEO_TYPES = ("video/mp4", "video/quicktime", "video/webm", "video/x-matroska", "video/mp2t",
               "image/gif")  # fmt: skip
IMAGE_TYPES = ("image/jpeg", "image/png", "image/webp", "image/heic", "image/gif")
AUDIO_TYPES = ("audio/flac", "audio/wav", "audio/mpeg", "audio/mp4", "audio/ogg")
sides = st.integers(16, 8000)

films = st.builds(
    PostMedia,
    media_type=st.just("video"),
    mime_type=st.sampled_from(VIDEO_TYPES),
    size_bytes=st.integers(1000, 5 * 1024**3),
    width=sides,
    height=sides,
    duration_sec=st.floats(3, 14_400),
    video_codec=st.sampled_from(["", "h264", "hevc", "vp9", "av1", "prores", "mpeg4"]),
    audio_codec=st.sampled_from(["", "aac", "mp3", "opus", "pcm_s16le", "ac3"]),
    pixel_format=st.sampled_from(["", "yuv420p", "yuv420p10le", "yuv444p"]),
    fps=st.sampled_from([None, 10.0, 25.0, 29.97, 60.0, 120.0]),
    sample_rate=st.sampled_from([None, 44_100, 48_000, 96_000]),
)
photos = st.builds(
    PostMedia,
    media_type=st.just("image"),
    mime_type=st.sampled_from(IMAGE_TYPES),
    size_bytes=st.integers(100, 60_000_000),
    width=sides,
    height=sides,
)
recordings = st.builds(
    PostMedia,
    media_type=st.just("audio"),
    mime_type=st.sampled_from(AUDIO_TYPES),
    size_bytes=st.integers(100, 2_000_000_000),
    duration_sec=st.floats(0.2, 14_400),
    audio_codec=st.sampled_from(["", "flac", "pcm_s16le", "mp3", "aac", "vorbis"]),
    sample_rate=st.sampled_from([None, 16_000, 44_100, 96_000]),
)
sources = st.builds(
    Source,
    media=films | photos | recordings,
    has_audio=st.sampled_from([None, True, False]),
    is_hdr=st.booleans(),
    focus=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    loudness_lufs=st.none() | st.floats(-60, -1),
)
choices = st.builds(Choices, aspect=st.sampled_from(Aspect), start_sec=st.floats(0, 20_000))


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
@given(source=sources, chosen=choices)
def test_what_a_plan_promises_passes_the_check(spec, source, chosen):
    plan = plan_rendering(spec, source, chosen)
    if plan.recipe is None:
        assert plan.fits == (not media_problems(spec, source.media))
        return
    assert plan.changes
    assert media_problems(spec, plan.result) == []
    assert plan.recipe.hash == plan.recipe.from_json(plan.recipe.as_json()).hash


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
@given(source=sources)
def test_only_cuts_and_crops_need_a_yes(spec, source):
    plan = plan_rendering(spec, source)
    loses = plan.recipe is not None and (plan.recipe.seconds or plan.recipe.crop)
    assert bool(plan.asks) == bool(loses)


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
@given(media=films.filter(lambda m: 0.4 < m.width / m.height < 2.5 and min(m.width, m.height) > 99))
def test_every_usual_film_has_a_way_to_every_network_of_films(spec, media):
    if "video" not in spec.media:
        return
    media = replace(media, duration_sec=min(media.duration_sec, 90))
    plan = plan_rendering(spec, Source(media, has_audio=True))
    assert plan.fits or plan.recipe


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
@given(media=photos)
def test_every_photo_has_a_way_to_every_network_of_photos(spec, media):
    plan = plan_rendering(spec, Source(media))
    assert plan.fits or plan.recipe or "image" not in spec.media


@given(source=sources, chosen=choices)
def test_a_crop_lies_inside_the_picture(source, chosen):
    plan = plan_rendering(get_spec("instagram"), source, chosen)
    crop = plan.recipe and plan.recipe.crop
    if crop:
        assert 0 <= crop.x <= source.media.width - crop.width
        assert 0 <= crop.y <= source.media.height - crop.height


CLIP = PostMedia("video", "video/mp4", 9_000_000, 1080, 1920, 139.0, "hevc", "aac", "yuv420p", 30)


def test_a_cut_says_what_stays_and_asks():
    plan = plan_rendering(get_spec("bluesky"), Source(CLIP, has_audio=True))
    assert plan.asks == ("cut to 0:00–1:00 of 2:19: the rest is left out",)
    assert plan.recipe.seconds == pytest.approx(59.8)
    assert "H.264 instead of HEVC" in plan.changes


def test_a_cut_of_a_fitting_film_copies_the_picture():
    clip = replace(CLIP, video_codec="h264")
    plan = plan_rendering(get_spec("bluesky"), Source(clip, has_audio=True))
    assert not plan.recipe.encodes_picture
    assert plan.recipe.sound == "copy"


def test_another_box_alone_copies_everything():
    clip = replace(CLIP, mime_type="video/x-matroska", video_codec="h264", duration_sec=20.0)
    plan = plan_rendering(get_spec("tiktok"), Source(clip, has_audio=True))
    assert not plan.recipe.encodes_picture
    assert plan.changes == ("MP4 without a change to picture or sound",)


def test_a_crop_follows_the_faces():
    wide = PostMedia("image", "image/jpeg", 400_000, 4000, 1000)
    crop = Choices(aspect=Aspect.CROP)
    plan = plan_rendering(get_spec("instagram"), Source(wide, focus=(0.9, 0.5)), crop)
    assert plan.recipe.crop.x == 4000 - plan.recipe.crop.width
    assert plan.asks


def test_a_flac_becomes_a_podcast_episode_at_the_usual_loudness():
    speech = PostMedia("audio", "audio/flac", 700_000, duration_sec=11.0, audio_codec="flac")
    plan = plan_rendering(get_spec("podcast"), Source(speech, has_audio=True, loudness_lufs=-22.0))
    assert (plan.recipe.mime_type, plan.recipe.gain_db) == ("audio/mp4", 6.0)
    assert plan.asks == ()


def test_what_cannot_be_helped_is_said_in_the_words_of_the_check():
    short = replace(CLIP, duration_sec=1.0)
    [sentence] = plan_rendering(get_spec("tiktok"), Source(short)).problems
    assert "at least 3 seconds" in sentence
    [other] = plan_rendering(get_spec("tiktok"), Source(PostMedia("audio", "audio/wav"))).problems
    assert other == "TikTok takes images or videos, not audio."


def test_hours_in_ten_megabytes_are_refused_with_a_way_out():
    film = replace(CLIP, duration_sec=7200.0, size_bytes=2_000_000_000)
    [sentence] = plan_rendering(get_spec("discord"), Source(film, has_audio=True)).problems
    assert "Post a shorter version." in sentence
