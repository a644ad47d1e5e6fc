"""Mailchimp's Marketing API 3.0, as far as the adapter speaks it."""

import base64
from datetime import datetime
from typing import ClassVar

from platforms.sandbox import faults
from tests.platforms.doubles.server import REFUSALS, RETRY_AFTER, Call, Double, Refused, Reply

TITLES = {400: "Invalid Resource", 401: "API Key Invalid", 403: "User Disabled"}
SENT = "sent"


def problem(status: int, detail: str, **more) -> Reply:
    title = TITLES.get(status, "Error")
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return Reply(status, body, RETRY_AFTER if status == 429 else {})


class MailchimpDouble(Double):
    routes: ClassVar = (
        ("POST", "/file-manager/files", "upload", "take_file"),
        ("POST", "/campaigns", "draft", "create"),
        ("GET", "/campaigns", "listing", "campaigns_since"),
        ("GET", "/campaigns/(\\w+)", "status", "read"),
        ("PATCH", "/campaigns/(\\w+)", "draft", "rewrite"),
        ("PUT", "/campaigns/(\\w+)/content", "content", "fill"),
        ("GET", "/campaigns/(\\w+)/send-checklist", "checklist", "check"),
        ("POST", "/campaigns/(\\w+)/actions/send", "publish", "send"),
        ("GET", "/reports/(\\w+)", "metrics", "report"),
        ("GET", "/lists/(\\w+)", "account", "audience"),
    )

    def __init__(self, key: str, list_id: str):
        super().__init__()
        self.authorization = "Basic " + base64.b64encode(f"any:{key}".encode()).decode()
        self.list_id = list_id
        self.campaigns: dict[str, dict] = {}
        self.files: list[bytes] = []
        self.sends: list[str] = []
        self.sent_at: dict[str, datetime] = {}
        self.bare_403 = False

    def refusal(self, reply: faults.Reply) -> Reply:
        return problem(*REFUSALS[reply])

    def _authorised(self, call: Call) -> None:
        if call.headers.get("Authorization") != self.authorization:
            raise Refused(problem(401, "Your API key may be invalid."))

    def _campaign(self, call: Call) -> dict:
        self._authorised(call)
        campaign = self.campaigns.get(call.parts[0])
        if campaign is None:
            raise Refused(problem(404, "The requested resource could not be found."))
        return campaign

    def _draft(self, call: Call) -> dict:
        campaign = self._campaign(call)
        if campaign["status"] != "save":
            raise Refused(problem(400, "Campaign was sent and cannot be changed."))
        return campaign

    def take_file(self, call: Call) -> Reply:
        self._authorised(call)
        self.files.append(base64.b64decode(call.json["file_data"], validate=True))
        url = f"https://mcusercontent.example/{len(self.files)}/{call.json['name']}"
        return Reply(200, {"id": len(self.files), "full_size_url": url})

    def create(self, call: Call) -> Reply:
        self._authorised(call)
        if call.json["type"] != "regular" or call.json["recipients"]["list_id"] != self.list_id:
            error = {"field": "recipients.list_id", "message": "Unknown audience."}
            raise Refused(problem(400, "Validation failed.", errors=[error]))
        name = f"c{len(self.campaigns):09d}"
        self.campaigns[name] = {
            "id": name,
            "status": "save",
            "create_time": self.now().isoformat(),
            "long_archive_url": f"https://mailchi.example/{name}",
            **call.json,
        }
        return Reply(200, self.campaigns[name])

    def rewrite(self, call: Call) -> Reply:
        campaign = self._draft(call)
        campaign.update(call.json)
        return Reply(200, campaign)

    def read(self, call: Call) -> Reply:
        return Reply(200, self._campaign(call))

    def fill(self, call: Call) -> Reply:
        self._draft(call)["html"] = call.json["html"]
        return Reply(200, {"html": call.json["html"]})

    def check(self, call: Call) -> Reply:
        campaign = self._campaign(call)
        good = "*|UNSUB|*" in campaign.get("html", "") and campaign["settings"]["subject_line"]
        words = "Your campaign has no unsubscribe link."
        error = {"type": "error", "heading": "Content", "details": words}
        return Reply(200, {"is_ready": bool(good), "items": [] if good else [error]})

    def send(self, call: Call) -> Reply:
        if self.bare_403:
            return Reply(403, b"<h1>Slow down</h1>", {"Content-Type": "text/html"})
        campaign = self._draft(call)
        campaign["status"] = SENT
        self.sent_at[campaign["id"]] = self.now()
        self.sends.append(campaign["settings"]["title"])
        return Reply(204, {} if call.fault.reply is faults.Reply.DRIP else b"")

    def campaigns_since(self, call: Call) -> Reply:
        self._authorised(call)
        since = datetime.fromisoformat(call.query["since_create_time"])
        rows = [one for one in self.campaigns.values() if self._is_listed(one, since)]
        rows.sort(key=lambda one: one["create_time"], reverse=True)
        offset, count = int(call.query["offset"]), int(call.query["count"])
        return Reply(200, {"campaigns": rows[offset : offset + count], "total_items": len(rows)})

    def _is_listed(self, campaign: dict, since: datetime) -> bool:
        created = datetime.fromisoformat(campaign["create_time"])
        return since <= created <= self.now() - self.listing_lag

    def report(self, call: Call) -> Reply:
        campaign = self._campaign(call)
        if campaign["status"] != SENT:
            raise Refused(problem(404, "The requested resource could not be found."))
        hours = int((self.now() - self.sent_at[campaign["id"]]).total_seconds() // 3600)
        said = {
            "emails_sent": 1000,
            "unsubscribed": 3,
            "opens": {"opens_total": 50 * hours, "unique_opens": 20 * hours},
            "clicks": {"clicks_total": 5 * hours},
            "forwards": {"forwards_count": 2},
            "bounces": {"hard_bounces": 1, "soft_bounces": 0},
        }
        return Reply(200, said)

    def audience(self, call: Call) -> Reply:
        self._authorised(call)
        stats = {"member_count": 1234}
        return Reply(200, {"id": self.list_id, "name": "Friends of coffee", "stats": stats})

    def accepted(self) -> list[str]:
        return list(self.sends)
