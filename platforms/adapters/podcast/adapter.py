"""Publishing an episode is writing into our own database, so no answer can be lost for long."""

from datetime import datetime, timedelta
from typing import ClassVar

from platforms.adapters.base import PlatformAdapter
from platforms.adapters.files import pieces_of
from platforms.adapters.podcast import record
from platforms.adapters.podcast.addresses import episode_url, feed_secret_of
from platforms.adapters.podcast.show import problems_of, show_of
from platforms.adapters.post_key import post_key
from platforms.adapters.types import (
    Absent,
    AccountReading,
    Found,
    Idempotency,
    Lookup,
    Operation,
    PostState,
    PublishRequest,
    PublishResult,
)
from platforms.exceptions import Rejected
from platforms.specs import check_post, get_spec

NO_SUCH_EPISODE = "This episode is not in the feed (any more)."


class Podcast(PlatformAdapter):
    """The feed's own adapter.

    The guid of an episode is that of its post (`platforms-2.md` §7: it never changes and is never
    used again), so a repeat finds the entry of the first time. The record is read from the
    database that it was written to: a look-up is complete at once.
    """

    name: ClassVar[str] = "Podcast"
    capabilities: ClassVar[frozenset[str]] = frozenset({"lookup", "account", "update", "delete"})
    idempotency: ClassVar[Idempotency] = Idempotency.CLIENT_ID
    settle: ClassVar[timedelta] = timedelta(0)
    lookback: ClassVar[timedelta] = timedelta(days=36_500)  # the record has no end

    def validate(self, request: PublishRequest) -> list[str]:
        """The show must be one that directories take; the episode needs a title and a file."""
        problems = problems_of(show_of(self.connection))
        if not feed_secret_of(self.connection):
            problems.append("The podcast has no feed address yet. Connect it again.")
        spec = get_spec(request.platform)
        return problems + check_post(spec, request.text, title=request.title, media=request.media)

    def prepare(self, request: PublishRequest, handles: dict) -> dict:
        """Read the file once: what is damaged or gone must not get into people's players."""
        checked = list(handles.get("checked", []))
        for item in request.media:
            if item.sha256 not in checked:
                for _ in pieces_of(item):
                    pass
                checked.append(item.sha256)
        return {**handles, "checked": checked}

    def publish(
        self, request: PublishRequest, handles: dict, *, timeout_seconds: float
    ) -> PublishResult:
        """Enter the episode. A second time finds the first; a withdrawn one stays withdrawn."""
        guid = post_key(request.op_key)
        url = episode_url(self.connection, guid, request.media[0].mime_type)
        entry = record.publish_once(self.connection, guid, title=request.title, url=url)
        if entry.is_withdrawn:
            raise Rejected(
                "This episode was taken out of the feed, and players do not show the same one "
                "again. Make a new post of it."
            )
        return PublishResult(PostState.LIVE, post_id=guid, url=entry.url, raw={"guid": guid})

    def lookup(self, operation: Operation, *, now: datetime) -> Lookup:
        """Whether the record has the guid."""
        guid = post_key(operation.op_key)
        entry = record.entries_of(self.connection, guid).get(guid)
        if entry is None or entry.is_withdrawn:
            return Absent()
        return Found(guid, entry.url, raw={"guid": guid, **entry.words})

    def fetch_account(self) -> AccountReading:
        """The show. Who subscribes is known to the players' makers only."""
        row = self.connection
        return AccountReading(row.platform_user_id, row.platform_username, show_of(row).title, None)

    def update(self, post_id: str, request: PublishRequest) -> None:
        """Other words for an episode; players show them when they read the feed again."""
        if problems := self.validate(request):
            raise Rejected(" ".join(problems))
        words = {"title": request.title, "text": request.text, "link_url": request.link_url}
        if not record.change(self.connection, post_id, words):
            raise Rejected(NO_SUCH_EPISODE)

    def delete(self, post_id: str) -> None:
        """Take an episode out of the feed. Players keep what they have downloaded."""
        if not record.withdraw(self.connection, post_id):
            raise Rejected(NO_SUCH_EPISODE)
