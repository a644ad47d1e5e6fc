"""LinkedIn's versioned REST API, as far as the adapter speaks it."""

import re
from typing import ClassVar
from urllib.parse import unquote

from platforms.sandbox import faults
from platforms.sandbox.growth import drawn
from tests.platforms.doubles.server import REFUSALS, RETRY_AFTER, Call, Double, Refused, Reply

PART_BYTES = 40_000
UNESCAPED = re.compile(r"(?<!\\)[|{}@\[\]()<>*_~]")
CODES = {400: "BAD_REQUEST", 401: "REVOKED_ACCESS_TOKEN", 403: "ACCESS_DENIED", 429: "TOO_MANY"}


class LinkedInDouble(Double):
    routes: ClassVar = (
        ("POST", "/rest/posts", "publish", "create"),
        ("GET", "/rest/posts", "listing", "posts_of_author"),
        ("POST", "/rest/posts/([^/]+)", "update", "patch"),
        ("DELETE", "/rest/posts/([^/]+)", "delete", "remove"),
        ("POST", "/rest/images", "upload", "open_image"),
        ("POST", "/rest/videos", "upload", "video_action"),
        ("PUT", "/dms-uploads/([^/]+)/([0-9]+)", "part", "take_part"),
        ("PUT", "/dms-uploads/([^/]+)", "part", "take_image"),
        ("GET", "/rest/(?:images|videos)/([^/]+)", "status", "file_status"),
        ("GET", "/rest/organizationalEntityShareStatistics", "metrics", "statistics"),
        ("GET", "/rest/videoAnalytics", "video", "video_statistics"),
        ("GET", "/rest/memberCreatorPostAnalytics", "metrics", "member_statistics"),
        ("GET", "/rest/memberCreatorVideoAnalytics", "metrics", "member_statistics"),
        ("GET", "/rest/socialActions/([^/]+)/comments", "comments", "comments_of"),
        ("POST", "/rest/socialActions/([^/]+)/comments", "comment", "comment"),
        ("GET", "/rest/organizations/([0-9]+)", "account", "organization"),
        ("GET", "/rest/networkSizes/([^/]+)", "account", "network_size"),
        ("GET", "/rest/memberFollowersCount", "account", "member_followers"),
        ("GET", "/v2/userinfo", "account", "userinfo"),
    )

    def __init__(self, token: str, author: str):
        super().__init__()
        self.token, self.author = token, author
        self.posts: dict[str, dict] = {}
        self.files: dict[str, dict] = {}
        self.polls_until_ready = 0
        self.refused_queries: set[str] = set()
        self.accepted_texts: list[str] = []

    # checks

    def _authorised(self, call: Call) -> None:
        if call.headers.get("Authorization") != f"Bearer {self.token}":
            raise Refused(self._error(401, "EMPTY_ACCESS_TOKEN", "Empty oauth2 access token"))
        if not re.fullmatch(r"20\d{4}", call.headers.get("LinkedIn-Version", "")):
            raise Refused(self._error(426, "NONEXISTENT_VERSION", "Requested version is gone"))
        if call.headers.get("X-Restli-Protocol-Version") != "2.0.0":
            raise Refused(self._error(400, "PROTOCOL", "The protocol version is missing"))

    def _error(self, status: int, code: str, message: str, inputs: tuple = ()) -> Reply:
        body = {"status": status, "code": code, "message": message}
        if inputs:
            body["errorDetails"] = {"inputErrors": list(inputs)}
        return Reply(status, body)

    def refusal(self, reply: faults.Reply) -> Reply:
        status, message = REFUSALS[reply]
        headers = RETRY_AFTER if status == 429 else {}
        said = {"status": status, "code": CODES.get(status, "INTERNAL"), "message": message}
        return Reply(status, said, headers)

    # files

    def open_image(self, call: Call) -> Reply:
        self._authorised(call)
        if call.query != {"action": "initializeUpload"}:
            raise Refused(self._error(400, "BAD_ACTION", "unknown action"))
        if call.json["initializeUploadRequest"] != {"owner": self.author}:
            raise Refused(self._error(400, "MISSING_FIELD", "owner is missing"))
        urn = f"urn:li:image:C{len(self.files)}"
        self.files[urn] = {"parts": {}, "polls": 0}
        return Reply(200, {"value": {"image": urn, "uploadUrl": self._address(urn)}})

    def _address(self, urn: str, part: int | None = None) -> str:
        path = f"{self.base_url}/dms-uploads/{urn.replace(':', '%3A')}"
        return path if part is None else f"{path}/{part}"

    def take_image(self, call: Call) -> Reply:
        self._authorised(call) if "LinkedIn-Version" in call.headers else None
        self.files[unquote(call.parts[0])]["parts"][0] = call.body
        return Reply(201, b"")

    def video_action(self, call: Call) -> Reply:
        self._authorised(call)
        return self._open_video(call) if "initialize" in call.query["action"] else self._end(call)

    def _open_video(self, call: Call) -> Reply:
        wanted = call.json["initializeUploadRequest"]
        if wanted["owner"] != self.author:
            raise Refused(self._error(400, "INVALID_URN_TYPE", "owner is somebody else"))
        size = wanted["fileSizeBytes"]
        urn = f"urn:li:video:D{len(self.files)}"
        self.files[urn] = {"parts": {}, "polls": 0, "size": size, "final": False}
        parts = [
            {
                "uploadUrl": self._address(urn, number),
                "firstByte": first,
                "lastByte": min(first + PART_BYTES, size) - 1,
            }
            for number, first in enumerate(range(0, size, PART_BYTES))
        ]
        return Reply(200, {"value": {"video": urn, "uploadToken": "", "uploadInstructions": parts}})

    def take_part(self, call: Call) -> Reply:
        if "Authorization" in call.headers:
            raise Refused(self._error(400, "BAD_REQUEST", "no token is wanted here"))
        file = self.files[unquote(call.parts[0])]
        file["parts"][int(call.parts[1])] = call.body
        return Reply(200, b"", {"ETag": f'"tag-{call.parts[1]}"'})

    def _end(self, call: Call) -> Reply:
        said = call.json["finalizeUploadRequest"]
        file = self.files[said["video"]]
        if said["uploadedPartIds"] != [f"tag-{number}" for number in sorted(file["parts"])]:
            raise Refused(self._error(400, "BAD_PARTS", "the parts are not in order"))
        if sum(map(len, file["parts"].values())) != file["size"]:
            raise Refused(self._error(400, "BAD_PARTS", "bytes are missing"))
        file["final"] = True
        return Reply(200, b"")

    def file_status(self, call: Call) -> Reply:
        self._authorised(call)
        urn = unquote(call.parts[0])
        if ":image:" in urn and ":person:" in self.author:
            raise Refused(self._error(403, "ACCESS_DENIED", "members may not read images"))
        file = self.files[urn]
        file["polls"] += 1
        if file.get("broken"):
            said = {"status": "PROCESSING_FAILED", "processingFailureReason": "codec"}
        else:
            ready = file["polls"] > self.polls_until_ready
            said = {"status": "AVAILABLE" if ready else "PROCESSING"}
        return Reply(200, said)

    def content_of(self, urn: str) -> bytes:
        """The bytes of an uploaded file."""
        parts = self.files[urn]["parts"]
        return b"".join(parts[number] for number in sorted(parts))

    # posts

    def create(self, call: Call) -> Reply:
        self._authorised(call)
        body = call.json
        self._check_post(body)
        if call.fault.reply is faults.Reply.DUPLICATE:
            original = next(iter(self.posts), "urn:li:person:abc")
            message = f"BadRequestResponseException: Content is a duplicate of {original}"
            inputs = ({"description": "Duplicate post is detected", "code": "DUPLICATE_POST"},)
            raise Refused(self._error(422, "UNPROCESSABLE", message, inputs))
        number = 7_000_000_000_000_000_000 + len(self.accepted_texts)
        urn = f"urn:li:{'ugcPost' if 'media' in body.get('content', {}) else 'share'}:{number}"
        milliseconds = int(self.now().timestamp() * 1000)
        self.posts[urn] = {
            **body,
            "id": urn,
            "createdAt": milliseconds,
            "publishedAt": milliseconds,
            "lastModifiedAt": milliseconds,
        }
        self.accepted_texts.append(body["commentary"])
        return Reply(201, b"", {"x-restli-id": urn})

    def _check_post(self, body: dict) -> None:
        wanted = {"author", "commentary", "visibility", "distribution", "lifecycleState"}
        if missing := wanted - set(body):
            raise Refused(self._error(400, "MISSING_FIELD", f"{sorted(missing)} missing"))
        if body["author"] != self.author:
            raise Refused(self._error(403, "ACCESS_DENIED", "not your account"))
        if UNESCAPED.search(body["commentary"]):
            raise Refused(self._error(400, "LITTLE_TEXT", "reserved signs are not escaped"))
        for urn in self._media_of(body):
            if not self.files[urn].get("final", True) or not self.files[urn]["parts"]:
                inputs = ({"code": "MEDIA_ASSET_WAITING_UPLOAD", "description": "not uploaded"},)
                raise Refused(self._error(400, "BAD_REQUEST", "bad media", inputs))

    def _media_of(self, body: dict) -> list[str]:
        content = body.get("content", {})
        several = content.get("multiImage", {}).get("images", [])
        return [item["id"] for item in several or [content.get("media")] if item]

    def posts_of_author(self, call: Call) -> Reply:
        self._authorised(call)
        if (call.query["q"], call.query["author"]) != ("author", self.author):
            raise Refused(self._error(400, "BAD_FINDER", "unknown finder"))
        latest = (self.now() - self.listing_lag).timestamp() * 1000
        posts = [post for post in self.posts.values() if post["createdAt"] <= latest]
        posts.sort(key=lambda post: (post["lastModifiedAt"], post["id"]), reverse=True)
        start, count = int(call.query["start"]), int(call.query["count"])
        return Reply(200, {"elements": posts[start : start + count], "paging": {"start": start}})

    def patch(self, call: Call) -> Reply:
        self._authorised(call)
        if call.headers.get("X-RestLi-Method") != "PARTIAL_UPDATE":
            raise Refused(self._error(400, "BAD_METHOD", "PARTIAL_UPDATE is missing"))
        post = self._post(call)
        post.update(call.json["patch"]["$set"])
        post["lastModifiedAt"] = int(self.now().timestamp() * 1000)
        return Reply(204, b"")

    def remove(self, call: Call) -> Reply:
        self._authorised(call)
        self.posts.pop(unquote(call.parts[0]), None)
        return Reply(204, b"")

    def _post(self, call: Call) -> dict:
        post = self.posts.get(unquote(call.parts[0]))
        if post is None:
            raise Refused(self._error(404, "NOT_FOUND", "no such post"))
        return post

    # readings

    def _age_hours(self, urn: str) -> int:
        return int((self.now().timestamp() - self.posts[urn]["createdAt"] / 1000) // 3600)

    def statistics(self, call: Call) -> Reply:
        self._authorised(call)
        lists = call.query.get("shares") or call.query.get("ugcPosts") or ""
        urn = lists.removeprefix("List(").removesuffix(")")
        kind = "shares" if ":share:" in urn else "ugcPosts"
        if kind not in call.query or call.query["organizationalEntity"] != self.author:
            raise Refused(self._error(400, "BAD_FINDER", "wrong list"))
        hours = self._age_hours(urn)
        if not hours:
            return Reply(200, {"elements": []})
        totals = {
            "impressionCount": 100 * hours,
            "uniqueImpressionsCount": 80 * hours,
            "clickCount": 9 * hours,
            "likeCount": 2 * hours,
            "commentCount": self.comment_count(urn),
            "shareCount": hours,
        }
        return Reply(200, {"elements": [{"totalShareStatistics": totals}]})

    def video_statistics(self, call: Call) -> Reply:
        self._authorised(call)
        urn, kind = call.query["entity"], call.query["type"]
        if not any(name.startswith("urn:li:video:") for name in self._media_of(self.posts[urn])):
            raise Refused(self._error(400, "BAD_ENTITY", "no video"))
        value = {"VIDEO_VIEW": 50, "TIME_WATCHED": 5_000}[kind] * self._age_hours(urn)
        return Reply(200, {"elements": [{"entity": urn, "value": value}]})

    def member_statistics(self, call: Call) -> Reply:
        self._authorised(call)
        kind = call.query["queryType"]
        if kind in self.refused_queries:
            raise Refused(self._error(400, "BAD_QUERY", "unknown query type"))
        if not re.fullmatch(
            r"\((?:share|ugc):urn:li:(?:share|ugcPost):\d+\)", call.query["entity"]
        ):
            raise Refused(self._error(400, "BAD_ENTITY", "not a post"))
        count = int(drawn("member", 1, kind).random() * 1000) + 1
        return Reply(200, {"elements": [{"count": count, "metricType": kind}]})

    def comment_count(self, urn: str) -> int:
        return min(self._age_hours(urn), 130)

    def comments_of(self, call: Call) -> Reply:
        self._authorised(call)
        urn = unquote(call.parts[0])
        own = self.own_below(urn)
        if not self.comment_count(urn) and not own:
            raise Refused(self._error(404, "NOT_FOUND", "no comments"))
        start, count = int(call.query["start"]), int(call.query["count"])
        comments = [
            {
                "id": str(number),
                "actor": f"urn:li:person:p{number}",
                "message": {"text": f"Comment {number}"},
                "created": {"time": self.posts[urn]["createdAt"] + number * 1000},
                "likesSummary": {"totalLikes": number % 3},
            }
            for number in range(self.comment_count(urn))
        ]
        comments += [
            {
                "id": one["id"],
                "actor": self.author,
                "message": {"text": one["text"]},
                "created": {"time": int(one["at"].timestamp() * 1000)},
            }
            for one in own
        ]
        return Reply(200, {"elements": comments[start : start + count]})

    def comment(self, call: Call) -> Reply:
        self._authorised(call)
        urn, body = unquote(call.parts[0]), call.json
        if urn not in self.posts:
            raise Refused(self._error(404, "NOT_FOUND", "no such post"))
        if body["actor"] != self.author or body["object"] != urn:
            raise Refused(self._error(400, "INVALID_URN_TYPE", "actor or object is wrong"))
        own = self.add_comment(urn, body["message"]["text"])
        return Reply(201, {"id": own["id"], **body}, {"x-restli-id": own["id"]})

    def organization(self, call: Call) -> Reply:
        self._authorised(call)
        return Reply(200, {"localizedName": "Olga’s Kitchen", "vanityName": "olgas-kitchen"})

    def network_size(self, call: Call) -> Reply:
        self._authorised(call)
        return Reply(200, {"firstDegreeSize": 4711})

    def member_followers(self, call: Call) -> Reply:
        self._authorised(call)
        return Reply(200, {"elements": [{"memberFollowersCount": 812}]})

    def userinfo(self, call: Call) -> Reply:
        self._authorised(call)
        return Reply(200, {"sub": self.author.rpartition(":")[2], "name": "Olga Owner"})

    # the contract

    def accepted(self) -> list[str]:
        """Our keys: LinkedIn carries none, so the tests put other keys into the words."""
        keys = [re.search(r"key: (\S+)", text) for text in self.accepted_texts]
        return [key[1] if key else "op-1" for key in keys]
