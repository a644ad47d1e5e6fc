"""`POST /api/media/ingest`: an upload, or a path inside the outbox."""

import os
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from media_assets.models import MediaAsset, ProcessingJob
from tests.media_samples import samples  # noqa: F401  (a fixture)

PATH = "/api/media/ingest"


@pytest.fixture
def picture(samples) -> bytes:  # noqa: F811
    return samples["coffee_first"].path.read_bytes()


@pytest.fixture
def outbox(settings) -> Path:
    folder = Path(settings.MEDIA_OUTBOX)
    (folder / "rejected").mkdir(parents=True)
    return folder


def send(api, content, name="coffee.jpg", **more):
    return api.post(PATH, {"file": SimpleUploadedFile(name, content), **more}, format="multipart")


def test_an_upload_becomes_an_asset_with_a_queued_analysis(api, picture, owner):
    answer = send(api, picture, platform_hint="instagram")
    assert answer.status_code == 201, answer.json()
    body = answer.json()
    assert body["created"] is True
    assert body["asset"]["media_type"] == "image"
    assert body["asset"]["resolution"] == "1080x1350"
    assert body["asset"]["filename"] == "coffee.jpg"
    assert body["asset"]["owner"] == str(owner.pk)
    job = ProcessingJob.objects.get()
    assert (job.job_type, job.status) == ("analyze", "queued")


def test_the_same_bytes_again_are_the_same_asset(api, picture):
    first, second = send(api, picture), send(api, picture, name="again.jpg")
    assert second.status_code == 200
    assert second.json()["created"] is False
    assert second.json()["asset"]["id"] == first.json()["asset"]["id"]


def test_another_team_gets_its_own_asset(api, stranger_api, picture):
    send(api, picture)
    assert send(stranger_api, picture).status_code == 201
    assert MediaAsset.objects.count() == 2


@pytest.mark.parametrize("content", [b"", b"just some text", b"\x00" * 500])
def test_what_is_no_media_is_refused_with_a_sentence(api, content):
    answer = send(api, content, name="video.mp4")
    assert answer.status_code == 422
    assert len(answer.json()["detail"]) > 10
    assert not MediaAsset.objects.exists()


def test_too_large_a_file_is_refused(api, picture, settings):
    settings.MEDIA_MAX_BYTES = 1000
    assert send(api, picture).status_code == 422


def test_a_file_of_the_outbox_is_taken_by_its_path(api, picture, outbox):
    (outbox / "clips").mkdir()
    (outbox / "clips" / "coffee.jpg").write_bytes(picture)
    answer = api.post(PATH, {"path": "clips/coffee.jpg"}, format="json")
    assert answer.status_code == 201, answer.json()
    assert answer.json()["asset"]["source_type"] == "local_upload"


@pytest.mark.parametrize(
    "path",
    ["../secret.jpg", "/etc/passwd", "clips/../../secret.jpg", "nothing.jpg", ".", "\x01",
     "x" * 900, "rejected/old.jpg", "link.jpg", "linked/secret.jpg", "~", "clips"],
)  # fmt: skip
def test_no_path_leads_out_of_the_outbox(api, picture, outbox, path):
    (outbox.parent / "secret.jpg").write_bytes(picture)
    (outbox / "rejected" / "old.jpg").write_bytes(picture)
    (outbox / "clips").mkdir()
    os.symlink(outbox.parent / "secret.jpg", outbox / "link.jpg")
    os.symlink(outbox.parent, outbox / "linked")
    answer = api.post(PATH, {"path": path}, format="json")
    assert answer.status_code in (400, 422)
    assert not MediaAsset.objects.exists()


def test_a_pipe_in_the_outbox_is_not_opened(api, outbox):
    os.mkfifo(outbox / "pipe.mp4")
    assert api.post(PATH, {"path": "pipe.mp4"}, format="json").status_code == 422


@pytest.mark.parametrize("body", [{}, {"path": ""}, {"path": None}, {"url": "http://x"}])
def test_a_request_without_a_file_is_refused(api, body):
    assert api.post(PATH, body, format="json").status_code == 400


def test_a_file_and_a_path_together_are_refused(api, picture):
    assert send(api, picture, path="a.jpg").status_code == 400


def test_an_upload_with_a_key_is_taken_once(api, picture):
    def once():
        return api.post(
            PATH,
            {"file": SimpleUploadedFile("a.jpg", picture)},
            format="multipart",
            headers={"Idempotency-Key": "up-1"},
        )

    first, second = once(), once()
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()


def test_a_strange_name_is_only_a_name(api, picture):
    answer = send(api, picture, name="../../“Ünï” " + "x" * 150 + ".jpg")
    assert answer.status_code == 201, answer.json()
    assert "/" not in answer.json()["asset"]["filename"]
