"""Every format that we take is known for what it is, whatever it is called."""

import pytest
from PIL import Image
from pillow_heif import register_heif_opener

from media_assets.decoding.facts import EXTENSIONS
from media_assets.ffmpeg import run_ffmpeg
from media_assets.services.identify import identify

register_heif_opener()
PICTURE = ["-f", "lavfi", "-i", "testsrc2=s=64x48:d=1:r=10"]
SOUND = ["-f", "lavfi", "-i", "sine=d=1:sample_rate=44100"]
X264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
FILMS = {
    "mp4": ("mp4", [*X264, "-c:a", "aac"], "video/mp4", "h264", "aac"),
    "mov": ("mov", [*X264, "-c:a", "aac"], "video/quicktime", "h264", "aac"),
    "mkv": ("matroska", [*X264, "-c:a", "flac"], "video/x-matroska", "h264", "flac"),
    "webm": ("webm", ["-c:v", "libvpx", "-c:a", "libopus"], "video/webm", "vp8", "opus"),
    "avi": ("avi", ["-c:v", "mpeg4", "-c:a", "libmp3lame"], "video/x-msvideo", "mpeg4", "mp3"),
    "ts": ("mpegts", [*X264, "-c:a", "aac"], "video/mp2t", "h264", "aac"),
}
SONGS = {
    "flac": ("flac", ["-c:a", "flac"], "audio/flac", "flac"),
    "mp3": ("mp3", ["-c:a", "libmp3lame"], "audio/mpeg", "mp3"),
    "wav": ("wav", ["-c:a", "pcm_s16le"], "audio/wav", "pcm_s16le"),
    "m4a": ("ipod", ["-c:a", "aac"], "audio/mp4", "aac"),
    "ogg": ("ogg", ["-c:a", "libopus"], "audio/ogg", "opus"),
}
PICTURES = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF", "heic": "HEIF"}


@pytest.mark.parametrize("ending", FILMS)
def test_a_film(ending, tmp_path):
    muxer, codecs, mime, video, audio = FILMS[ending]
    path = tmp_path / "holiday.txt"
    run_ffmpeg([*PICTURE, *SOUND, *codecs, "-f", muxer, path], timeout_seconds=30)
    facts = identify(path)
    assert (facts.media_type, facts.mime_type, facts.extension) == ("video", mime, ending)
    assert (facts.video_codec, facts.audio_codec) == (video, audio)
    assert (facts.width, facts.height, facts.has_audio) == (64, 48, True)
    assert facts.duration_sec == pytest.approx(1, abs=0.15)
    assert facts.frame_count == 10
    assert facts.fps == pytest.approx(10, rel=0.15)
    assert not facts.is_partial


@pytest.mark.parametrize("ending", SONGS)
def test_a_sound(ending, tmp_path):
    muxer, codecs, mime, codec = SONGS[ending]
    path = tmp_path / "song.mp4"
    run_ffmpeg([*SOUND, *codecs, "-f", muxer, path], timeout_seconds=30)
    facts = identify(path, poster=tmp_path / "poster.webp")
    assert (facts.media_type, facts.mime_type, facts.extension) == ("audio", mime, ending)
    assert (facts.audio_codec, facts.has_audio, facts.width) == (codec, True, None)
    assert facts.duration_sec == pytest.approx(1, abs=0.15)
    assert not (tmp_path / "poster.webp").exists()


@pytest.mark.parametrize("ending", PICTURES)
def test_a_picture(ending, tmp_path):
    path = tmp_path / "photo.mp4"
    Image.new("RGB", (60, 40), "teal").save(path, PICTURES[ending])
    facts = identify(path)
    assert (facts.media_type, facts.extension) == ("image", ending)
    assert (facts.resolution, facts.duration_sec, facts.has_audio) == ("60x40", None, False)
    assert not facts.has_alpha
    assert not facts.is_animated


def test_a_song_with_a_cover_is_sound(tmp_path):
    Image.new("RGB", (60, 60), "teal").save(tmp_path / "cover.png")
    path = tmp_path / "song.mp3"
    cover = ["-f", "png_pipe", "-i", tmp_path / "cover.png"]
    maps = ["-map", "0:a", "-map", "1:v", "-c:v", "copy", "-disposition:v", "attached_pic"]
    run_ffmpeg(
        [*SOUND, *cover, *maps, "-f", "mp3", path], timeout_seconds=30, formats=("png_pipe",)
    )
    assert identify(path).media_type == "audio"


def test_every_kind_has_an_ending_of_its_own():
    assert len(set(EXTENSIONS.values())) == len(EXTENSIONS)
