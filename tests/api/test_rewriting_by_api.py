"""Seed 002: `/api/ai/rewrite` and `/api/ai/hashtags`."""

import pytest

from ai.models import AIUsage
from teams.throttling import AIRateThrottle
from tests.analysis.rewriting.conftest import CAPTION, SPOKEN, no_models, openai_server, paying
from tests.factories import make_analysis, make_asset
from tests.openai_server import says

__all__ = ["no_models", "openai_server", "paying"]
CHAT = "/chat/completions"
GOOD = {"caption": "Feed it twice a day.", "hashtags": ["rye"]}
SEED_OPTIONS = {
    "target_platform": "instagram",
    "tone": "casual",
    "max_length": 300,
    "include_hashtags": True,
    "include_emojis": False,
    "custom_instructions": "Keep it calm.",
}


def rewrite(api, caption=CAPTION, *, key="", **options):
    headers = {"Idempotency-Key": key} if key else {}
    body = {"caption": caption, "target_platform": "tiktok", **options}
    return api.post("/api/ai/rewrite", body, format="json", headers=headers)


def hashtags(api, **body):
    return api.post("/api/ai/hashtags", {"target_platform": "tiktok", **body}, format="json")


def test_every_option_of_the_seed_is_taken(api, openai_server):
    openai_server.script(CHAT, says(GOOD))
    answer = rewrite(api, **SEED_OPTIONS)
    assert answer.status_code == 200, answer.json()
    assert answer.json() == {
        "caption": "Feed it twice a day.",
        "hashtags": ["#rye"],
        "text": "Feed it twice a day.\n\n#rye",
        "target_platform": "instagram",
        "length": 26,
        "max_length": 300,
        "made_by": "test-model-1, rewrite_caption.v1",
        "is_local": False,
        "notes": [],
    }


@pytest.mark.usefixtures("no_models")
def test_without_a_key_the_answer_says_that_rules_made_it(api):
    body = rewrite(api, length="shorter").json()
    assert body["is_local"] is True
    assert body["made_by"] == "rules on this machine"
    assert "No text model is configured" in body["notes"][0]


@pytest.mark.parametrize("tone", ["professional", "casual", "funny", "educational"])
@pytest.mark.usefixtures("no_models")
def test_the_seeds_tones_are_known(api, tone):
    assert rewrite(api, tone=tone).status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tone", "rude"),
        ("max_length", 0),
        ("target_platform", "myspace"),
        ("caption", ""),
        ("caption", "x" * 10_001),
        ("length", "tiny"),
        ("language", "Klingon"),
        ("media", "00000000-0000-4000-8000-000000000000"),
        ("voice", "mine"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_field(api, field, value):
    answer = rewrite(api, **{field: value})
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]


@pytest.mark.usefixtures("no_models")
def test_another_name_of_a_platform_is_understood(api):
    assert rewrite(api, target_platform="Twitter").json()["target_platform"] == "x"


def test_the_same_key_is_answered_once(api, openai_server):
    openai_server.script(CHAT, says(GOOD))
    first, second = rewrite(api, key="k", afresh=True), rewrite(api, key="k", afresh=True)
    assert first.json() == second.json()
    assert AIUsage.objects.filter(cached=False).count() == 1


@pytest.mark.usefixtures("no_models")
def test_nothing_to_rewrite_is_a_conflict_with_a_sentence(api):
    answer = rewrite(api, "#only #tags")
    assert answer.status_code == 409
    assert "no caption to rewrite" in answer.json()["detail"]


@pytest.mark.usefixtures("no_models")
def test_media_of_the_team_may_be_drawn_on_and_a_strangers_not(api, stranger_api, team):
    asset = make_asset(team)
    make_analysis(asset, transcript=SPOKEN, transcript_language="en")
    mine = rewrite(api, length="longer", media=str(asset.pk))
    assert "rye flour" in mine.json()["caption"]
    foreign = rewrite(stranger_api, length="longer", media=str(asset.pk))
    assert foreign.status_code == 400
    assert foreign.json()["errors"] == {"media": ["There is no such row in your team."]}


@pytest.mark.usefixtures("no_models")
def test_too_many_questions_a_minute_are_held_back(api, monkeypatch):
    monkeypatch.setattr(AIRateThrottle, "rate", "2/min")
    assert [rewrite(api).status_code for _ in range(3)] == [200, 200, 429]


def test_viewers_may_not_spend(viewer, team, client):
    client.force_login(viewer, backend="django.contrib.auth.backends.ModelBackend")
    body = {"caption": "Words.", "target_platform": "x"}
    answer = client.post("/api/ai/rewrite", body, content_type="application/json")
    assert answer.status_code == 403


def test_hashtags_come_with_their_sign(api, openai_server):
    openai_server.script(CHAT, says({"hashtags": ["Sourdough", "rye bread"]}))
    assert hashtags(api, caption=CAPTION).json() == {
        "hashtags": ["#Sourdough", "#ryebread"],
        "target_platform": "tiktok",
        "made_by": "test-model-1, suggest_hashtags.v1",
        "is_local": False,
        "notes": [],
    }


@pytest.mark.usefixtures("no_models")
def test_hashtags_for_media_alone(api, team):
    asset = make_asset(team, filename="sourdough.mp4")
    make_analysis(asset, transcript=SPOKEN, transcript_language="en")
    body = hashtags(api, media=str(asset.pk)).json()
    assert body["is_local"] is True
    assert body["hashtags"]


def test_hashtags_for_nothing_are_refused(api):
    assert hashtags(api).json()["errors"] == {"caption": ["Send a caption, a media, or both."]}
