"""`python -m tests.pages.screenshots OUT_DIR [NAME…]`: pictures of the main pages.

Runs on a scratch database with the rows of `tests/pages/rows.py`, light, dark, at phone width.
"""

import os
import sys
import tempfile
from pathlib import Path

SHOTS = (
    ("light", {"width": 1440, "height": 900}, "light"),
    ("dark", {"width": 1440, "height": 900}, "dark"),
    ("phone", {"width": 390, "height": 844}, "light"),
)
PAGES = (
    "dashboard",
    "library",
    "asset",
    "transcript",
    "review",
    "posts",
    "calendar",
    "calendar-week",
    "calendar-list",
    "calendar-fill",
    "post",
    "replan",
    "post-import",
    "calendar-feeds",
    "review-links",
    "planning",
    "campaigns",
    "content-calendars",
    "experiments",
    "coach",
    "brief",
    "connections",
    "team",
    "brand-guide",
    "team-data",
    "own-data",
    "score",
    "trends",
    "exemplars",
    "notifications",
    "reports",
    "report-times",
    "report-calendar",
    "report-failures",
    "notification-preferences",
)


def main(out: Path, only: list[str]) -> None:
    """Fill a scratch database, serve it, and photograph each page."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="reelay-shots-") as scratch:
        os.environ.update(
            REELAY_VAR=scratch,
            MEDIA_ROOT=f"{scratch}/media",
            DATABASE_URL=f"sqlite:///{scratch}/shots.sqlite3",
            DJANGO_SETTINGS_MODULE="config.settings",
            DJANGO_ALLOW_ASYNC_UNSAFE="true",
            LOG_LEVEL="WARNING",
        )
        import django

        django.setup()
        from tests.pages.studio import photograph

        photograph(out, SHOTS, PAGES, only)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("Usage: python -m tests.pages.screenshots OUT_DIR [NAME…]")
    main(Path(sys.argv[1]), sys.argv[2:])
