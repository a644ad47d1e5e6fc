"""Whatever a file says it is, it is an asset or a sentence; it never reads another file."""

import os
from pathlib import Path

import pytest

from media_assets.exceptions import MediaRejected
from media_assets.services import identify as service
from media_assets.services.identify import identify
from tests.media_assets.hostile import HOSTILE
from tests.media_samples import samples  # noqa: F401


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_it_is_rejected_with_a_sentence(name, samples, tmp_path):  # noqa: F811
    path = tmp_path / name
    HOSTILE[name](path, samples["three_mistakes_vertical"].path)
    with pytest.raises(MediaRejected) as refusal:
        identify(path)
    assert refusal.value.sentence.endswith(".")
    assert "Traceback" not in refusal.value.sentence


def test_there_are_enough_hostile_files():
    assert len(HOSTILE) >= 40


def test_a_link_is_not_followed(samples, tmp_path):  # noqa: F811
    link = tmp_path / "clip.mp4"
    link.symlink_to(samples["three_mistakes_vertical"].path)
    with pytest.raises(MediaRejected, match="link"):
        identify(link)


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "clip.mp4")
    with pytest.raises(MediaRejected, match="pipe"):
        identify(tmp_path / "clip.mp4")


def test_a_folder_is_not_a_file(tmp_path):
    with pytest.raises(MediaRejected, match="folder"):
        identify(tmp_path)


def test_an_empty_file_is_named_so(tmp_path):
    (tmp_path / "clip.mp4").touch()
    with pytest.raises(MediaRejected, match="empty"):
        identify(tmp_path / "clip.mp4")


def test_a_file_over_the_size_limit_is_not_opened(tmp_path, settings):
    settings.MEDIA_MAX_BYTES = 10
    (tmp_path / "clip.mp4").write_bytes(bytes(11))
    with pytest.raises(MediaRejected, match="at most"):
        identify(tmp_path / "clip.mp4")


def test_a_decoder_that_dies_costs_only_that_file(samples, monkeypatch):  # noqa: F811
    monkeypatch.setattr(service, "LIMITS", service.Limits(memory_bytes=40_000_000))
    with pytest.raises(MediaRejected, match="decoder fail"):
        identify(samples["coffee_first"].path)


def test_a_decoder_that_hangs_is_ended(samples, monkeypatch):  # noqa: F811
    monkeypatch.setattr(service, "LOOK_SECONDS", 0.01)
    with pytest.raises(MediaRejected, match="too long"):
        identify(samples["coffee_first"].path)


@pytest.mark.parametrize(
    "name", ["-i", "-i file.mp4", "a\nb.mp4", "\u202egpj.mp4", "a'b\"c;$(id).mp4", "%03d.mp4"]
)
def test_an_odd_name_is_only_a_name(name, samples, tmp_path, monkeypatch):  # noqa: F811
    (tmp_path / name).write_bytes(samples["road_landscape_silent"].path.read_bytes())
    monkeypatch.chdir(tmp_path)
    assert identify(Path(name)).media_type == "video"


def test_the_decoding_process_gets_no_secret(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "canary")
    assert "canary" not in service.bare_environment().values()
    assert "PATH" in service.bare_environment()
