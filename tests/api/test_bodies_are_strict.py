"""A body is taken whole or refused with the field's name."""

import pytest

from tests.factories import make_asset, make_connection, make_schedule

RANDOM = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def asset(team):
    return make_asset(team)


def patch(api, asset, **body):
    return api.patch(f"/api/media/{asset.pk}", body, format="json")


def test_an_unknown_field_is_refused(api, asset):
    answer = patch(api, asset, filename="new.mp4", colour="red")
    assert answer.status_code == 400
    assert answer.json()["errors"] == {"colour": ["This field does not exist here."]}
    asset.refresh_from_db()
    assert asset.filename != "new.mp4"


@pytest.mark.parametrize("field", ["status", "team", "sha256", "storage_path", "id"])
def test_what_the_system_writes_cannot_be_sent(api, asset, field):
    assert field in patch(api, asset, **{field: "x"}).json()["errors"]


@pytest.mark.parametrize("value", [None, [], "text", 3, {"a": "\x00"}])
def test_an_object_column_takes_only_objects(api, asset, value):
    assert patch(api, asset, metadata=value).status_code == 400


def test_the_text_null_of_a_form_is_refused_too(api, asset):
    answer = api.patch(f"/api/media/{asset.pk}", {"metadata": "null"}, format="multipart")
    assert answer.status_code == 400
    assert "metadata" in answer.json()["errors"]


def test_half_characters_are_refused(api, asset):
    for body in ('{"metadata": {"a": "\\ud800"}}', '{"filename": "\\ud800"}'):
        path = f"/api/media/{asset.pk}"
        assert api.patch(path, body, content_type="application/json").status_code == 400


def test_null_characters_in_text_are_refused(api, asset):
    assert patch(api, asset, filename="a\x00b").status_code == 400


@pytest.mark.parametrize("body", ["[]", "null", "3", "{", '"text"'])
def test_a_body_that_is_no_object_is_refused(api, body):
    answer = api.post("/api/folders", body, content_type="application/json")
    assert answer.status_code == 400


def test_a_foreign_row_in_a_body_answers_as_a_random_one(stranger_api, stranger, asset, team):
    connection = make_connection(team)
    at = "2031-01-01T10:00:00Z"

    def answer(media, account):
        body = {"media": str(media), "connection": str(account), "scheduled_at": at}
        return stranger_api.post("/api/posts", body, format="json")

    foreign, random = answer(asset.pk, connection.pk), answer(RANDOM, RANDOM)
    assert (foreign.status_code, foreign.json()) == (random.status_code, random.json())
    assert set(foreign.json()["errors"]) == {"media", "connection"}


def test_a_brief_cannot_hang_on_a_foreign_asset(stranger_api, asset):
    body = {"source_media": str(asset.pk), "format_type": "carousel", "instructions": "Show it."}
    answer = stranger_api.post("/api/derivative-plans", body, format="json")
    assert answer.json()["errors"] == {"source_media": ["There is no such row in your team."]}


def test_a_step_takes_no_stray_fields(api, team):
    post = make_schedule(make_connection(team))
    answer = api.post(f"/api/posts/{post.pk}/approve", {"status": "posted"}, format="json")
    assert answer.status_code == 400


def test_folders_have_one_name_per_place_and_no_loops(api):
    top = api.post("/api/folders", {"name": "top"}, format="json").json()
    below = api.post("/api/folders", {"name": "b", "parent": top["id"]}, format="json").json()
    assert api.post("/api/folders", {"name": "top"}, format="json").status_code == 400
    loop = api.patch(f"/api/folders/{top['id']}", {"parent": below["id"]}, format="json")
    assert "parent" in loop.json()["errors"]
    assert api.delete(f"/api/folders/{top['id']}").status_code == 204
