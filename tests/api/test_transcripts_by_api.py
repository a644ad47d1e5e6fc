"""Transcripts over the API: read, edit with versions, translate, download."""

import pytest
from rest_framework.test import APIClient

from ai.protocols import Segment, Transcript
from analysis.services.versions import keep_heard
from tests.factories import make_asset
from tests.openai_server import openai_server, paying

__all__ = ["openai_server", "paying"]
CUES = [{"start": 0, "end": 2, "text": "Ask not what."}]


@pytest.fixture
def asset(team):
    return make_asset(team)


@pytest.fixture
def heard(asset):
    return keep_heard(asset, Transcript("", "en", (Segment(0, 2, "Ask not."),), "whisper-1"))


@pytest.fixture
def api(owner) -> APIClient:
    client = APIClient()
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    return client


def edit(api, asset, **changes):
    body = {"language": "en", "version": 1, "cues": CUES, **changes}
    return api.post(f"/api/media/{asset.pk}/transcript", body, format="json")


def test_versions_are_listed_and_filtered(api, asset, heard):
    (row,) = api.get(f"/api/transcripts?media={asset.pk}&is_current=true").json()["results"]
    assert (row["language"], row["cues"][0]["text"], row["origin"]) == ("en", "Ask not.", "heard")


def test_an_edit_is_the_next_version(api, asset, heard):
    answer = edit(api, asset)
    assert (answer.status_code, answer.json()["version"]) == (201, 2)


def test_a_conflict_answers_with_both_texts(api, asset, heard):
    edit(api, asset)
    answer = edit(api, asset, cues=[{"start": 0, "end": 2, "text": "Other."}])
    body = answer.json()
    assert (answer.status_code, body["version"]) == (409, 2)
    assert (body["yours"][0]["text"], body["theirs"][0]["text"]) == ("Other.", "Ask not what.")


@pytest.mark.parametrize(
    ("cue", "code"),
    [
        ({"start": 2, "end": 1, "text": "x"}, 422),
        ({"start": "soon", "end": 1, "text": "x"}, 400),
        ({"start": 0, "end": 1}, 400),
        ({"start": 0, "end": 1, "text": "x", "colour": "red"}, 400),
    ],
)
def test_lines_that_make_no_sense_are_refused(api, asset, heard, cue, code):
    assert edit(api, asset, cues=[cue]).status_code == code


def test_subtitles_come_as_srt_or_vtt(api, heard):
    assert "00:00:00,000 -->" in api.get(f"/api/transcripts/{heard.pk}/subtitles").content.decode()
    vtt = api.get(f"/api/transcripts/{heard.pk}/subtitles?as=vtt")
    assert (vtt["Content-Type"], vtt.content[:6]) == ("text/vtt; charset=utf-8", b"WEBVTT")
    assert api.get(f"/api/transcripts/{heard.pk}/subtitles?as=exe").status_code == 404


def test_a_translation_is_a_job(api, openai_server, asset, heard):
    body = {"languages": ["fr", "de"]}
    answer = api.post(f"/api/media/{asset.pk}/translate", body, format="json")
    assert (answer.status_code, answer.json()["job_type"]) == (202, "translate")
    again = api.post(f"/api/media/{asset.pk}/translate", body, format="json")
    assert (again.status_code, "under way" in again.json()["detail"]) == (409, True)


def test_without_a_text_model_the_answer_says_what_to_set(api, asset, heard, settings):
    settings.OPENAI_API_KEY = settings.OPENAI_BASE_URL = ""
    answer = api.post(f"/api/media/{asset.pk}/translate", {"languages": ["fr"]}, format="json")
    assert (answer.status_code, "OPENAI_API_KEY" in answer.json()["detail"]) == (409, True)
