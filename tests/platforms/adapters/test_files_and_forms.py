"""Stored files are read in checked pieces, and put into forms that nothing breaks out of."""

from dataclasses import replace

import pytest
from django.core.files.storage import default_storage

from platforms.adapters.endpoints import base_url, granted_url
from platforms.adapters.files import pieces_of
from platforms.adapters.multipart import FilePart, multipart
from platforms.exceptions import Rejected, StepFailed
from tests.platforms.adapters.accounts import stored_image

HOME = "http://127.0.0.1:8000"


def test_file_comes_in_pieces_of_the_asked_sizes():
    assert list(pieces_of(stored_image(content=b"abcdefgh"), [3, 4, 5])) == [b"abc", b"defg", b"h"]


def test_damaged_file_is_refused_behind_its_last_piece():
    pieces = pieces_of(replace(stored_image(content=b"abc"), sha256="0" * 64))
    assert next(pieces) == b"abc"
    with pytest.raises(Rejected, match="damaged"):
        next(pieces)


def test_missing_file_is_said_in_a_sentence():
    item = stored_image()
    default_storage.delete(item.storage_path)
    with pytest.raises(Rejected, match="not in storage any more"):
        list(pieces_of(item))


def test_form_is_as_long_as_it_says_and_ends_with_the_file():
    part = FilePart("file", "clip.mp4", "video/mp4", 6, [b"abc", b"def"])
    headers, content = multipart({"key": "uploads/ü"}, part)
    body = b"".join(content)
    assert len(body) == int(headers["Content-Length"])
    assert body.index(b"uploads/\xc3\xbc") < body.index(b"abcdef")


@pytest.mark.parametrize("name", ['a"b', "a\r\nX-Evil: 1"])
def test_name_that_breaks_out_of_its_header_is_refused(name):
    with pytest.raises(ValueError, match="line break"):
        multipart({name: "1"}, FilePart("file", "clip.mp4", "video/mp4", 0, []))


@pytest.mark.parametrize(
    "url",
    ["https://www.linkedin.com/dms/1?sig=2", "https://linkedin.com/a", f"{HOME}/upload/1"],
)
def test_upload_address_of_the_platform_is_taken_as_it_is(url):
    assert granted_url(url, home=HOME, hosts=("linkedin.com",)) == url


@pytest.mark.parametrize("url", ["https://evillinkedin.com/", "https://[", "http://127.0.0.1:1/"])
def test_upload_address_of_anybody_else_is_refused(url):
    with pytest.raises(StepFailed):
        granted_url(url, home=HOME, hosts=("linkedin.com",))


def test_operator_may_move_an_address(settings):
    settings.PLATFORM_BASE_URLS = {"x": "http://127.0.0.1:9/"}
    assert base_url("x", "https://api.x.com") == "http://127.0.0.1:9"
    assert base_url("linkedin", "https://api.linkedin.com") == "https://api.linkedin.com"
