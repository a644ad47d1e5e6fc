"""The same on an S3 endpoint, over real HTTP."""

from datetime import timedelta
from uuid import uuid4

import boto3
import pytest
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone
from moto.server import ThreadedMotoServer

from media_assets.exceptions import StoredFileMissing
from media_assets.services.ingest import ingest_file
from media_assets.services.orphans import sweep_orphans
from media_assets.services.storage import (
    asset_folder,
    delete_stored,
    local_copy,
    local_root,
    read_range,
    store_bytes,
    store_file,
)
from tests.media_samples import samples  # noqa: F401

KEYS = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}


@pytest.fixture(scope="module")
def endpoint():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    boto3.client("s3", endpoint_url=url, region_name="us-east-1", **KEYS).create_bucket(
        Bucket="reelay"
    )
    yield url
    server.stop()


@pytest.fixture
def s3(endpoint, settings):
    """Every file of the test goes to the endpoint."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": "reelay",
                "endpoint_url": endpoint,
                "region_name": "us-east-1",
                "access_key": "testing",
                "secret_key": "testing",
                "addressing_style": "path",
                "file_overwrite": False,
            },
        },
    }
    yield storages["default"]
    delete_stored(*(item.key for item in storages["default"].bucket.objects.all()))


def keys(storage) -> list[str]:
    return sorted(item.key for item in storage.bucket.objects.all())


def test_an_asset_is_stored_there_whole(s3, team, samples, now):  # noqa: F811
    path = samples["road_landscape_silent"].path
    asset = ingest_file(team, path, filename="a.mp4", now=now).asset
    folder = asset_folder(team.pk, asset.pk)
    assert keys(s3) == [f"{folder}original.mp4", f"{folder}poster.webp"]
    with local_copy(asset.storage_path) as copy:
        assert copy.read_bytes() == path.read_bytes()
    assert not copy.exists()


def test_only_the_bytes_asked_for_are_fetched(s3):
    path = store_bytes(b"0123456789", "teams/a/b/c.jpg")
    assert b"".join(read_range(path, 2, 5)) == b"234"
    assert b"".join(read_range(path, 0, 0)) == b""


def test_a_player_gets_its_part_through_us(s3, owner_client, team, samples, now):  # noqa: F811
    path = samples["road_landscape_silent"].path
    asset = ingest_file(team, path, filename="a.mp4", now=now).asset
    url = reverse("media_assets:asset-file", args=[asset.pk])
    response = owner_client.get(url, headers={"Range": "bytes=100-199"})
    assert response.status_code == 206
    assert b"".join(response.streaming_content) == path.read_bytes()[100:200]


def test_nothing_is_written_over(s3, tmp_path):
    (tmp_path / "a").write_bytes(b"second")
    first = store_bytes(b"first", "teams/a/b/c.jpg")
    second = store_file(tmp_path / "a", "teams/a/b/c.jpg")
    assert first != second
    assert b"".join(read_range(first, 0, 5)) == b"first"


def test_a_missing_file_is_said_to_be_missing(s3, owner_client):
    assert local_root() is None
    with pytest.raises(StoredFileMissing, match=r"teams/x/y\.jpg"), local_copy("teams/x/y.jpg"):
        pass


def test_orphans_are_swept_there_too(s3, team, now):
    store_bytes(b"left", f"{asset_folder(team.pk, uuid4())}original.mp4")
    assert sweep_orphans(timezone.now()) == 0
    assert sweep_orphans(timezone.now() + timedelta(days=2)) == 1
    assert keys(s3) == []
