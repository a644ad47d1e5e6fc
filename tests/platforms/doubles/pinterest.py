"""Pinterest's API v5 and its file store, as far as the adapter speaks them."""

import base64
import re
from datetime import datetime, timedelta
from typing import ClassVar

from platforms.sandbox import faults
from tests.platforms.doubles.server import REFUSALS, Call, Double, Refused, Reply

SECRET_FIELDS = {"key": "uploads/1", "x-amz-date": "20261121", "policy": "abc", "x-amz-sig": "f00"}
CODES = {400: 1, 401: 2, 403: 3, 408: 12, 429: 8, 500: 12, 503: 12}


class PinterestDouble(Double):
    routes: ClassVar = (
        ("POST", "/v5/pins", "publish", "create"),
        ("GET", "/v5/boards/([0-9]+)/pins", "listing", "pins_of_board"),
        ("GET", "/v5/boards", "boards", "boards"),
        ("POST", "/v5/media", "upload", "register"),
        ("GET", "/v5/media/([0-9]+)", "status", "status"),
        ("POST", "/file-store", "store", "store"),
        ("GET", "/v5/pins/([0-9]+)", "metrics", "pin"),
        ("GET", "/v5/pins/([0-9]+)/analytics", "analytics", "analytics"),
        ("PATCH", "/v5/pins/([0-9]+)", "update", "patch"),
        ("DELETE", "/v5/pins/([0-9]+)", "delete", "remove"),
        ("GET", "/v5/user_account", "account", "user_account"),
    )

    def __init__(self, token: str, user_id: str, board_id: str):
        super().__init__()
        self.token, self.user_id, self.board_id = token, user_id, board_id
        self.pins: dict[str, dict] = {}
        self.files: dict[str, dict] = {}
        self.accepted_texts: list[str] = []
        self.upload_url = f"{self.base_url}/file-store"
        self.polls_until_ready = 1
        self.has_pin_metrics = True

    def error(self, status: int, code: int, message: str) -> Reply:
        return Reply(status, {"code": code, "message": message})

    def refusal(self, reply: faults.Reply) -> Reply:
        status, message = REFUSALS[reply]
        headers = {"x-ratelimit-reset": "30"} if status == 429 else {}
        return Reply(status, {"code": CODES[status], "message": message}, headers)

    def _authorised(self, call: Call) -> None:
        if call.headers.get("Authorization") != f"Bearer {self.token}":
            raise Refused(self.error(401, 2, "Authentication failed."))

    # files

    def register(self, call: Call) -> Reply:
        self._authorised(call)
        if call.json != {"media_type": "video"}:
            raise Refused(self.error(400, 1, "Only videos are registered"))
        media_id = str(500 + len(self.files))
        self.files[media_id] = {"body": None, "polls": 0}
        fields = {**SECRET_FIELDS, "x-media": media_id}
        granted = {"media_id": media_id, "upload_url": self.upload_url}
        return Reply(201, {**granted, "media_type": "video", "upload_parameters": fields})

    def store(self, call: Call) -> Reply:
        """Like Amazon S3: no token, all fields, the file last."""
        boundary = call.headers["Content-Type"].split("boundary=")[1].encode()
        parts = {}
        for part in call.body.split(b"--" + boundary)[1:-1]:
            head, _, value = part.partition(b"\r\n\r\n")
            parts[re.search(rb'name="([^"]+)"', head)[1].decode()] = value[:-2]
        wanted = [*SECRET_FIELDS, "x-media", "file"]
        if list(parts) != wanted or "Authorization" in call.headers:
            return Reply(403, b"<Error>AccessDenied</Error>", {"Content-Type": "application/xml"})
        self.files[parts["x-media"].decode()]["body"] = parts["file"]
        return Reply(204, b"")

    def status(self, call: Call) -> Reply:
        self._authorised(call)
        file = self.files[call.parts[0]]
        file["polls"] += 1
        if file.get("broken"):
            return Reply(200, {"status": "failed"})
        ready = file["body"] and file["polls"] > self.polls_until_ready
        return Reply(200, {"status": "succeeded" if ready else "processing"})

    # pins

    def create(self, call: Call) -> Reply:
        self._authorised(call)
        body = call.json
        if body["board_id"] != self.board_id:
            raise Refused(self.error(404, 40, "Board not found."))
        self._check_source(body["media_source"])
        pin_id = str(900_000 + len(self.accepted_texts))
        self.pins[pin_id] = {
            **body,
            "id": pin_id,
            "created_at": self.now().replace(tzinfo=None).isoformat(timespec="seconds"),
            "made": self.now(),
        }
        self.accepted_texts.append(body.get("description", ""))
        return Reply(201, {"id": pin_id, "board_id": self.board_id})

    def _check_source(self, source: dict) -> None:
        match source["source_type"]:
            case "video_id":
                covers = {"cover_image_url", "cover_image_data", "cover_image_key_frame_time"}
                if not self.files[source["media_id"]]["body"] or len(covers & set(source)) != 1:
                    raise Refused(self.error(400, 1, "Invalid video or cover."))
            case "image_base64":
                self.content_of(source)
            case "multiple_image_base64" | "multiple_image_urls":
                if not 2 <= len(source["items"]) <= 5:
                    raise Refused(self.error(400, 1, "A carousel has two to five images."))
            case "image_url":
                if not source["url"].startswith("http"):
                    raise Refused(self.error(400, 1, "Image cannot be fetched."))
            case other:
                raise Refused(self.error(400, 1, f"unknown source {other}"))

    def content_of(self, picture: dict) -> bytes:
        """The bytes of an image that came as Base64."""
        if picture["content_type"] not in ("image/jpeg", "image/png"):
            raise Refused(self.error(400, 1, "Unsupported content type."))
        return base64.b64decode(picture["data"], validate=True)

    def pins_of_board(self, call: Call) -> Reply:
        self._authorised(call)
        until = self.now() - self.listing_lag
        pins = [pin for pin in self.pins.values() if pin["made"] <= until]
        pins.sort(key=lambda pin: (pin["made"], pin["id"]), reverse=True)
        start, size = int(call.query.get("bookmark", 0)), int(call.query["page_size"])
        items = [self._shown(pin) for pin in pins[start : start + size]]
        more = str(start + size) if start + size < len(pins) else None
        return Reply(200, {"items": items, "bookmark": more})

    def _shown(self, pin: dict) -> dict:
        return {name: value for name, value in pin.items() if name not in ("made", "media_source")}

    def _pin(self, call: Call) -> dict:
        self._authorised(call)
        if call.parts[0] not in self.pins:
            raise Refused(self.error(404, 50, "Pin not found."))
        return self.pins[call.parts[0]]

    def patch(self, call: Call) -> Reply:
        self._pin(call).update(call.json)
        return Reply(200, self._shown(self._pin(call)))

    def remove(self, call: Call) -> Reply:
        self.pins.pop(self._pin(call)["id"])
        return Reply(204, b"")

    # readings

    def _hours(self, pin: dict) -> int:
        return int((self.now() - pin["made"]).total_seconds() // 3600)

    def pin(self, call: Call) -> Reply:
        pin = self._pin(call)
        hours = self._hours(pin)
        lifetime = {
            "impression": 100 * hours,
            "pin_click": 7 * hours,
            "clickthrough": 5 * hours,
            "save": 4 * hours,
            "reaction": 3 * hours,
            "comment": 2 * hours,
        }
        asked = call.query.get("pin_metrics") == "true" and self.has_pin_metrics
        return Reply(
            200,
            {**self._shown(pin), "pin_metrics": {"lifetime_metrics": lifetime} if asked else None},
        )

    def analytics(self, call: Call) -> Reply:
        pin = self._pin(call)
        start = datetime.fromisoformat(call.query["start_date"] + "T00:00:00+00:00")
        if self.now() - start > timedelta(days=91):
            raise Refused(self.error(400, 1, "start_date is too far back"))
        hours = float(self._hours(pin))
        values = {"VIDEO_MRC_VIEW": 50 * hours, "VIDEO_V50_WATCH_TIME": 8000 * hours}
        values |= {"IMPRESSION": 90 * hours, "PROFILE_VISIT": hours, "USER_FOLLOW": hours // 8}
        asked = call.query["metric_types"].split(",")
        sums = {name: values[name] for name in asked if name in values}
        return Reply(200, {"all": {"summary_metrics": sums, "daily_metrics": []}})

    def user_account(self, call: Call) -> Reply:
        self._authorised(call)
        names = {"id": self.user_id, "username": "olga", "business_name": "Olga’s Kitchen"}
        return Reply(200, {**names, "follower_count": 77})

    def boards(self, call: Call) -> Reply:
        self._authorised(call)
        second = "bookmark" in call.query
        board = {"id": "2", "name": "Cakes", "privacy": "SECRET"} if second else None
        first = {"id": self.board_id, "name": "Coffee", "privacy": "PUBLIC"}
        return Reply(200, {"items": [board or first], "bookmark": None if second else "next"})

    # the contract

    def accepted(self) -> list[str]:
        """Our keys: Pinterest carries none, so the tests put other keys into the words."""
        keys = [re.search(r"key: (\S+)", text) for text in self.accepted_texts]
        return [key[1] if key else "op-1" for key in keys]
