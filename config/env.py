"""The environment, read in one place. Every name is listed in `.env.example` and the README."""

import contextlib
import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

PRODUCTION = env.str("REELAY_ENV", "local") == "production"
VAR_DIR = Path(env.str("REELAY_VAR", str(BASE_DIR / "var")))


def env_secret(name: str, *, file_in_var: str = "", default: str = "") -> str:
    """The value of `name`, or of the file that `name`_FILE names.

    With `file_in_var`, a value that is not set is made once and kept in that file (mode 0600);
    in production it must be set. Raises ImproperlyConfigured then.
    """
    if value := env.str(name, ""):
        return value
    if path := env.str(f"{name}_FILE", ""):
        return Path(path).read_text().strip()
    if not file_in_var:
        return default
    if PRODUCTION:
        raise ImproperlyConfigured(f"Set {name} (or {name}_FILE): production makes no secrets up.")
    return _kept_secret(VAR_DIR / file_in_var)


def _kept_secret(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):  # of two that start together the first wins
            path.hardlink_to(fresh)
        fresh.unlink()
    return path.read_text().strip()
