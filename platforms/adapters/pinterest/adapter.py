"""The adapter: a pin is one call, `POST /v5/pins`; a video is uploaded before."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from platforms.adapters.base import PlatformAdapter
from platforms.adapters.files import files_of, pieces_of
from platforms.adapters.pinterest.client import client_of
from platforms.adapters.pinterest.listing import look_up, url_of
from platforms.adapters.pinterest.pin import pin_of, written
from platforms.adapters.pinterest.readings import Board, Readings
from platforms.adapters.pinterest.video import VideoUploads
from platforms.adapters.rates import Family, pinterest_window
from platforms.adapters.types import (
    AccountReading,
    Idempotency,
    Lookup,
    MediaFile,
    MetricsReading,
    Operation,
    PostState,
    PublishRequest,
    PublishResult,
    Unknown,
)
from platforms.exceptions import OutcomeUnknown, Rejected
from platforms.models import Connection
from platforms.specs import check_post, get_spec

CALL_SECONDS = 20.0
MAX_ALT_TEXT, MAX_LINK = 500, 2048  # characters


class Pinterest(PlatformAdapter):
    """Pins on the boards of one account.

    Pinterest has no key of ours and takes the same pin twice: hence `NONE`, and a look at the
    board. The board is the post's option `board_id`, else the account's `metadata["board_id"]`.
    """

    name: ClassVar[str] = "Pinterest"
    capabilities: ClassVar[frozenset[str]] = frozenset(
        {"lookup", "metrics", "account", "update", "delete"}
    )
    idempotency: ClassVar[Idempotency] = Idempotency.NONE
    rate_family: ClassVar[Family] = staticmethod(pinterest_window)
    lookback: ClassVar[timedelta] = timedelta(days=7)
    wait_seconds: float = 30.0  # for a video to be ready; longer waits go on with the next try
    pause_seconds: float = 3.0

    def __init__(self, connection: Connection):
        super().__init__(connection)
        self._client = replace(client_of(connection), watch=self.rates)
        self._readings = Readings(self._client)

    def validate(self, request: PublishRequest) -> list[str]:
        """The limits, and what a pin needs."""
        spec = get_spec(request.platform)
        problems = check_post(spec, request.text, title=request.title, media=request.media)
        if "board_id" not in self._board(request):
            problems.append("Pinterest needs a board. Choose one for this post or the account.")
        if len(request.link_url) > MAX_LINK:
            problems.append(f"Pinterest takes links of at most {MAX_LINK:,} characters.")
        if len(str(request.options.get("alt_text") or "")) > MAX_ALT_TEXT:
            problems.append(f"Pinterest takes image descriptions of at most {MAX_ALT_TEXT} signs.")
        return problems

    def _board(self, request: PublishRequest) -> dict[str, str]:
        """The board, and its section if one is chosen; ids are digits, since one goes into a path.
        A section belongs to its board, so both come from the same place."""
        chosen, usual = request.options, self.connection.metadata
        place = chosen if chosen.get("board_id") else usual
        names = ("board_id", "board_section_id")
        found = {name: str(place.get(name) or "") for name in names}
        return {name: value for name, value in found.items() if value.isascii() and value.isdigit()}

    # publishing

    def prepare(self, request: PublishRequest, handles: dict) -> dict:
        """Upload a video and wait for it; read images through, since they go out with the pin.

        `handles` (`media`: sha256 → media id) is filled as we go, so that whoever holds it can go
        on after an error.
        """
        uploads = VideoUploads(self._client)
        uploaded = handles.setdefault("media", {})
        ready = handles.setdefault("ready", [])
        for item in files_of(request):
            if item.media_type != "video":
                _read_through(item)
            elif item.sha256 not in uploaded:
                uploaded[item.sha256] = uploads.upload(item)
        for media_id in uploaded.values():
            if media_id not in ready:
                uploads.wait(media_id, seconds=self.wait_seconds, pause=self.pause_seconds)
                ready.append(media_id)
        return handles

    def publish(
        self, request: PublishRequest, handles: dict, *, timeout_seconds: float
    ) -> PublishResult:
        """The one call that posts."""
        board = self._board(request)
        if "board_id" not in board:
            raise Rejected("Pinterest needs a board. Choose one for this post or the account.")
        headers, content = written(*pin_of(request, handles["media"], board=board))
        answer = self._client.call(
            "POST",
            "/v5/pins",
            timeout_seconds=timeout_seconds,
            publishes=True,
            content=content,
            headers=headers,
        )
        pin_id = answer.get("id")
        if not isinstance(pin_id, str) or not pin_id.isdigit():
            raise OutcomeUnknown("Pinterest did not name the pin.", raw=answer)
        return PublishResult(PostState.LIVE, post_id=pin_id, url=url_of(pin_id), raw=answer)

    def lookup(self, operation: Operation, *, now: datetime) -> Lookup:
        """Look through the board."""
        board_id = self._board(operation.request).get("board_id")
        if board_id is None:
            return Unknown("It is not known which board this pin went to.")
        return look_up(self._client, board_id, operation)

    def update(self, post_id: str, request: PublishRequest) -> None:
        """Change a pin's words and link (a beta of Pinterest's); its media stay."""
        body = {"title": request.title, "description": request.text, "link": request.link_url}
        self._client.send(
            "PATCH",
            f"/v5/pins/{_id(post_id)}",
            timeout_seconds=CALL_SECONDS,
            json_body={name: value for name, value in body.items() if value},
        )

    def delete(self, post_id: str) -> None:
        """Take a pin down."""
        self._client.send("DELETE", f"/v5/pins/{_id(post_id)}", timeout_seconds=CALL_SECONDS)

    # readings

    def fetch_metrics(self, post_id: str) -> MetricsReading:
        """The pin's counters; those that Pinterest does not give stay None."""
        return self._readings.metrics(_id(post_id), now=datetime.now(UTC))

    def fetch_account(self) -> AccountReading:
        """The account that the token belongs to."""
        return self._readings.account()

    def fetch_boards(self) -> list[Board]:
        """The boards that a pin can go to."""
        return self._readings.boards()


def _id(pin_id: str) -> str:
    """The id, if it is one: it goes into paths. Raises Rejected."""
    if not (pin_id.isascii() and pin_id.isdigit()):
        raise Rejected(f"“{pin_id[:40]}” is no pin.")
    return pin_id


def _read_through(item: MediaFile) -> None:
    """Raises Rejected for a file that is gone or damaged, before anything is sent."""
    for _ in pieces_of(item):
        continue
