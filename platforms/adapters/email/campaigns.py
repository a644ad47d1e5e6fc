"""Mailchimp's campaigns, as far as a letter needs them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from platforms.adapters.email.mailchimp_client import STEP_SECONDS
from platforms.adapters.http import PlatformClient
from platforms.exceptions import Rejected, StepFailed

PAGE_SIZE = 100
MOST_PAGES = 20
TRACKING = {"opens": True, "html_clicks": True, "text_clicks": True}


@dataclass(frozen=True)
class Campaign:
    """A campaign. Status `save` is a draft; `title` is internal and holds our key."""

    id: str
    status: str
    title: str
    url: str


@dataclass(frozen=True)
class Campaigns:
    """Reading and writing them. Nothing here sends anything."""

    client: PlatformClient

    def create(self, body: dict) -> Campaign:
        """A new draft."""
        wanted = {"type": "regular", "tracking": TRACKING, **body}
        return _campaign_of(self._call("POST", "/campaigns", wanted))

    def rewrite(self, campaign_id: str, body: dict) -> Campaign:
        """Other settings for a draft."""
        return _campaign_of(self._call("PATCH", f"/campaigns/{campaign_id}", body))

    def read(self, campaign_id: str) -> Campaign | None:
        """One campaign; None when it is not there: somebody may have deleted it."""
        try:
            return _campaign_of(self._call("GET", f"/campaigns/{campaign_id}"))
        except Rejected:
            return None

    def fill(self, campaign_id: str, html: str) -> None:
        """The content of a draft; a second time overwrites the first."""
        self._call("PUT", f"/campaigns/{campaign_id}/content", {"html": html})

    def require_ready(self, campaign_id: str) -> None:
        """Raise Rejected with Mailchimp's own sentences when it would not send the draft."""
        answer = self._call("GET", f"/campaigns/{campaign_id}/send-checklist")
        if answer.get("is_ready") is True:
            return
        items = answer.get("items")
        reasons = [
            str(item.get("details") or item.get("heading") or "")
            for item in (items if isinstance(items, list) else [])
            if isinstance(item, dict) and item.get("type") == "error"
        ]
        raise Rejected(f"Mailchimp is not ready to send this: {' '.join(reasons)[:400]}")

    def listed(self, since: datetime) -> Iterator[Campaign]:
        """All campaigns created after `since` (UTC), newest first. Raises StepFailed when there
        are more of them than we read: the listing is then not complete."""
        for page in range(MOST_PAGES):
            rows = self._page(since, page * PAGE_SIZE)
            yield from map(_campaign_of, rows)
            if len(rows) < PAGE_SIZE:
                return
        raise StepFailed("This account has too many campaigns to look through.")

    def _page(self, since: datetime, offset: int) -> list:
        params = {
            "since_create_time": since.isoformat(timespec="seconds"),
            "sort_field": "create_time",
            "sort_dir": "DESC",
            "count": str(PAGE_SIZE),
            "offset": str(offset),
        }
        answer = self.client.call("GET", "/campaigns", timeout_seconds=STEP_SECONDS, params=params)
        rows = answer.get("campaigns")
        if not isinstance(rows, list):
            raise StepFailed("Mailchimp listed the campaigns in an unknown shape.")
        return rows

    def _call(self, method: str, path: str, body: dict | None = None) -> dict:
        return self.client.call(method, path, timeout_seconds=STEP_SECONDS, json_body=body)


def _campaign_of(row: object) -> Campaign:
    try:
        campaign_id, status = row["id"], row["status"]  # type: ignore[index]
        title = row["settings"]["title"]  # type: ignore[index]
        url = row.get("long_archive_url") or row.get("archive_url") or ""  # type: ignore[attr-defined]
    except (KeyError, TypeError, AttributeError) as error:
        raise StepFailed("Mailchimp described a campaign in an unknown shape.") from error
    if not isinstance(campaign_id, str) or not campaign_id.isalnum():
        raise StepFailed("Mailchimp did not name the campaign.")
    return Campaign(campaign_id, str(status), str(title), str(url))
