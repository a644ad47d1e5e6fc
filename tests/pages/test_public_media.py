"""A platform may fetch a file by a signed address, and nothing else."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.signing import TimestampSigner
from django.utils import timezone

from platforms.adapters.public_media import public_url
from platforms.adapters.types import MediaFile

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored():
    path = default_storage.save("teams/t/a/original.mp4", ContentFile(b"moving pictures"))
    return MediaFile(path, "video", "video/mp4", 15, "0" * 64)


def path_of(address: str) -> str:
    return "/" + address.split("/", 3)[3]


def test_the_signed_address_gives_the_file_without_a_session(client, stored):
    answer = client.get(path_of(public_url(stored)))
    assert b"".join(answer.streaming_content) == b"moving pictures"
    assert answer["Content-Type"] == "video/mp4"


def test_a_part_of_it_can_be_asked_for(client, stored):
    answer = client.get(path_of(public_url(stored)), headers={"range": "bytes=0-5"})
    assert (answer.status_code, b"".join(answer.streaming_content)) == (206, b"moving")


def test_an_address_that_was_changed_is_not_found(client, stored):
    assert client.get(path_of(public_url(stored)) + "x").status_code == 404


def test_an_address_signed_for_something_else_is_not_found(client, stored):
    foreign = TimestampSigner(salt="another").sign(stored.storage_path)
    assert client.get(f"/media/public/{foreign}").status_code == 404


def test_an_old_address_is_not_found(client, stored):
    with time_machine.travel(timezone.now() - timedelta(hours=7)):
        old = public_url(stored)
    assert client.get(path_of(old)).status_code == 404
