"""Letters by a mail server of one's own: one message for each address of the account's list."""

import re
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import ClassVar

from platforms.adapters.base import PlatformAdapter
from platforms.adapters.credentials import access_token_of
from platforms.adapters.email import mailing
from platforms.adapters.email.mailing import Batch, Progress, fingerprint
from platforms.adapters.email.message import ADDRESS, Sender, body_for_all
from platforms.adapters.email.smtp_line import MailServer, open_line
from platforms.adapters.email.smtp_round import COME_BACK_AFTER, Round
from platforms.adapters.files import pieces_of
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
    Unknown,
)
from platforms.exceptions import RateLimited, Rejected
from platforms.models import Connection
from platforms.specs import check_post, get_spec

BATCH_SIZE = 25  # what may be left in doubt when a worker dies
MOST_ADDRESSES = 5000
MOST_PUT_OFF = 3  # a server that says “not now” this often means never
UNSUBSCRIBE_URL = re.compile(r"https://[!-;=?-~]+")  # no blanks, no angle brackets
RESERVE = 0.25  # of the call's time: no letter is begun in it


class Smtp(PlatformAdapter):
    """SMTP submission (RFC 5321, 6409). There is nobody to ask afterwards, so we keep notes.

    Before each batch its readers are noted, and after it what the server said. Whoever has the
    letter is left alone by every later try. The look-up reads these notes: all handled means
    found, none in doubt means that the rest may be sent, and a doubt is for a person.
    """

    name: ClassVar[str] = "Email (SMTP)"
    capabilities: ClassVar[frozenset[str]] = frozenset({"lookup", "account"})
    idempotency: ClassVar[Idempotency] = Idempotency.CLIENT_ID
    settle: ClassVar[timedelta] = timedelta(0)
    lookback: ClassVar[timedelta] = timedelta(days=36_500)  # our own notes have no end

    def __init__(self, connection: Connection):
        super().__init__(connection)
        told = connection.metadata
        user = str(told.get("smtp_user") or "")
        port = told.get("smtp_port")
        self.server = MailServer(
            host=str(told.get("smtp_host") or ""),
            port=port if isinstance(port, int) else 587,
            security=str(told.get("smtp_security") or "starttls"),
            user=user,
            password=access_token_of(connection) if user else "",
        )
        self.sender = _sender_of(connection)
        self.addresses = _addresses_of(connection)

    def validate(self, request: PublishRequest) -> list[str]:
        """The spec's limits, the server, the sender and the list."""
        spec = get_spec(request.platform)
        problems = check_post(spec, request.text, title=request.title, media=request.media)
        problems += self.server.problems()
        senders = filter(None, (self.sender.address, self.sender.reply_to))
        if not self.sender.address or not all(map(ADDRESS.fullmatch, senders)):
            problems.append("Give this account a sender’s address first.")
        if not 0 < len(self.addresses) <= MOST_ADDRESSES:
            problems.append(f"The list needs 1 to {MOST_ADDRESSES:,} addresses.")
        if wrong := [one for one in self.addresses if not ADDRESS.fullmatch(one)]:
            problems.append(f"{len(wrong)} of the list’s addresses are no e-mail addresses.")
        url = self.sender.unsubscribe_url
        if url and not UNSUBSCRIBE_URL.fullmatch(url):
            problems.append("The address to unsubscribe at must begin with https://.")
        return problems

    def prepare(self, request: PublishRequest, handles: dict) -> dict:
        """Read the pictures once: a damaged one must not be sent to half of a list."""
        for item in request.media:
            for _ in pieces_of(item):
                pass
        return {**handles, "letter": post_key(request.op_key)}

    def publish(
        self, request: PublishRequest, handles: dict, *, timeout_seconds: float
    ) -> PublishResult:
        """Send to everybody who has not got it. When time runs out, NotSent: the rest follows.

        Raises OutcomeUnknown when the server is silent after a letter's last byte, and then stops.
        """
        letter, started = post_key(request.op_key), time.monotonic()
        progress = mailing.progress_of(self.connection, letter)
        waiting = iter(self._waiting(letter, progress))
        if first := list(islice(waiting, BATCH_SIZE)):
            body = body_for_all(request, self.sender, at=datetime.now(UTC))
            with open_line(self.server, timeout_seconds=timeout_seconds) as line:
                ends_at = started + timeout_seconds * (1 - RESERVE)
                round_ = Round(line, body, letter, self.sender, ends_at)
                batch = first
                while batch:
                    self._send_batch(round_, batch)
                    batch = list(islice(waiting, BATCH_SIZE))
        return self._result(letter)

    def _waiting(self, letter: str, progress: Progress) -> list[str]:
        return [one for one in self.addresses if not progress.is_handled(fingerprint(letter, one))]

    def _send_batch(self, round_: Round, addresses: Sequence[str]) -> None:
        """Note, send, note. Raises what stopped the batch, after it was noted."""
        marks = [fingerprint(round_.letter, one) for one in addresses]
        round_.require_time()
        note = mailing.begin(self.connection, round_.letter, marks)
        batch = Batch()
        try:
            for address, mark in zip(addresses, marks, strict=True):
                round_.require_time()
                round_.send(address, mark, batch)
        finally:
            mailing.finish(self.connection, note, batch)

    def _result(self, letter: str) -> PublishResult:
        """Raises RateLimited while some were put off, Rejected when nobody has got it."""
        progress = mailing.progress_of(self.connection, letter)
        marks = [fingerprint(letter, one) for one in self.addresses]
        later = [mark for mark in marks if not progress.is_handled(mark)]
        if any(progress.put_off[mark] < MOST_PUT_OFF for mark in later):
            raise RateLimited(
                f"The mail server wants {len(later)} of {len(marks)} letters later.",
                retry_at=datetime.now(UTC) + COME_BACK_AFTER,
            )
        if not progress.sent:
            raise Rejected("The mail server refused every address of the list.")
        counts = {"sent": len(progress.sent), "refused": len(marks) - len(progress.sent)}
        return PublishResult(PostState.LIVE, post_id=letter, raw=counts)

    def lookup(self, operation: Operation, *, now: datetime) -> Lookup:
        """What our notes say: they are written before anything leaves, so they are complete."""
        letter = post_key(operation.op_key)
        progress = mailing.progress_of(self.connection, letter)
        if progress.in_doubt:
            return Unknown(f"Whether {len(progress.in_doubt)} readers have the letter is unknown.")
        if self._waiting(letter, progress) or not progress.sent:
            return Absent()
        return Found(letter, "", raw={"sent": len(progress.sent)})

    def fetch_account(self) -> AccountReading:
        """The sender, and how many are on the list."""
        row = self.connection
        return AccountReading(
            row.platform_user_id, self.sender.address, self.sender.name, len(self.addresses)
        )


def _sender_of(connection: Connection) -> Sender:
    def text(name: str) -> str:
        return " ".join(str(connection.metadata.get(name) or "").split())

    names = ("from_email", "from_name", "reply_to", "unsubscribe_url", "postal_address")
    return Sender(*map(text, names))


def _addresses_of(connection: Connection) -> list[str]:
    """The list, each address once; upper and lower case are one address to nearly every server."""
    listed = connection.metadata.get("recipients")
    rows = listed if isinstance(listed, list) else []
    return list(dict.fromkeys(str(row).strip().lower() for row in rows))
