"""Discord channels, by webhook. The webhook's address is the secret.

A webhook can list nothing: after an unknown outcome only a person can say whether the message is
there (docs.discord.com, resources/webhook).
"""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from platforms.adapters.base import PlatformAdapter
from platforms.adapters.credentials import access_token_of
from platforms.adapters.endpoints import base_url
from platforms.adapters.files import pieces_of, upload_name
from platforms.adapters.http import LONGEST_WAIT, Answer, PlatformClient
from platforms.adapters.ids import path_id
from platforms.adapters.multipart import FilePart, multipart
from platforms.adapters.rates import Family, discord_bucket
from platforms.adapters.types import (
    AccountReading,
    Idempotency,
    MediaFile,
    PostState,
    PublishRequest,
    PublishResult,
)
from platforms.exceptions import (
    OutcomeUnknown,
    PlatformError,
    RateLimited,
    ReconnectNeeded,
    StepFailed,
)
from platforms.models import Connection
from platforms.specs import check_post, get_spec

SERVER = "https://discord.com/api/v10"
TIMEOUT_SECONDS = 20.0
WEBHOOK = re.compile(
    r"https://(?:(?:ptb|canary)\.)?discord(?:app)?\.com/api/(?:v\d+/)?webhooks"
    r"/(?P<id>[0-9]{1,25})/(?P<token>[\w-]{1,200})/?"
)
UNKNOWN_WEBHOOK, INVALID_TOKEN = 10015, 50027
NOBODY = {"parse": []}  # no words of a post may call @everyone


class Discord(PlatformAdapter):
    """One channel's webhook. `metadata["thread_id"]` names a thread in it."""

    name: ClassVar[str] = "Discord"
    capabilities: ClassVar[frozenset[str]] = frozenset({"account", "update", "delete"})
    idempotency: ClassVar[Idempotency] = Idempotency.NONE
    rate_family: ClassVar[Family] = staticmethod(discord_bucket)

    def __init__(self, connection: Connection):
        super().__init__(connection)
        webhook = WEBHOOK.fullmatch(access_token_of(connection).strip())
        if webhook is None:
            raise ReconnectNeeded(
                "That is no address of a Discord webhook. Connect the account again with the "
                "address that Discord shows under Integrations → Webhooks."
            )
        self._path = f"/webhooks/{webhook['id']}/{webhook['token']}"
        thread = str(connection.metadata.get("thread_id") or "")
        self._thread = {"thread_id": thread} if thread.isdigit() else {}
        self._client = PlatformClient(
            platform="Discord",
            base_url=base_url("discord", SERVER),
            headers={},
            explain=_sentence_of,
            classify=_classify,
            secret=webhook["token"],  # it is a part of every address
            watch=self.rates,
        )

    def validate(self, request: PublishRequest) -> list[str]:
        """The rules of Discord."""
        spec = get_spec(request.platform)
        problems = check_post(spec, request.text, title=request.title, media=request.media)
        if not request.text.strip() and not request.media:
            problems.append("Discord needs words or media.")
        if request.link_url and request.link_url not in request.text:
            problems.append("Discord shows a link only as part of the text. Put it there.")
        return problems

    def prepare(self, request: PublishRequest, handles: dict) -> dict:
        """Nothing can be sent ahead: read the files through, and ask the webhook where it posts."""
        for item in request.media:
            for _ in pieces_of(item):
                pass
        if "guild_id" not in handles:
            handles["guild_id"] = str(self._about().get("guild_id") or "")
        return handles

    def publish(
        self, request: PublishRequest, handles: dict, *, timeout_seconds: float
    ) -> PublishResult:
        """The message with its files; `wait` makes Discord answer with the message itself."""
        message = {"content": request.text, "allowed_mentions": NOBODY}
        arguments: dict[str, Any] = {"json_body": message}
        if request.media:
            parts = [_part_of(item, number) for number, item in enumerate(request.media)]
            headers, content = multipart({"payload_json": json.dumps(message)}, *parts)
            arguments = {"headers": headers, "content": content}
        answer = self._client.call(
            "POST",
            self._path,
            timeout_seconds=timeout_seconds,
            publishes=True,
            params={"wait": "true", **self._thread},
            **arguments,
        )
        message_id, channel_id = answer.get("id"), answer.get("channel_id")
        if not isinstance(message_id, str) or not isinstance(channel_id, str):
            raise OutcomeUnknown("Discord did not name the message.", raw=answer)
        guild = handles.get("guild_id") or "@me"
        url = f"https://discord.com/channels/{guild}/{channel_id}/{message_id}"
        return PublishResult(PostState.LIVE, post_id=message_id, url=url, raw=answer)

    def update(self, post_id: str, request: PublishRequest) -> None:
        """Change the words; files that are not named again stay."""
        self._client.call(
            "PATCH",
            f"{self._path}/messages/{path_id(post_id)}",
            timeout_seconds=TIMEOUT_SECONDS,
            params=self._thread,
            json_body={"content": request.text, "allowed_mentions": NOBODY},
        )

    def delete(self, post_id: str) -> None:
        """Delete the message."""
        self._client.send(
            "DELETE",
            f"{self._path}/messages/{path_id(post_id)}",
            timeout_seconds=TIMEOUT_SECONDS,
            params=self._thread,
        )

    def fetch_account(self) -> AccountReading:
        """The webhook; Discord does not tell it who reads the channel."""
        webhook = self._about()
        name = str(webhook.get("name") or "")
        return AccountReading(str(webhook["id"]), handle=name, name=name, followers_count=None)

    def _about(self) -> dict:
        """The webhook's own description. Its token comes along and is dropped."""
        answer = self._client.call("GET", self._path, timeout_seconds=TIMEOUT_SECONDS)
        if not isinstance(answer.get("id"), str):
            raise StepFailed("Discord described the webhook in an unknown shape.")
        return {name: answer.get(name) for name in ("id", "name", "guild_id", "channel_id")}


def _part_of(item: MediaFile, number: int) -> FilePart:
    return FilePart(
        f"files[{number}]", upload_name(item), item.mime_type, item.size_bytes, pieces_of(item)
    )


def _sentence_of(answer: Answer) -> str:
    try:
        return str(answer.json_object().get("message") or "")[:500]
    except ValueError:
        return ""


def _classify(answer: Answer, error: PlatformError) -> PlatformError:
    """Codes of Discord; the wait of a limit stands in the body (seconds, with a fraction)."""
    try:
        body = answer.json_object()
    except ValueError:
        return error
    wait = body.get("retry_after")
    if isinstance(error, RateLimited) and isinstance(wait, int | float) and 0 <= wait < 1e9:
        retry_at = datetime.now(UTC) + min(timedelta(seconds=wait), LONGEST_WAIT)
        return RateLimited(error.user_sentence, retry_at=retry_at, detail=error.detail)
    if answer.status < 500 and body.get("code") in (UNKNOWN_WEBHOOK, INVALID_TOKEN):
        sentence = "The webhook was deleted in Discord. Make another one."
        return ReconnectNeeded(f"{sentence} Connect the account again.", detail=error.detail)
    return error
