"""The contract that every adapter signs (`tests/contracts/platform_adapter.py` checks it)."""

from abc import ABC, abstractmethod
from datetime import datetime, timedelta
from typing import ClassVar

from platforms.adapters.rates import Family, RateWatch, no_headers
from platforms.adapters.types import (
    AccountReading,
    CommentReading,
    Idempotency,
    Lookup,
    MetricsReading,
    Operation,
    PublishRequest,
    PublishResult,
    RemotePost,
    Unknown,
)
from platforms.exceptions import Unsupported
from platforms.models import Connection


class PlatformAdapter(ABC):
    """One platform's protocol. Raises the errors of `platforms/exceptions.py` and no others.

    A post goes out in two parts: `prepare` does what can be repeated or abandoned (uploads,
    containers) and returns handles; `publish` is the one irreversible call, made once per
    attempt, with no retry of its own.
    """

    name: ClassVar[str]
    capabilities: ClassVar[frozenset[str]] = frozenset()  # lookup metrics comments update delete …
    idempotency: ClassVar[Idempotency] = Idempotency.NONE
    settle: ClassVar[timedelta] = timedelta(seconds=180)  # before a look-up means anything
    lookback: ClassVar[timedelta] = timedelta(hours=48)  # how far a listing reaches
    is_simulated: ClassVar[bool] = False

    # the headers in which the platform says what is left, and whether posts share it with readings
    rate_family: ClassVar[Family] = staticmethod(no_headers)
    rate_shared: ClassVar[bool] = False

    def __init__(self, connection: Connection):
        self.connection = connection
        self.rates = RateWatch(type(self).rate_family, shared=self.rate_shared)

    def validate(self, request: PublishRequest) -> list[str]:
        """Sentences that say why this post cannot go out as it stands; empty when it can."""
        return []

    def prepare(self, request: PublishRequest, handles: dict) -> dict:
        """Do the reversible steps; `handles` are those of an earlier try. Returns all handles.

        What is put into the given `handles` is kept even when a later step raises.
        """
        return handles

    @abstractmethod
    def publish(
        self, request: PublishRequest, handles: dict, *, timeout_seconds: float
    ) -> PublishResult:
        """The irreversible call. Answers within `timeout_seconds` or raises OutcomeUnknown."""

    def poll(self, handle: str) -> PublishResult:
        """What became of a post that the platform is still working on."""
        raise Unsupported(self.name, "asking after a post in work")

    def lookup(self, operation: Operation, *, now: datetime) -> Lookup:
        """Whether a try of unknown outcome landed. Absent only from a complete answer."""
        return Unknown(f"{self.name} has no way to look a post up")

    def list_posts(self, *, since: datetime) -> list[RemotePost]:
        """All posts of the account since then, ours or not; raises unless the list is complete.

        Ability `listing`. For the nightly comparison; a try of unknown outcome has `lookup`.
        """
        raise Unsupported(self.name, "listing the account’s posts")

    def fetch_metrics(self, post_id: str) -> MetricsReading:
        """The post's counters now."""
        raise Unsupported(self.name, "metrics")

    def fetch_comments(self, post_id: str) -> list[CommentReading]:
        """The post's comments, newest first."""
        raise Unsupported(self.name, "comments")

    def fetch_account(self) -> AccountReading:
        """The account's name and size."""
        raise Unsupported(self.name, "account information")

    def update(self, post_id: str, request: PublishRequest) -> None:
        """Change a post that is out."""
        raise Unsupported(self.name, "editing a post")

    def delete(self, post_id: str) -> None:
        """Take a post down."""
        raise Unsupported(self.name, "deleting a post")
