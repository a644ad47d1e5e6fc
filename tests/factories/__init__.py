"""Rows for tests: one function per model, keyword overrides win."""

from tests.factories.media import make_analysis, make_asset, make_job
from tests.factories.posts import (
    make_approval,
    make_attempt,
    make_connection,
    make_reading,
    make_schedule,
)
from tests.factories.teams import make_team, make_user

__all__ = [
    "make_analysis",
    "make_approval",
    "make_asset",
    "make_attempt",
    "make_connection",
    "make_job",
    "make_reading",
    "make_schedule",
    "make_team",
    "make_user",
]
