"""Discord on this machine: one webhook of one channel."""

import json
from typing import Any, ClassVar

from platforms.sandbox.faults import Reply as Fault
from tests.platforms.doubles.forms import parts_of
from tests.platforms.doubles.server import Call, Double, Refused, Reply

ID, TOKEN = "123456", "discord-secret_A"
WEBHOOK = rf"/webhooks/{ID}/([\w-]+)"


class DiscordDouble(Double):
    """`messages` holds what the webhook posted, by id."""

    routes: ClassVar = (
        ("POST", WEBHOOK, "publish", "post"),
        ("GET", WEBHOOK, "account", "about"),
        ("PATCH", rf"{WEBHOOK}/messages/(\d+)", "update", "edit"),
        ("DELETE", rf"{WEBHOOK}/messages/(\d+)", "delete", "remove"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.messages: dict[str, dict] = {}

    def refusal(self, reply: Fault) -> Reply:
        status, code, message = REFUSALS[reply]
        body: dict[str, Any] = {"code": code, "message": message}
        return Reply(status, body | ({"retry_after": 29.5} if status == 429 else {}))

    def accepted(self) -> list[str]:
        return ["op-1"] * len(self.messages)  # a message carries no key of ours

    def _known(self, call: Call) -> None:
        if call.parts[0] != TOKEN:
            raise Refused(Reply(401, {"code": 50027, "message": "Invalid Webhook Token"}))

    def post(self, call: Call) -> Reply:
        self._known(call)
        assert call.query["wait"] == "true"
        files: dict[str, tuple[str, bytes]] = {}
        body = None
        if "multipart" in call.headers["Content-Type"]:
            files = parts_of(call)
            body = json.loads(files.pop("payload_json")[1])
        body = body or call.json
        assert body["allowed_mentions"] == {"parse": []}
        if any(len(content) > 10 * 1024**2 for _, content in files.values()):
            raise Refused(Reply(413, {"code": 40005, "message": "Request entity too large"}))
        message_id = str(9_000_000_000 + len(self.messages))
        attachments = [{"filename": name, "size": len(c)} for name, c in files.values()]
        message = {"id": message_id, "channel_id": "77", "content": body["content"]}
        self.messages[message_id] = message | {"attachments": attachments, "webhook_id": ID}
        self.messages[message_id]["thread_id"] = call.query.get("thread_id")
        return Reply(200, self.messages[message_id])

    def about(self, call: Call) -> Reply:
        self._known(call)
        return Reply(
            200,
            {"id": ID, "token": TOKEN, "name": "Kitchen", "guild_id": "55", "channel_id": "77"},
        )

    def _message(self, call: Call) -> dict:
        self._known(call)
        if call.parts[1] not in self.messages:
            raise Refused(Reply(404, {"code": 10008, "message": "Unknown Message"}))
        return self.messages[call.parts[1]]

    def edit(self, call: Call) -> Reply:
        message = self._message(call)
        message["content"] = call.json["content"]
        return Reply(200, message)

    def remove(self, call: Call) -> Reply:
        del self.messages[self._message(call)["id"]]
        return Reply(204, b"")


REFUSALS = {
    Fault.ERROR_500: (500, 0, "500: Internal Server Error"),
    Fault.ERROR_503: (503, 0, "Service unavailable"),
    Fault.TIMEOUT_408: (408, 0, "Request timeout"),
    Fault.RATE_LIMITED: (429, 0, "You are being rate limited."),
    Fault.UNAUTHORIZED: (401, 50027, "Invalid Webhook Token"),
    Fault.FORBIDDEN: (403, 50013, "Missing Permissions"),
    Fault.REJECTED: (400, 50035, "This content breaks the community rules."),
}
