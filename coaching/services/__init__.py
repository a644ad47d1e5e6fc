"""The coach: what the workers, the pages and the API call."""

from coaching.services.insights import coach_due, write_insight
from coaching.services.summary import coach_summary

__all__ = ["coach_due", "coach_summary", "write_insight"]
