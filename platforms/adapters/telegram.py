"""Telegram channels, by a bot that is one of their administrators.

The file travels in the one call that posts, and a bot can list nothing: after an unknown outcome
only a person can say whether the post is there (core.telegram.org/bots/api).
"""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from platforms.adapters.base import PlatformAdapter
from platforms.adapters.credentials import access_token_of
from platforms.adapters.endpoints import base_url
from platforms.adapters.files import files_of, pieces_of, upload_name
from platforms.adapters.http import LONGEST_WAIT, Answer, PlatformClient
from platforms.adapters.ids import path_id
from platforms.adapters.multipart import FilePart, multipart
from platforms.adapters.readings import count
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
    Rejected,
    StepFailed,
)
from platforms.models import Connection
from platforms.specs import check_post, get_spec

SERVER = "https://api.telegram.org"  # a local Bot API server may take its place by setting
TIMEOUT_SECONDS = 20.0
METHODS = {"video": "sendVideo", "image": "sendPhoto", "audio": "sendAudio"}
FIELDS = {"video": "video", "image": "photo", "audio": "audio"}
MAX_MESSAGE = 4096  # without media; captions: see the spec


class Telegram(PlatformAdapter):
    """One channel. `platform_user_id` is its number (−100…) or its public name (@name)."""

    name: ClassVar[str] = "Telegram"
    capabilities: ClassVar[frozenset[str]] = frozenset({"account", "update", "delete"})
    idempotency: ClassVar[Idempotency] = Idempotency.NONE

    def __init__(self, connection: Connection):
        super().__init__(connection)
        self._token = access_token_of(connection)
        self._chat = connection.platform_user_id
        self._client = _client_of(self._token)

    def validate(self, request: PublishRequest) -> list[str]:
        """The rules of Telegram: captions are shorter than messages without media."""
        spec = get_spec(request.platform)
        if not request.media:
            spec = replace(spec, max_text=MAX_MESSAGE)
        problems = check_post(spec, request.text, title=request.title, media=request.media)
        if not request.media and not request.text.strip():
            problems.append("Telegram needs words or media.")
        if request.link_url and request.link_url not in request.text:
            problems.append("Telegram shows a link only as part of the text. Put it there.")
        return problems

    def prepare(self, request: PublishRequest, handles: dict) -> dict:
        """Nothing can be sent ahead; read the files through, so that none is missing or damaged."""
        checked = list(handles.get("checked", []))
        for item in files_of(request):
            if item.sha256 not in checked:
                for _ in pieces_of(item):
                    pass
                checked.append(item.sha256)
        return {**handles, "checked": checked}

    def publish(
        self, request: PublishRequest, handles: dict, *, timeout_seconds: float
    ) -> PublishResult:
        """The message with its files. An album is named by its first message."""
        method, fields, files = _message_of(request)
        answer = self._call(
            method, {"chat_id": self._chat, **fields}, files, timeout_seconds, publishes=True
        )
        result = answer.get("result")
        first = result[0] if isinstance(result, list) and result else result
        if not isinstance(first, dict) or not isinstance(first.get("message_id"), int):
            raise OutcomeUnknown("Telegram did not name the message.", raw=answer)
        message_id = str(first["message_id"])
        url = self._url_of(first.get("chat"), message_id)
        return PublishResult(PostState.LIVE, post_id=message_id, url=url, raw=answer)

    def update(self, post_id: str, request: PublishRequest) -> None:
        """Change the words: the caption of a file, else the message itself."""
        if request.media:
            self._ask("editMessageCaption", message_id=path_id(post_id), caption=request.text)
        else:
            self._ask("editMessageText", message_id=path_id(post_id), text=request.text)

    def delete(self, post_id: str) -> None:
        """Delete the message. Of an album only its first picture goes."""
        self._ask("deleteMessage", message_id=path_id(post_id))

    def fetch_account(self) -> AccountReading:
        """The channel and its number of subscribers."""
        chat = self._ask("getChat").get("result")
        members = self._ask("getChatMemberCount").get("result")
        try:
            if not isinstance(chat, dict):
                raise TypeError("no chat")
            return AccountReading(
                account_id=str(chat["id"]),
                handle=str(chat.get("username") or ""),
                name=str(chat.get("title") or ""),
                followers_count=count(members),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise StepFailed("Telegram described the channel in an unknown shape.") from error

    def _ask(self, method: str, **fields: str) -> dict:
        return self._call(method, {"chat_id": self._chat, **fields}, [], TIMEOUT_SECONDS)

    def _call(
        self,
        method: str,
        fields: dict[str, str],
        files: list[FilePart],
        timeout_seconds: float,
        *,
        publishes: bool = False,
    ) -> dict:
        path = f"/bot{self._token}/{method}"
        arguments: dict[str, Any] = {"json_body": fields}
        if files:
            headers, content = multipart(fields, *files)
            arguments = {"headers": headers, "content": content}
        answer = self._client.call(
            "POST", path, timeout_seconds=timeout_seconds, publishes=publishes, **arguments
        )
        if answer.get("ok") is not True:
            outcome = OutcomeUnknown if publishes else StepFailed
            raise outcome("Telegram answered neither yes nor no.", raw=answer)
        return answer

    def _url_of(self, chat: object, message_id: str) -> str:
        """Public channels have a name; the members of others see them under `/c/`."""
        known = chat if isinstance(chat, dict) else {}
        if username := known.get("username"):
            return f"https://t.me/{username}/{message_id}"
        number = str(known.get("id") or self._chat).removeprefix("-100")
        return f"https://t.me/c/{number}/{message_id}"


def _client_of(token: str) -> PlatformClient:
    return PlatformClient(
        platform="Telegram",
        base_url=base_url("telegram", SERVER),
        headers={},
        explain=_sentence_of,
        classify=_classify,
        secret=token,  # it is a part of every address
    )


def set_webhook(token: str, *, url: str, secret: str) -> None:
    """Let Telegram tell `url` (https) when the bot is let in or thrown out; "" ends it.

    Raises PlatformError.
    """
    method, fields = "deleteWebhook", {}
    if url:
        told = {"allowed_updates": ["my_chat_member"], "max_connections": 1}
        method, fields = "setWebhook", {"url": url, "secret_token": secret, **told}
    path = f"/bot{token}/{method}"
    answer = _client_of(token).call("POST", path, timeout_seconds=TIMEOUT_SECONDS, json_body=fields)
    if answer.get("ok") is not True:
        raise StepFailed("Telegram answered neither yes nor no.", raw=answer)


def _message_of(request: PublishRequest) -> tuple[str, dict[str, str], list[FilePart]]:
    """Method, fields and files of a post. The words go as they are, without any markup."""
    if not request.media:
        return "sendMessage", {"text": request.text}, []
    if len(request.media) > 1:
        return _album_of(request)
    item = request.media[0]
    fields = {"caption": request.text}
    if item.media_type == "video":
        fields |= {"supports_streaming": "true", **_shape_of(item)}
    return METHODS[item.media_type], fields, [_part_of(item, FIELDS[item.media_type])]


def _album_of(request: PublishRequest) -> tuple[str, dict[str, str], list[FilePart]]:
    shown, files = [], []
    for number, item in enumerate(request.media):
        entry = {"type": FIELDS[item.media_type], "media": f"attach://file{number}"}
        shown.append(entry if number else {**entry, "caption": request.text})
        files.append(_part_of(item, f"file{number}"))
    return "sendMediaGroup", {"media": json.dumps(shown)}, files


def _shape_of(item: MediaFile) -> dict[str, str]:
    facts = {"width": item.width, "height": item.height, "duration": item.duration_sec}
    return {name: str(round(value)) for name, value in facts.items() if value}


def _part_of(item: MediaFile, field: str) -> FilePart:
    return FilePart(field, upload_name(item), item.mime_type, item.size_bytes, pieces_of(item))


def _sentence_of(answer: Answer) -> str:
    try:
        return str(answer.json_object().get("description") or "")[:500]
    except ValueError:
        return ""


def _classify(answer: Answer, error: PlatformError) -> PlatformError:
    """`parameters` say how long to wait, or where a group has moved to; a wrong token is a 404."""
    try:
        body = answer.json_object()
    except ValueError:
        return error
    parameters = body.get("parameters")
    parameters = parameters if isinstance(parameters, dict) else {}
    wait, moved = parameters.get("retry_after"), parameters.get("migrate_to_chat_id")
    if isinstance(error, RateLimited) and isinstance(wait, int) and not isinstance(wait, bool):
        retry_at = datetime.now(UTC) + min(timedelta(seconds=max(wait, 0)), LONGEST_WAIT)
        return RateLimited(error.user_sentence, retry_at=retry_at, detail=error.detail)
    if isinstance(moved, int):
        return Rejected(f"The group has moved: connect it again with the number {moved}.")
    if answer.status == 404 and body.get("ok") is False:
        sentence = "Telegram does not know this bot’s token."
        return ReconnectNeeded(f"{sentence} Connect the account again.", detail=error.detail)
    return error
