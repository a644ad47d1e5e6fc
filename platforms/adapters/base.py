"""The contract that every adapter signs (`tests/contracts/platform_adapter.py` checks it)."""

from abc import ABC, abstractmethod
from datetime import datetime, timedelta
from typing import ClassVar

from platforms.adapters.own_comments import find_among
from platforms.adapters.rates import Family, RateWatch, no_headers
from platforms.adapters.types import (
    AccountReading,
    CommentOperation,
    CommentReading,
    CommentRequest,
    CommentResult,
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
from platforms.specs import get_spec


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

    @classmethod
    def takes_first_comment(cls, platform: str) -> bool:
        """Whether a comment of ours can be sent below a post on `platform` (a spec's name)."""
        is_able = "first_comment" in cls.capabilities
        return is_able and get_spec(platform).first_comment is not None

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

    @property
    def finds_comments(self) -> bool:
        """Whether `find_comment` can tell that a comment is not there."""
        return "comments" in self.capabilities

    def prepare_comment(self, request: CommentRequest, handles: dict) -> dict:
        """The reversible steps before a comment, as `prepare` for a post. Returns all handles."""
        return handles

    def add_comment(
        self, request: CommentRequest, handles: dict, *, timeout_seconds: float
    ) -> CommentResult:
        """Comment on our own post: the one irreversible call, made once, with no retry of its own.

        Ability `first_comment`. A post that the platform does not know yet is RateLimited. A
        missing permission to comment may be ReconnectNeeded: it says nothing about posting.
        """
        raise Unsupported(self.name, "a first comment")

    def find_comment(self, operation: CommentOperation, *, now: datetime) -> Lookup:
        """Whether a comment of unknown outcome landed: our words, by our account, in the list."""
        if not self.finds_comments:
            return Unknown(f"{self.name} does not list comments to us.")
        comments = self.fetch_comments(operation.request.post_id)
        return find_among(comments, operation.request, self.connection)

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
