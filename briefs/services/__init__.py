"""Briefs and derivative plans: what the coach, the pages and the API call."""

from briefs.services.derivatives import plan_derivatives
from briefs.services.write import brief_as_dict, write_brief_for_post, write_brief_from_prompt

__all__ = [
    "brief_as_dict",
    "plan_derivatives",
    "write_brief_for_post",
    "write_brief_from_prompt",
]
