"""Settings come from the environment, are documented, and refuse what is unsafe."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"""env(?:_secret|\.\w+)\(\s*"([A-Z0-9_]+)\"""")
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
SECRETS = {"SECRET_KEY": LETTERS * 2, "TOKEN_ENCRYPTION_KEYS": LETTERS * 2}


def names_in_code() -> set[str]:
    found: set[str] = set()
    for module in ("config/settings.py", "config/env.py"):
        found |= set(NAME.findall((ROOT / module).read_text()))
    return found


def manage(*words: str, **environment: str) -> subprocess.CompletedProcess:
    clean = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME")}
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("page", [".env.example", "README.md"])
def test_every_name_of_the_environment_is_documented(page):
    text = (ROOT / page).read_text()
    assert sorted(n for n in names_in_code() if n not in text) == []


def test_nothing_documented_is_unknown():
    documented = set(re.findall(r"^#? ?([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.M))
    assert documented - names_in_code() == set()


def test_the_environment_is_read_in_one_place():
    readers = [
        str(path.relative_to(ROOT))
        for path in ROOT.glob("*/**/*.py")
        if not {".venv", "tests", "bench"} & set(path.parts) and "os.environ[" in path.read_text()
    ]
    assert readers == [
        "config/management/commands/demo.py",  # the mark of its own scratch
        "media_assets/services/identify.py",  # what a child process is allowed to inherit
    ]


def test_production_settings_pass_the_deployment_check(tmp_path):
    result = manage(
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        REELAY_ENV="production",
        REELAY_VAR=str(tmp_path),
        ALLOWED_HOSTS="reelay.example.com",
        **SECRETS,
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("missing", SECRETS)
def test_production_refuses_to_make_a_secret_up(tmp_path, missing):
    given = {k: v for k, v in SECRETS.items() if k != missing}
    result = manage("check", REELAY_ENV="production", REELAY_VAR=str(tmp_path), **given)
    assert result.returncode != 0
    assert f"Set {missing}" in result.stderr


def test_a_secret_is_made_once_and_kept_to_its_owner(tmp_path):
    manage("check", REELAY_VAR=str(tmp_path))
    kept = tmp_path / "secret_key"
    before = kept.read_text()
    manage("check", REELAY_VAR=str(tmp_path))
    assert kept.read_text() == before
    assert kept.stat().st_mode & 0o777 == 0o600
