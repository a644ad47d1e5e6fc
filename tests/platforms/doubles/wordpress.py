"""A WordPress site on this machine, with one author."""

import base64
from typing import ClassVar

from platforms.sandbox.faults import Reply as Fault
from tests.platforms.doubles.server import RETRY_AFTER, Call, Double, Refused, Reply

LOGIN, PASSWORD = "maker", "wordpress secret word"
API = "/wp-json/wp/v2"


def error_of(status: int, code: str, message: str = "") -> Reply:
    return Reply(status, {"code": code, "message": message or code, "data": {"status": status}})


class WordPressDouble(Double):
    """`posts` holds drafts and public posts by id."""

    routes: ClassVar = (
        ("POST", rf"{API}/media", "upload", "upload"),
        ("POST", rf"{API}/media/(\d+)", "describe", "describe"),
        ("GET", rf"{API}/posts", "drafts", "listing"),
        ("POST", rf"{API}/posts", "draft", "create"),
        ("GET", rf"{API}/posts/(\d+)", "listing", "post"),
        ("POST", rf"{API}/posts/(\d+)", "publish", "change"),
        ("DELETE", rf"{API}/posts/(\d+)", "delete", "remove"),
        ("GET", rf"{API}/tags", "tags", "tags"),
        ("POST", rf"{API}/tags", "tags", "create_tag"),
        ("GET", rf"{API}/comments", "metrics", "comments"),
        ("POST", rf"{API}/comments", "comment", "comment"),
        ("GET", rf"{API}/users/me", "account", "me"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.posts: dict[int, dict] = {}
        self.media: dict[int, dict] = {}
        self.tag_names = {5: "Coffee"}
        self.serial = 10
        self.comment_count = 3
        self.publishes_as = "publish"
        self.comments_closed = False

    def refusal(self, reply: Fault) -> Reply:
        status, code, message = REFUSALS[reply]
        headers = RETRY_AFTER if status == 429 else {}
        return Reply(status, {"code": code, "message": message}, headers)

    def accepted(self) -> list[str]:
        """The slug names the post; in these tests every post has one try."""
        public = (post for post in self.posts.values() if post["status"] == "publish")
        return [post["slug"].removeprefix("coffee-") + "-1" for post in public]

    def _signed_in(self, call: Call) -> None:
        login = base64.b64encode(f"{LOGIN}:{PASSWORD}".encode()).decode()
        if call.headers.get("Authorization") != f"Basic {login}":
            raise Refused(error_of(401, "incorrect_password", "The password is incorrect."))

    def _new_id(self) -> int:
        self.serial += 1
        return self.serial

    def upload(self, call: Call) -> Reply:
        self._signed_in(call)
        assert call.headers["Content-Disposition"].startswith('attachment; filename="')
        if len(call.body) > 8_000_000:
            return error_of(413, "rest_upload_file_too_big", "The file is too large.")
        new = self._new_id()
        self.media[new] = {"id": new, "source_url": f"{self.base_url}/files/{new}.mp4"}
        return Reply(201, self.media[new])

    def describe(self, call: Call) -> Reply:
        self.media[int(call.parts[0])].update(call.json)
        return Reply(200, self.media[int(call.parts[0])])

    def listing(self, call: Call) -> Reply:
        self._signed_in(call)
        assert call.query["context"] == "edit"
        wanted = call.query["status"]
        found = [
            post
            for post in self.posts.values()
            if post["slug"] == call.query["slug"] and wanted in ("any", post["status"])
        ]
        return Reply(200, found, {"X-WP-Total": str(len(found))})

    def create(self, call: Call) -> Reply:
        self._signed_in(call)
        body = call.json
        assert body["status"] == "draft"
        new = self._new_id()
        link = f"{self.base_url}/{body['slug']}/"
        content = {"raw": body["content"]}
        self.posts[new] = {**body, "id": new, "link": link, "content": content}
        return Reply(201, self.posts[new])

    def post(self, call: Call) -> Reply:
        self._signed_in(call)
        if int(call.parts[0]) not in self.posts:
            raise Refused(error_of(404, "rest_post_invalid_id", "Invalid post ID."))
        return Reply(200, self.posts[int(call.parts[0])])

    def change(self, call: Call) -> Reply:
        post = self.post(call).payload
        if call.json.get("status") == "publish":
            post["status"] = self.publishes_as
        if "content" in call.json:
            post["content"] = {"raw": call.json["content"]}
        return Reply(200, post)

    def remove(self, call: Call) -> Reply:
        assert call.query["force"] == "true"
        post = self.posts.pop(self.post(call).payload["id"])
        return Reply(200, {"deleted": True, "previous": post})

    def tags(self, call: Call) -> Reply:
        word = call.query["search"].casefold()
        known = [{"id": i, "name": n} for i, n in self.tag_names.items() if word in n.casefold()]
        return Reply(200, known)

    def create_tag(self, call: Call) -> Reply:
        new = self._new_id()
        self.tag_names[new] = call.json["name"]
        return Reply(201, {"id": new, "name": call.json["name"]})

    def comments(self, call: Call) -> Reply:
        self._signed_in(call)
        size, page = int(call.query["per_page"]), int(call.query.get("page", "1"))
        numbers = range(self.comment_count, 0, -1)[(page - 1) * size : page * size]
        found = [
            {
                "id": number,
                "author_name": "Reader",
                "content": {"rendered": f"<p>Comment {number}</p>\n"},
                "date_gmt": f"2026-03-02T12:{number // 60:02}:{number % 60:02}",
            }
            for number in numbers
        ]
        own = self.own_below(call.query["post"]) if page == 1 else []
        shown = [
            {
                "id": int(one["id"]),
                "author": 7,
                "author_name": "Maker",
                "content": {"rendered": f"<p>{texturized(one['text'])}</p>\n"},
                "date_gmt": one["at"].strftime("%Y-%m-%dT%H:%M:%S"),
            }
            for one in own
        ]
        total = str(self.comment_count + len(own))
        return Reply(200, [*shown, *found], {"X-WP-Total": total})

    def comment(self, call: Call) -> Reply:
        self._signed_in(call)
        body = call.json
        if body["post"] not in self.posts:
            raise Refused(error_of(404, "rest_comment_invalid_post_id", "Invalid post ID."))
        if self.comments_closed:
            raise Refused(error_of(403, "rest_comment_closed", "Sorry, comments are closed."))
        if any(one["text"] == body["content"] for one in self.own_below(str(body["post"]))):
            raise Refused(error_of(409, "comment_duplicate", "Duplicate comment detected."))
        own = self.add_comment(str(body["post"]), body["content"])
        link = f"{self.base_url}/?p={body['post']}#comment-{own['id']}"
        return Reply(201, {"id": int(own["id"]), "link": link, "status": "approved"})

    def me(self, call: Call) -> Reply:
        self._signed_in(call)
        return Reply(200, {"id": 7, "username": LOGIN, "name": "Maker", "capabilities": {}})


def texturized(text: str) -> str:
    """As `wptexturize` shows it: signs as entities, links as they are."""
    return text.replace("&", "&#038;").replace("’", "&#8217;")


REFUSALS = {
    Fault.ERROR_500: (500, "internal_server_error", "There has been a critical error."),
    Fault.ERROR_503: (503, "maintenance", "Briefly unavailable."),
    Fault.TIMEOUT_408: (408, "timeout", "The request took too long."),
    Fault.RATE_LIMITED: (429, "too_many_requests", "Too many requests."),
    Fault.UNAUTHORIZED: (401, "incorrect_password", "The application password is incorrect."),
    Fault.FORBIDDEN: (403, "rest_cannot_create", "You are not allowed to create posts."),
    Fault.REJECTED: (400, "rest_invalid_param", "This content breaks the community rules."),
}
