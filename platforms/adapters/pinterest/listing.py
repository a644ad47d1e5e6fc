"""Finding a pin again on its board (`GET /v5/boards/{id}/pins`, newest first).

Pinterest has no key of ours and takes the same pin twice, so a pin is known by its words on the
board, made no earlier than the try.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from platforms.adapters.http import PlatformClient
from platforms.adapters.types import Absent, Found, Lookup, Operation, Unknown
from platforms.exceptions import PlatformError, StepFailed

CLOCKS_DIFFER = timedelta(minutes=5)
PAGE_SIZE = 250
MAX_PAGES = 20
READ_SECONDS = 20.0


def look_up(client: PlatformClient, board_id: str, operation: Operation) -> Lookup:
    """Whether the board has the pin of this try."""
    since = operation.sent_at - CLOCKS_DIFFER
    try:
        for pin in _listed(client, board_id, since=since):
            if created_at(pin) >= since and _is_ours(pin, operation):
                return Found(str(pin["id"]), url_of(str(pin["id"])), raw=pin)
    except (PlatformError, KeyError, TypeError, ValueError, AttributeError) as error:
        return Unknown(f"The board could not be read: {error}")
    return Absent()


def created_at(pin: dict) -> datetime:
    """When a pin was made; Pinterest leaves the time zone out and means UTC."""
    moment = datetime.fromisoformat(pin["created_at"])
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def url_of(pin_id: str) -> str:
    """A pin's address."""
    return f"https://www.pinterest.com/pin/{pin_id}/"


def _listed(client: PlatformClient, board_id: str, *, since: datetime) -> Iterator[dict]:
    """Until a whole page is older than the try: a board may have been sorted by hand."""
    params = {"page_size": str(PAGE_SIZE)}
    for _ in range(MAX_PAGES):
        answer = client.call(
            "GET", f"/v5/boards/{board_id}/pins", timeout_seconds=READ_SECONDS, params=params
        )
        pins = answer["items"]
        yield from pins
        bookmark = answer.get("bookmark")
        if not bookmark or (pins and all(created_at(pin) < since for pin in pins)):
            return
        params = {**params, "bookmark": bookmark}
    raise StepFailed("The board has more pins than can be read.")


def _is_ours(pin: dict, operation: Operation) -> bool:
    """Raises StepFailed when there is nothing to tell two pins apart by."""
    request = operation.request
    ours = (_plain(request.title), _plain(request.text))
    same = ours == (_plain(pin.get("title")), _plain(pin.get("description")))
    if same and ours == ("", ""):
        raise StepFailed("Another pin without words is there: it may be this one.")
    return same


def _plain(text: str | None) -> str:
    return " ".join((text or "").split())
