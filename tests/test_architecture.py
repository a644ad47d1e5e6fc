"""What holds across the whole tree."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
APPS = [
    "teams",
    "media_assets",
    "ai",
    "platforms",
    "analysis",
    "scheduling",
    "publishing",
    "metrics",
    "briefs",
    "coaching",
]
CODE = [
    path
    for app in [*APPS, "config"]
    for path in sorted((ROOT / app).rglob("*.py"))
    if "migrations" not in path.parts
]


def lines_with(pattern: str, paths) -> list[str]:
    found = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in paths
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if found.search(line)
    ]


def test_no_module_is_named_for_nothing():
    vague = {"utils", "helpers", "manager", "common", "misc"}
    assert [str(p) for p in CODE if p.stem in vague] == []


def test_only_platforms_knows_platforms_apart():
    """`if platform == "tiktok"` elsewhere is a leak (`examples.md` §1)."""
    elsewhere = [p for p in CODE if "platforms" not in p.parts and "demo" not in p.parts]
    assert lines_with(r"(?<!sys\.)platform\w*\s*(==|!=)\s*[\"']", elsewhere) == []


def test_only_media_assets_runs_ffmpeg():
    elsewhere = [p for p in CODE if "media_assets" not in p.parts]
    assert lines_with(r"imageio_ffmpeg|^import ffmpeg", elsewhere) == []


def test_only_ai_knows_vendors():
    elsewhere = [p for p in CODE if p.relative_to(ROOT).parts[0] not in ("ai", "config")]
    assert lines_with(r"^(import|from) openai", elsewhere) == []


def test_no_status_is_saved_past_the_table_of_moves():
    allowed = {"teams/transitions.py"}
    found = [
        line
        for line in lines_with(r"(?<!self)\.status = ", CODE)
        if line.split(":")[0] not in allowed
    ]
    assert found == []


@pytest.mark.parametrize("app", APPS)
def test_every_app_says_what_it_is(app):
    assert (ROOT / app / "apps.py").exists()
