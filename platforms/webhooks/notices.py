"""What an event says, in our words. Each reader knows one network's bodies; all are pure.

A reader raises Unreadable for a body that is not what its network sends. What it does not know
gives no notice: networks add kinds of events at any time.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl

from platforms.webhooks.secrets import META
from platforms.webhooks.signed_request import signed_request_in

LONGEST_ID = 255
MOST_NOTICES = 200  # of one body
REVOKED = "The network took the permission back. Connect the account again."


class Kind(StrEnum):
    """What happened."""

    POST_LIVE = "post_live"
    POST_FAILED = "post_failed"
    POST_GONE = "post_gone"
    ACCESS_REVOKED = "access_revoked"


class Unreadable(ValueError):
    """The body is not what the network sends; the message is for people."""


@dataclass(frozen=True)
class Notice:
    """One thing that happened to one account. `ids`: of the post, or handles of its upload."""

    kind: Kind
    account_ids: frozenset[str]
    ids: frozenset[str] = frozenset()
    sentence: str = ""


def read_notices(platform: str, body: bytes) -> list[Notice]:
    """The notices of a body. Raises Unreadable."""
    reader = READERS.get(platform, read_standard)
    if platform in META and signed_request_in(body):
        reader = read_deauthorisation
    try:
        found = [notice for notice in reader(body) if notice.account_ids]
    except (KeyError, TypeError, AttributeError) as error:
        raise Unreadable("The body has another shape than the network documents.") from error
    return found[:MOST_NOTICES]


def clean_ids(*values: Any) -> frozenset[str]:
    """The usable ids among `values`: short, printable text or a whole number."""
    texts = [str(v) for v in values if isinstance(v, str | int) and not isinstance(v, bool)]
    return frozenset(t for t in texts if 0 < len(t) <= LONGEST_ID and t.isprintable())


def _object(text: bytes | str) -> dict:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable("The body is no JSON.") from error
    if not isinstance(value, dict):
        raise Unreadable("The body is JSON, but no object.")
    return value


def read_page(body: bytes) -> Iterator[Notice]:
    """Facebook Pages, field `feed`: what was published or removed on the Page."""
    for entry in _object(body).get("entry", []):
        accounts = clean_ids(entry.get("id"))
        for change in entry.get("changes", []):
            value = change.get("value", {})
            if change.get("field") != "feed" or not isinstance(value, dict):
                continue
            ids = clean_ids(value.get("post_id"), value.get("video_id"), value.get("photo_id"))
            if value.get("item") == "comment" or not ids:
                continue
            match value.get("verb"):
                case "add" | "edited":
                    yield Notice(Kind.POST_LIVE, accounts, ids)
                case "remove":
                    yield Notice(Kind.POST_GONE, accounts, ids)


def read_instagram(body: bytes) -> Iterator[Notice]:
    """Instagram tells of comments and of a story's figures: proof that the media is up."""
    for entry in _object(body).get("entry", []):
        accounts = clean_ids(entry.get("id"))
        for change in entry.get("changes", []):
            value = change.get("value", {})
            media = value.get("media") or {}
            if ids := clean_ids(value.get("media_id"), media.get("id")):
                yield Notice(Kind.POST_LIVE, accounts, ids)


def read_threads(body: bytes) -> Iterator[Notice]:
    """Threads, fields `publish` and `delete`; `values` is one object or a list of them."""
    message = _object(body)
    accounts = clean_ids(message.get("target_id"))
    values = message.get("values", [])
    kinds = {"publish": Kind.POST_LIVE, "delete": Kind.POST_GONE}
    for item in values if isinstance(values, list) else [values]:
        kind, ids = kinds.get(item.get("field")), clean_ids(item["value"].get("id"))
        if kind and ids:
            yield Notice(kind, accounts, ids)


def read_deauthorisation(body: bytes) -> Iterator[Notice]:
    """Meta's `signed_request`: a person took the permission back; names their account."""
    if request := signed_request_in(body):
        accounts = clean_ids(request.contents().get("user_id"))
        yield Notice(Kind.ACCESS_REVOKED, accounts, sentence=REVOKED)


TIKTOK_KINDS = {
    "post.publish.complete": Kind.POST_LIVE,
    "post.publish.publicly_available": Kind.POST_LIVE,
    "post.publish.publicaly_available": Kind.POST_LIVE,  # as TikTok writes it
    "post.publish.failed": Kind.POST_FAILED,
    "post.publish.no_longer_publicaly_available": Kind.POST_GONE,
    "post.publish.no_longer_publicly_available": Kind.POST_GONE,
    "authorization.removed": Kind.ACCESS_REVOKED,
}


def read_tiktok(body: bytes) -> Iterator[Notice]:
    """TikTok: one event, whose `content` is JSON as text."""
    message = _object(body)
    kind = TIKTOK_KINDS.get(message.get("event", ""))
    if kind is None:
        return
    content = _object(message.get("content") or "{}")
    ids = clean_ids(content.get("publish_id"), content.get("post_id"))
    reason = str(content.get("reason", ""))[:200]
    sentence = REVOKED if kind == Kind.ACCESS_REVOKED else reason
    yield Notice(kind, clean_ids(message.get("user_openid")), ids, sentence)


def read_telegram(body: bytes) -> Iterator[Notice]:
    """Telegram: our bot lost its place in the channel, or the right to post there."""
    member = _object(body).get("my_chat_member")
    if not member:
        return
    chat, now_is = member["chat"], member["new_chat_member"]
    may_post = now_is["status"] == "administrator" and now_is.get("can_post_messages", True)
    if may_post or now_is["status"] == "creator":
        return
    name = chat.get("username")
    accounts = clean_ids(chat.get("id"), f"@{name}" if name else "")
    sentence = "The bot may no longer post in this channel. Make it an administrator again."
    yield Notice(Kind.ACCESS_REVOKED, accounts, sentence=sentence)


def read_mailchimp(body: bytes) -> Iterator[Notice]:
    """Mailchimp, a form: type `campaign` tells how a mailing ended."""
    try:
        form = dict(parse_qsl(body.decode(), max_num_fields=200))
    except ValueError as error:
        raise Unreadable("The body is no form.") from error
    if form.get("type") != "campaign":
        return
    is_out = form.get("data[status]") == "sent"
    kind = Kind.POST_LIVE if is_out else Kind.POST_FAILED
    sentence = form.get("data[reason]", "")[:200]
    ids = clean_ids(form.get("data[id]"))
    yield Notice(kind, clean_ids(form.get("data[list_id]")), ids, sentence)


STANDARD_KINDS = {
    "post.live": Kind.POST_LIVE,
    "post.failed": Kind.POST_FAILED,
    "post.gone": Kind.POST_GONE,
    "account.revoked": Kind.ACCESS_REVOKED,
}


def read_standard(body: bytes) -> Iterator[Notice]:
    """Our own form, for a relay: `{type, data: {account_id, post_id, handle, reason}}`."""
    message = _object(body)
    kind = STANDARD_KINDS.get(message.get("type", ""))
    if kind is None:
        return
    data = message["data"]
    sentence = str(data.get("reason") or (REVOKED if kind == Kind.ACCESS_REVOKED else ""))[:200]
    ids = clean_ids(data.get("post_id"), data.get("handle"))
    yield Notice(kind, clean_ids(data.get("account_id")), ids, sentence)


READERS: dict[str, Callable[[bytes], Iterator[Notice]]] = {
    "facebook": read_page,
    "instagram": read_instagram,
    "threads": read_threads,
    "tiktok": read_tiktok,
    "telegram": read_telegram,
    "email": read_mailchimp,
}
