"""Rows for tests: one function per model, keyword overrides win."""

from tests.factories.media import make_analysis, make_asset, make_job
from tests.factories.plans import make_calendar, make_campaign, make_item, make_project
from tests.factories.posts import (
    make_approval,
    make_attempt,
    make_connection,
    make_first_comment,
    make_reading,
    make_schedule,
)
from tests.factories.requests import make_data_request
from tests.factories.teams import make_team, make_user

__all__ = [
    "make_analysis",
    "make_approval",
    "make_asset",
    "make_attempt",
    "make_calendar",
    "make_campaign",
    "make_connection",
    "make_data_request",
    "make_first_comment",
    "make_item",
    "make_job",
    "make_project",
    "make_reading",
    "make_schedule",
    "make_team",
    "make_user",
]
