"""Finding one of our own posts again among an account's posts."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from platforms.adapters.http import PlatformClient
from platforms.adapters.readings import moment
from platforms.adapters.types import PublishRequest
from platforms.exceptions import StepFailed

TIMEOUT_SECONDS = 20.0
PAGE_SIZE = 40
MAX_PAGES = 50
CLOCKS_APART = timedelta(minutes=10)  # the instance's clock and ours


def own_statuses(client: PlatformClient, account_id: str, *, since: datetime) -> Iterator[dict]:
    """The account's posts from the newest back to `since`, clocks considered.

    Raises StepFailed when the listing does not reach that far, or has an unknown shape.
    """
    before = ""
    for _ in range(MAX_PAGES):
        page = _page(client, account_id, before)
        for status in page:
            posted_at = moment(status.get("created_at"))
            if posted_at is None:
                raise StepFailed("A post in the listing has no time.")
            if posted_at < since - CLOCKS_APART and not status.get("pinned"):
                return
            yield status
        if not page:
            return
        before = str(page[-1]["id"])
    raise StepFailed("The listing does not reach back far enough.")


def _page(client: PlatformClient, account_id: str, before: str) -> list[dict]:
    params = {"limit": str(PAGE_SIZE)} | ({"max_id": before} if before else {})
    path = f"/api/v1/accounts/{account_id}/statuses"
    answer = client.send("GET", path, timeout_seconds=TIMEOUT_SECONDS, params=params)
    try:
        page = answer.json_objects()
    except ValueError as error:
        raise StepFailed("The listing could not be read.", detail=str(error)) from error
    if not all("id" in status for status in page):
        raise StepFailed("A post in the listing has no id.")
    return page


def is_ours(client: PlatformClient, status: dict, request: PublishRequest, handles: dict) -> bool:
    """Whether a listed post is this one: by its uploaded files, else by its very words."""
    shown = {str(item.get("id")) for item in status.get("media_attachments") or []}
    if uploaded := set(handles.get("media", {}).values()):
        return shown == uploaded
    if shown or status.get("reblog"):
        return False
    source = client.call(
        "GET", f"/api/v1/statuses/{status['id']}/source", timeout_seconds=TIMEOUT_SECONDS
    )
    return str(source.get("text", "")).split() == request.text.split()
