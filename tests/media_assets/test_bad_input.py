"""The files that people really bring: each is an asset or a clear rejection, never an accident."""

import shutil
from pathlib import Path

import pytest
from PIL import Image

from media_assets.exceptions import MediaRejected
from media_assets.ffmpeg import run_ffmpeg
from media_assets.models import MediaAsset
from media_assets.services.identify import identify
from media_assets.services.ingest import ingest_file
from tests.media_samples import samples  # noqa: F401

NOISE = "nullsrc=s=160x120:d=4:r=25,geq=random(1)*255:128:128"
X264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]


def cut_off(path: Path, share: float) -> Path:
    """Keep only the first part of the bytes."""
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


@pytest.fixture
def noise(tmp_path):
    """Four seconds whose bytes are spread evenly, with the index where `movflags` puts it."""

    def make(*movflags: str) -> Path:
        path = tmp_path / "noise.mp4"
        run_ffmpeg(["-f", "lavfi", "-i", NOISE, *X264, *movflags, path], timeout_seconds=30)
        return path

    return make


def test_a_truncated_video_is_taken_as_far_as_it_goes(team, noise, now):
    path = cut_off(noise("-movflags", "+faststart"), 0.6)
    asset = ingest_file(team, path, filename="cut.mp4", now=now).asset
    assert asset.metadata["facts"]["is_partial"]
    assert 1.5 < asset.duration_sec < 3.2
    assert "cut off" in asset.error_message


def test_a_truncated_video_without_its_index_is_rejected(noise):
    with pytest.raises(MediaRejected, match="damaged or cut off"):
        identify(cut_off(noise(), 0.6))


def test_a_truncated_picture_is_rejected(samples, tmp_path):  # noqa: F811
    path = Path(shutil.copy(samples["coffee_first"].path, tmp_path / "a.jpg"))
    with pytest.raises(MediaRejected, match="damaged or cut off"):
        identify(cut_off(path, 0.5))


def test_a_video_full_of_rubbish_is_rejected(noise):
    path = noise("-movflags", "+faststart")
    data = bytearray(path.read_bytes())
    start = data.index(b"mdat") + 4
    data[start:] = bytes(len(data) - start)
    path.write_bytes(data)
    with pytest.raises(MediaRejected):
        identify(path)


def test_a_video_without_audio_says_so(samples):  # noqa: F811
    facts = identify(samples["road_landscape_silent"].path)
    assert (facts.has_audio, facts.audio_codec) == (False, "")


@pytest.mark.parametrize(
    ("mode", "format_name"), [("RGBA", "PNG"), ("LA", "PNG"), ("RGBA", "WEBP")]
)
def test_an_image_with_alpha_keeps_it_and_has_a_poster_on_white(mode, format_name, tmp_path):
    path, poster = tmp_path / "logo", tmp_path / "poster.webp"
    Image.new(mode, (80, 60)).save(path, format_name)
    facts = identify(path, poster=poster)
    assert (facts.media_type, facts.has_alpha) == ("image", True)
    assert min(Image.open(poster).convert("RGB").getpixel((5, 5))) > 250


def test_a_palette_image_with_a_transparent_colour_has_alpha(tmp_path):
    Image.new("P", (20, 20)).save(tmp_path / "a.png", transparency=0)
    assert identify(tmp_path / "a.png").has_alpha


def test_an_animated_gif_is_a_video_without_sound(samples):  # noqa: F811
    facts = identify(samples["ball"].path)
    assert (facts.media_type, facts.mime_type) == ("video", "image/gif")
    assert (facts.is_animated, facts.has_audio, facts.frame_count) == (True, False, 20)
    assert facts.duration_sec == pytest.approx(2, abs=0.1)


def test_a_moving_webp_is_refused_with_a_way_out(tmp_path):
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(tmp_path / "a.webp", save_all=True, append_images=frames[1:])
    with pytest.raises(MediaRejected, match="GIF or MP4"):
        identify(tmp_path / "a.webp")


@pytest.mark.parametrize(("turn", "clockwise"), [(90, 270), (-90, 90), (180, 180)])
def test_a_rotated_phone_video_is_measured_upright(turn, clockwise, samples, tmp_path):  # noqa: F811
    path, poster = tmp_path / "phone.mp4", tmp_path / "poster.webp"
    source = samples["road_landscape_silent"].path
    run_ffmpeg(["-display_rotation", turn, "-i", source, "-c", "copy", path], timeout_seconds=30)
    facts = identify(path, poster=poster)
    upright = (640, 360) if turn == 180 else (360, 640)
    assert (facts.width, facts.height, facts.rotation) == (*upright, clockwise)
    small = Image.open(poster)
    assert (small.width > small.height) == (turn == 180)


def test_a_poster_is_turned_the_way_the_phone_was_held(tmp_path):
    red_left = "color=red:s=32x64:d=1[a];color=blue:s=32x64:d=1[b];[a][b]hstack"
    flat, path, poster = tmp_path / "flat.mp4", tmp_path / "phone.mp4", tmp_path / "p.webp"
    run_ffmpeg(["-filter_complex", red_left, *X264, flat], timeout_seconds=30)
    run_ffmpeg(["-display_rotation", -90, "-i", flat, "-c", "copy", path], timeout_seconds=30)
    identify(path, poster=poster)
    red, _, blue = Image.open(poster).convert("RGB").getpixel((32, 8))
    assert red > blue  # turned clockwise, the left side comes to the top


def test_a_photo_held_upright_is_measured_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (80, 60), "teal").save(tmp_path / "a.jpg", exif=exif)
    facts = identify(tmp_path / "a.jpg")
    assert (facts.width, facts.height, facts.rotation) == (60, 80, 90)


def test_odd_dimensions_are_kept(tmp_path):
    path = tmp_path / "odd.mkv"
    source = ["-f", "lavfi", "-i", "testsrc=s=101x57:d=1:r=5"]
    run_ffmpeg([*source, "-c:v", "libx264", "-pix_fmt", "yuv444p", path], timeout_seconds=30)
    assert identify(path, poster=tmp_path / "p.webp").resolution == "101x57"


@pytest.mark.parametrize("name", ["é" * 196 + ".mp4", "日本" * 98 + ".mp4", "👩‍🍳" * 65 + ".mp4"])
def test_a_name_of_200_characters_is_kept_whole(team, samples, now, name):  # noqa: F811
    asset = ingest_file(team, samples["ball"].path, filename=name, now=now).asset
    assert MediaAsset.objects.get(pk=asset.pk).filename == name


def test_an_image_of_12000_by_12000_is_rejected_by_its_size(tmp_path):
    Image.new("1", (12_000, 12_000)).save(tmp_path / "big.png")
    with pytest.raises(MediaRejected, match=r"12000 x 12000, 144 megapixels; we take at most 50"):
        identify(tmp_path / "big.png")


def test_a_video_that_is_too_large_is_rejected_by_its_size(samples, settings):  # noqa: F811
    settings.MEDIA_MAX_PIXELS = 100_000
    with pytest.raises(MediaRejected, match="540 x 960"):
        identify(samples["three_mistakes_vertical"].path)


def test_a_video_that_is_too_long_is_rejected(samples, settings):  # noqa: F811
    settings.MEDIA_MAX_SECONDS = 2
    with pytest.raises(MediaRejected, match="Cut it first"):
        identify(samples["three_mistakes_vertical"].path)


def test_a_video_that_lies_about_its_length_is_found_out(tmp_path, settings):
    path = tmp_path / "long.mkv"
    source = ["-f", "lavfi", "-i", "testsrc2=s=32x32:d=30:r=1"]
    run_ffmpeg([*source, "-c:v", "mpeg4", "-live", "1", path], timeout_seconds=30)
    settings.MEDIA_MAX_SECONDS = 10
    with pytest.raises(MediaRejected, match="Cut it first"):
        identify(path)


def test_too_many_streams_are_refused(tmp_path):
    path = tmp_path / "many.mkv"
    source = ["-f", "lavfi", "-i", "sine=d=0.2", *["-map", "0:a"] * 20]
    run_ffmpeg([*source, "-c:a", "flac", path], timeout_seconds=30)
    with pytest.raises(MediaRejected, match="20 streams"):
        identify(path)


def test_a_codec_that_we_do_not_take_is_named(tmp_path):
    path = tmp_path / "old.avi"
    source = ["-f", "lavfi", "-i", "testsrc2=s=64x48:d=1:r=5"]
    run_ffmpeg([*source, "-c:v", "ffv1", path], timeout_seconds=30)
    with pytest.raises(MediaRejected, match="ffv1"):
        identify(path)


def test_hdr_is_noticed(tmp_path):
    path = tmp_path / "hdr.mp4"
    hlg = "setparams=color_trc=arib-std-b67:color_primaries=bt2020:colorspace=bt2020nc"
    source = ["-f", "lavfi", "-i", f"testsrc2=s=64x48:d=1:r=5,{hlg}"]
    run_ffmpeg([*source, *X264, path], timeout_seconds=30)
    assert identify(path).is_hdr


def test_an_alpha_video_is_noticed(tmp_path):
    path = tmp_path / "overlay.mov"
    source = ["-f", "lavfi", "-i", "color=red@0.5:s=64x48:d=1:r=5,format=yuva444p10le"]
    run_ffmpeg([*source, "-c:v", "prores_ks", "-profile:v", "4444", path], timeout_seconds=30)
    assert identify(path).has_alpha
