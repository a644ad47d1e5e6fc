"""A letter as an Internet message (RFC 5322): one body for all, own headers for each reader."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from urllib.parse import quote

from platforms.adapters.email.letter import html_of, plain_of
from platforms.adapters.email.mailing import fingerprint
from platforms.adapters.files import pieces_of
from platforms.adapters.types import MediaFile, PublishRequest

POLICY = policy.SMTP.clone(cte_type="7bit")
# plain ASCII addresses only; nothing that could break out of a header or an SMTP command
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True)
class Sender:
    """Who writes. `unsubscribe_url` may hold `{address}`; `postal` is the address at the foot."""

    address: str
    name: str
    reply_to: str
    unsubscribe_url: str = ""
    postal: str = ""

    @property
    def unsubscribe_mailto(self) -> str:
        return f"mailto:{self.reply_to or self.address}?subject=unsubscribe"


def body_for_all(request: PublishRequest, sender: Sender, *, at: datetime) -> bytes:
    """The message without the three headers that differ. Raises Rejected for a missing file."""
    message = EmailMessage(policy=POLICY)
    message["From"] = formataddr((sender.name, sender.address))
    if sender.reply_to:
        message["Reply-To"] = sender.reply_to
    message["Subject"] = " ".join(request.title.split())
    message["Date"] = format_datetime(at)
    words = {"link_url": request.link_url, "address": sender.postal}
    unsubscribe = sender.unsubscribe_mailto
    message.set_content(plain_of(request.text, unsubscribe=unsubscribe, **words))
    pictures = [f"cid:{_name_of(item)}" for item in request.media]
    html = html_of(request.text, pictures=pictures, unsubscribe=unsubscribe, **words)
    message.add_alternative(html, subtype="html")
    _add_pictures(message, request.media)
    return message.as_bytes()


def message_for(body: bytes, letter: str, address: str, sender: Sender) -> bytes:
    """The whole message for one reader. Its Message-ID is the same for every try."""
    ways = [f"<{sender.unsubscribe_mailto}>"]
    if sender.unsubscribe_url:
        ways.insert(0, f"<{sender.unsubscribe_url.replace('{address}', quote(address, safe=''))}>")
    headers = {
        "To": address,
        "Message-ID": message_id(letter, address, sender),
        "List-Unsubscribe": ", ".join(ways),
    }
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode() + body


def message_id(letter: str, address: str, sender: Sender) -> str:
    """Chosen by us, from the post and the reader: many mail programs show one ID only once."""
    domain = sender.address.rpartition("@")[2]
    return f"<{letter}.{fingerprint(letter, address)}@{domain}>"


def _add_pictures(message: EmailMessage, media: Sequence[MediaFile]) -> None:
    parts = message.get_payload()
    for item in media:
        kind = item.mime_type.partition("/")[2]
        parts[1].add_related(  # type: ignore[union-attr, index]
            b"".join(pieces_of(item)), "image", kind, cid=f"<{_name_of(item)}>"
        )


def _name_of(item: MediaFile) -> str:
    return f"{item.sha256[:20]}@picture"
