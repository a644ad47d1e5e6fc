"""Stored files go to members of their team, in whole or in part."""

from uuid import uuid4

import pytest
from django.urls import reverse

from media_assets.services.storage import asset_folder, store_bytes
from tests.factories import make_asset

DATA = bytes(range(256)) * 4


@pytest.fixture
def asset(team):
    asset_id = uuid4()
    folder = asset_folder(team.pk, asset_id)
    return make_asset(
        team,
        id=asset_id,
        filename="Büro “1”.mp4",
        storage_path=store_bytes(DATA, f"{folder}original.mp4"),
        thumbnail_url=store_bytes(b"small picture", f"{folder}poster.webp"),
    )


@pytest.fixture
def url(asset) -> str:
    return reverse("media_assets:asset-file", args=[asset.pk])


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_the_whole_file_is_sent_with_safe_headers(owner_client, asset, url):
    response = owner_client.get(url)
    assert (response.status_code, body(response)) == (200, DATA)
    assert response["Content-Type"] == "video/mp4"
    assert response["Content-Length"] == str(len(DATA))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Accept-Ranges"] == "bytes"
    assert response["ETag"] == f'"{asset.sha256}"'
    assert response["Cache-Control"].startswith("private")
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Content-Disposition"].startswith("inline")


def test_a_download_has_the_name_that_people_know(owner_client, url):
    disposition = owner_client.get(url + "?download=1")["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''B%C3%BCro")


@pytest.mark.parametrize(
    ("header", "start", "stop"),
    [("bytes=0-9", 0, 10), ("bytes=1000-", 1000, 1024), ("bytes=-24", 1000, 1024)],
)
def test_a_part_is_sent(owner_client, url, header, start, stop):
    response = owner_client.get(url, headers={"Range": header})
    assert (response.status_code, body(response)) == (206, DATA[start:stop])
    assert response["Content-Range"] == f"bytes {start}-{stop - 1}/1024"
    assert response["Content-Length"] == str(stop - start)


def test_a_part_outside_the_file_is_refused(owner_client, url):
    response = owner_client.get(url, headers={"Range": "bytes=1024-"})
    assert (response.status_code, response["Content-Range"]) == (416, "bytes */1024")


def test_a_part_of_another_version_gives_the_whole_file(owner_client, asset, url):
    headers = {"Range": "bytes=0-9", "If-Range": '"other"'}
    assert owner_client.get(url, headers=headers).status_code == 200
    headers["If-Range"] = f'"{asset.sha256}"'
    assert owner_client.get(url, headers=headers).status_code == 206


def test_a_browser_that_has_it_is_told_so(owner_client, asset, url):
    response = owner_client.get(url, headers={"If-None-Match": f'"{asset.sha256}"'})
    assert response.status_code == 304


def test_head_tells_the_size_and_sends_nothing(owner_client, url):
    response = owner_client.head(url, headers={"Range": "bytes=0-9"})
    assert (response.status_code, response.content) == (206, b"")
    assert response["Content-Length"] == "10"


def test_nothing_can_be_written(owner_client, url):
    assert owner_client.post(url).status_code == 405


def test_the_small_picture_is_sent(owner_client, asset):
    response = owner_client.get(reverse("media_assets:asset-thumbnail", args=[asset.pk]))
    assert (response["Content-Type"], body(response)) == ("image/webp", b"small picture")


def test_an_asset_without_a_picture_has_none(owner_client, team):
    asset = make_asset(team)
    url = reverse("media_assets:asset-thumbnail", args=[asset.pk])
    assert owner_client.get(url).status_code == 404


def test_a_file_that_the_storage_lost_is_a_404(owner_client, team):
    asset = make_asset(team)
    assert owner_client.get(reverse("media_assets:asset-file", args=[asset.pk])).status_code == 404


def test_a_stored_frame_of_ones_own_team_is_sent(owner_client, asset):
    path = store_bytes(b"frame", f"{asset_folder(asset.team_id, asset.pk)}frames/1.jpg")
    response = owner_client.get(reverse("media_assets:stored-file", args=[path]))
    assert (response["Content-Type"], body(response)) == ("image/jpeg", b"frame")


def test_a_file_of_an_unknown_kind_is_only_a_download(owner_client, asset):
    path = store_bytes(b"<script>", f"{asset_folder(asset.team_id, asset.pk)}page.html")
    response = owner_client.get(reverse("media_assets:stored-file", args=[path]))
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("name", ["asset-file", "asset-thumbnail"])
def test_a_stranger_gets_the_answer_of_a_random_id(stranger_client, asset, name):
    foreign = stranger_client.get(reverse(f"media_assets:{name}", args=[asset.pk]))
    random = stranger_client.get(reverse(f"media_assets:{name}", args=[uuid4()]))
    assert foreign.status_code == random.status_code == 404
    assert foreign.content.replace(str(asset.pk).encode(), b"") == random.content.replace(
        random.request["PATH_INFO"].split("/")[-2].encode(), b""
    )


@pytest.mark.parametrize(
    "trick",
    ["{path}", "teams/{mine}/../{theirs}/x.jpg", "{path}/.", "/{path}", "teams//{theirs}/x"],
)
def test_a_stranger_cannot_name_a_file_of_another_team(stranger_client, stranger, asset, trick):
    mine = stranger.memberships.get().team_id
    path = trick.format(path=asset.storage_path, mine=mine, theirs=asset.team_id)
    response = stranger_client.get("/media/stored/" + path)
    assert response.status_code == 404


def test_a_visitor_is_asked_to_sign_in(client, url, db):
    response = client.get(url)
    assert response.status_code == 302
    assert "login" in response["Location"]
