"""Telegram's Bot API on this machine: one bot, one channel."""

import json
from typing import Any, ClassVar

from platforms.sandbox.faults import Reply as Fault
from tests.platforms.doubles.forms import parts_of
from tests.platforms.doubles.server import Call, Double, Refused, Reply

TOKEN = "1234:telegram-secret"
CHAT = "-1001234567890"
BOT = r"/bot([^/]+)/"


def error_of(code: int, description: str, **parameters: int) -> Reply:
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    return Reply(code, body | ({"parameters": parameters} if parameters else {}))


class TelegramDouble(Double):
    """`messages` holds what is in the channel, by id."""

    routes: ClassVar = (
        ("POST", rf"{BOT}(sendVideo|sendPhoto|sendAudio)", "publish", "send_file"),
        ("POST", rf"{BOT}(sendMediaGroup)", "publish", "send_album"),
        ("POST", rf"{BOT}(sendMessage)", "publish", "send_text"),
        ("POST", rf"{BOT}(editMessageCaption|editMessageText)", "update", "edit"),
        ("POST", rf"{BOT}(deleteMessage)", "delete", "remove"),
        ("POST", rf"{BOT}(getChat|getChatMemberCount)", "account", "about"),
        ("POST", rf"{BOT}(setWebhook|deleteWebhook)", "webhook", "set_webhook"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.webhook: dict = {}
        self.messages: dict[int, dict] = {}
        self.username = "kitchen"

    def refusal(self, reply: Fault) -> Reply:
        code, description = REFUSALS[reply]
        return error_of(code, description, **({"retry_after": 30} if code == 429 else {}))

    def accepted(self) -> list[str]:
        return ["op-1"] * len(self.messages)  # a message carries no key of ours

    def _fields(self, call: Call) -> dict[str, str]:
        if call.parts[0] != TOKEN:
            raise Refused(error_of(404, "Not Found"))
        if "multipart" in call.headers["Content-Type"]:
            fields = {k: v[1].decode("latin-1") for k, v in parts_of(call).items()}
        else:
            fields = call.json
        if fields["chat_id"] != CHAT:
            raise Refused(error_of(400, "Bad Request: chat not found"))
        return fields

    def set_webhook(self, call: Call) -> Reply:
        if call.parts[0] != TOKEN:
            raise Refused(error_of(404, "Not Found"))
        self.webhook = call.json
        return Reply(200, {"ok": True, "result": True, "description": "Webhook was set"})

    def _sent(self, **fields: Any) -> dict:
        message_id = len(self.messages) + 41
        chat = {"id": int(CHAT), "type": "channel"} | (
            {"username": self.username} if self.username else {}
        )
        self.messages[message_id] = {"message_id": message_id, "chat": chat, **fields}
        return self.messages[message_id]

    def send_file(self, call: Call) -> Reply:
        fields = self._fields(call)
        kind = call.parts[1].removeprefix("send").lower()
        name, content = parts_of(call)[kind]
        assert name
        if len(content) > 50_000_000:
            raise Refused(error_of(413, "Request Entity Too Large"))
        assert "parse_mode" not in fields
        if kind == "video":
            assert fields["supports_streaming"] == "true"
        sent = self._sent(caption=fields["caption"], size=len(content))
        return Reply(200, {"ok": True, "result": sent})

    def send_album(self, call: Call) -> Reply:
        shown, files = json.loads(self._fields(call)["media"]), parts_of(call)
        assert 2 <= len(shown) <= 10
        assert all(item["media"].removeprefix("attach://") in files for item in shown)
        sent = [self._sent(caption=item.get("caption", "")) for item in shown]
        return Reply(200, {"ok": True, "result": sent})

    def send_text(self, call: Call) -> Reply:
        return Reply(200, {"ok": True, "result": self._sent(text=self._fields(call)["text"])})

    def edit(self, call: Call) -> Reply:
        fields = self._fields(call)
        message = self.messages[int(fields["message_id"])]
        field = "caption" if call.parts[1] == "editMessageCaption" else "text"
        assert field in message
        message[field] = fields[field]
        return Reply(200, {"ok": True, "result": message})

    def remove(self, call: Call) -> Reply:
        del self.messages[int(self._fields(call)["message_id"])]
        return Reply(200, {"ok": True, "result": True})

    def about(self, call: Call) -> Reply:
        self._fields(call)
        if call.parts[1] == "getChatMemberCount":
            return Reply(200, {"ok": True, "result": 812})
        chat = {"id": int(CHAT), "title": "Kitchen", "username": self.username}
        return Reply(200, {"ok": True, "result": chat})


REFUSALS = {
    Fault.ERROR_500: (500, "Internal Server Error"),
    Fault.ERROR_503: (503, "Service Unavailable"),
    Fault.TIMEOUT_408: (408, "Request Timeout"),
    Fault.RATE_LIMITED: (429, "Too Many Requests: retry after 30"),
    Fault.UNAUTHORIZED: (401, "Unauthorized"),
    Fault.FORBIDDEN: (403, "Forbidden: bot was kicked from the channel chat"),
    Fault.REJECTED: (400, "This content breaks the community rules."),
}
