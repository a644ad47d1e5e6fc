"""`docs/data-model.md` and the models say the same."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Field, Model

PAGE = (Path(__file__).parent.parent / "docs" / "data-model.md").read_text()
OURS = {
    "teams", "media_assets", "ai", "platforms", "analysis", "scheduling", "publishing", "metrics",
    "briefs", "coaching",
}  # fmt: skip
COLUMN = re.compile(r"^\| `(\d{3})\.(\w+)\.(\w+)` \| `(\w+)\.(\w+)\.(\w+)` \| ?(.*?) ?\|$", re.M)
TABLE = re.compile(r"^\| `(\w+)` \| `(\w+\.\w+)` \| .+ \|$", re.M)
WORD = re.compile(r"`(\w+)`(?: → `(\w+)`)?")

COLUMNS, WORDS = (COLUMN.findall(part) for part in PAGE.split("## Words"))

# Seed 000 §2, copied here so that a column cannot be lost from the page and the models alike.
SEED_000 = {
    "media_assets": "id owner_id source_type storage_path media_type duration_sec resolution "
    "status platform_hint created_at",
    "media_analysis": "id media_id transcript transcript_language topics sentiment_overall "
    "frames_sampled best_frame_index best_frame_url virality_features pre_social_score "
    "pre_social_explanation ai_caption_suggestions ai_hashtag_suggestions created_at",
    "posting_schedule": "id media_id platform scheduled_at status external_post_id "
    "external_post_url created_at",
    "posting_metrics": "id schedule_id check_time views likes comments_count shares watch_time_sec "
    "ctr profile_visits follower_delta raw_payload post_social_score",
    "comments": "id schedule_id platform_comment_id author_handle text like_count sentiment_score "
    "sentiment_label topic_tags created_at",
    "ai_coach_insights": "id media_id schedule_id checkpoint input_snapshot summary what_worked "
    "what_to_change next_actions created_at",
    "creative_briefs": "id source_type source_reference angle_name target_audience core_promise "
    "hook_ideas script_outline visual_directions posting_guidance ready_for_use created_at",
    "derivative_media_plans": "id brief_id source_media_id format_type instructions "
    "target_platform estimated_length_sec status created_at",
}


def field_of(app: str, model: str, name: str) -> Field:
    return apps.get_model(app, model)._meta.get_field(name)  # type: ignore[return-value]


def models_of_ours() -> list[type[Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in OURS]


def test_every_table_is_listed_under_its_own_name():
    listed = set(TABLE.findall(PAGE))
    assert listed == {(m._meta.db_table, m._meta.label) for m in models_of_ours()}


def test_every_listed_column_is_a_field():
    assert len(COLUMNS) > 250
    for _, _, _, app, model, name, _ in COLUMNS:
        assert field_of(app, model, name), name


@pytest.mark.parametrize("table", SEED_000)
def test_columns_of_seed_000_keep_their_table_and_name(table):
    listed = {
        column: field_of(app, model, name)
        for seed, its_table, column, app, model, name, _ in COLUMNS
        if (seed, its_table) == ("000", table)
    }
    assert set(listed) == set(SEED_000[table].split())
    for column, field in listed.items():
        assert (field.model._meta.db_table, field.column) == (table, column)


def test_no_column_is_listed_twice():
    names = [(seed, table, column) for seed, table, column, *_ in COLUMNS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("row", WORDS, ids=lambda row: ".".join(row[:3]))
def test_every_word_of_the_seeds_can_be_stored(row):
    *_, app, model, name, words = row
    stored = {value for value, _ in field_of(app, model, name).choices or ()}
    wanted = {ours or theirs for theirs, ours in WORD.findall(words)}
    assert wanted
    assert wanted <= stored


def test_every_column_with_words_is_a_listed_column():
    listed = {row[:3] for row in COLUMNS}
    assert {row[:3] for row in WORDS} <= listed


def test_rows_of_a_team_have_a_uuid():
    owned = [m for m in models_of_ours() if any(f.name == "team" for f in m._meta.fields)]
    assert len(owned) >= 15
    for model in owned:
        is_token = model.__name__ == "ApiToken"  # another package's table, with a key of its own
        assert is_token or model._meta.pk.get_internal_type() == "UUIDField", model
