"""Seed 000 §5: the two answers that other programs rely on, key by key."""

import pytest

from briefs.models import CreativeBrief
from tests.factories import make_analysis, make_asset, make_connection, make_reading, make_schedule

SUMMARY_KEYS = [
    "media_id", "pre_social_score", "post_social_score_24h", "performance_summary",
    "what_worked", "what_to_improve", "recommended_next_formats",
]  # fmt: skip
BRIEF_KEYS = [
    "id", "angle_name", "target_audience", "core_promise", "hook_ideas", "script_outline",
    "visual_directions", "posting_guidance",
]  # fmt: skip


@pytest.fixture
def posted(team):
    asset = make_asset(team, status="posted")
    make_analysis(asset, pre_social_score=78.0)
    post = make_schedule(
        make_connection(team), asset, status="posted", external_post_id="1", body="Coffee."
    )
    make_reading(post, post_social_score=82.0)
    return asset


def test_the_coach_summary_has_the_keys_of_the_seed(api, posted):
    answer = api.get(f"/api/media/{posted.pk}/coach-summary")
    assert answer.status_code == 200
    body = answer.json()
    assert list(body) == SUMMARY_KEYS
    assert body["media_id"] == str(posted.pk)
    assert body["pre_social_score"] == 78
    assert body["post_social_score_24h"] == 82
    assert isinstance(body["performance_summary"], str)
    for name in ("what_worked", "what_to_improve"):
        assert all(isinstance(sentence, str) for sentence in body[name])
    for step in body["recommended_next_formats"]:
        assert list(step) == ["format", "description"]


def test_a_summary_before_any_post_says_null_not_zero(api, team):
    asset = make_asset(team)
    body = api.get(f"/api/media/{asset.pk}/coach-summary").json()
    assert list(body) == SUMMARY_KEYS
    assert body["pre_social_score"] is None
    assert body["post_social_score_24h"] is None


def test_a_stranger_gets_no_summary(stranger_api, posted):
    assert stranger_api.get(f"/api/media/{posted.pk}/coach-summary").status_code == 404


@pytest.fixture
def brief(team):
    return CreativeBrief.objects.create(
        team=team,
        source_type="kalodata_product",
        source_reference={"kalodata_product_id": "kp-17"},
        angle_name="The demo",
        target_audience="Creators",
        core_promise="Less work",
        hook_ideas=["One", "Two"],
        script_outline={"intro": ["a"], "body": ["b"], "cta": ["c"]},
        visual_directions={"broll": ["d"], "face_cam": ["e"]},
        posting_guidance={
            "platform_priority": ["tiktok"],
            "frequency": "2",
            "time_window_hint": "",
        },
    )


def test_one_brief_of_a_source_has_exactly_the_keys_of_the_seed(api, brief):
    body = api.get("/api/creative-briefs", {"source": "kp-17"}).json()
    assert list(body) == BRIEF_KEYS
    assert body["id"] == str(brief.pk)
    assert body["hook_ideas"] == ["One", "Two"]
    assert set(body["script_outline"]) == {"intro", "body", "cta"}


def test_the_newest_brief_of_a_source_wins(api, brief, team):
    newer = CreativeBrief.objects.create(
        team=team, source_type="kalodata_product", angle_name="New",
        source_reference={"kalodata_product_id": "kp-17"},
    )  # fmt: skip
    CreativeBrief.objects.filter(pk=brief.pk).update(created_at=newer.created_at.replace(year=2020))
    assert api.get("/api/creative-briefs?source=kp-17").json()["id"] == str(newer.pk)


def test_briefs_are_found_by_post_media_and_kind_of_source(api, team, posted):
    post = posted.schedules.get()
    mine = CreativeBrief.objects.create(
        team=team, source_type="own_top_post", angle_name="Own", source_schedule=post
    )
    for source in (post.pk, posted.pk, "own_top_post"):
        assert api.get(f"/api/creative-briefs?source={source}").json()["id"] == str(mine.pk)


def test_without_a_source_the_briefs_come_in_pages(api, brief):
    assert api.get("/api/creative-briefs").json()["results"][0]["angle_name"] == "The demo"


@pytest.mark.parametrize("source", ["", "nothing", "%00", "own_top_post"])
def test_a_source_without_briefs_is_a_404(api, source):
    assert api.get(f"/api/creative-briefs?source={source}").status_code == 404


def test_a_strangers_source_is_a_404(stranger_api, brief):
    assert stranger_api.get("/api/creative-briefs?source=kp-17").status_code == 404


def test_a_brief_is_written_from_a_sentence(api):
    body = {"prompt": "A morning routine with one cup of coffee", "platform": "tiktok"}
    answer = api.post("/api/creative-briefs/from-prompt", body, format="json")
    assert answer.status_code == 201, answer.json()
    assert answer.json()["source_type"] == "prompt_only"
    assert answer.json()["hook_ideas"]
    short = api.post("/api/creative-briefs/from-prompt", {"prompt": "a"}, format="json")
    assert short.status_code == 422
