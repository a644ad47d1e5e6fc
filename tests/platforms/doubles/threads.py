"""Threads' publishing API on this machine: containers, `threads_publish`, insights, replies."""

from datetime import timedelta

from tests.platforms.doubles.meta import MetaDouble, error, graph_time
from tests.platforms.doubles.server import Call, Refused, Reply

ACCOUNT = "27000000000000001"
V = r"/v1\.0"
FIGURES = {"views", "likes", "replies", "reposts", "quotes", "shares"}


class ThreadsDouble(MetaDouble):
    """One profile."""

    routes = (
        ("GET", rf"{V}/{ACCOUNT}/threads_publishing_limit", "quota", "quota"),
        ("POST", rf"{V}/{ACCOUNT}/threads", "upload", "make_container"),
        ("POST", rf"{V}/{ACCOUNT}/threads_publish", "publish", "publish"),
        ("GET", rf"{V}/{ACCOUNT}/threads", "listing", "listing"),
        ("GET", rf"{V}/{ACCOUNT}/threads_insights", "account", "followers"),
        ("GET", rf"{V}/{ACCOUNT}", "account", "account"),
        ("GET", rf"{V}/(\d+)/insights", "metrics", "insights"),
        ("GET", rf"{V}/(\d+)/conversation", "comments", "conversation"),
        ("GET", rf"{V}/(\d+)", "node", "node"),
        ("DELETE", rf"{V}/(\d+)", "delete", "take_down"),
    )

    def __init__(self, token: str) -> None:
        self.containers: dict[str, dict] = {}
        self.work_seconds = 0.0
        self.quota_used = 0
        super().__init__(token)

    def accepted(self) -> list[str]:
        return [post["text"] for post in self.posts.values()]

    def quota(self, call: Call) -> Reply:
        self.check(call)
        config = {"quota_total": 250, "quota_duration": 86400}
        return Reply(200, {"data": [{"quota_usage": self.quota_used, "config": config}]})

    def make_container(self, call: Call) -> Reply:
        self.check(call)
        self.ordered("make_container")
        body = call.json
        if len(body.get("text", "")) > 500:
            raise Refused(error(400, 100, None, "Param text must be at most 500 characters"))
        made = {
            **body,
            "content": self._content(body),
            "ready_at": self.now() + timedelta(seconds=self.work_seconds),
            "status": "FINISHED",
            "why": "",
        }
        key = self.new_id()
        self.containers[key] = made
        return Reply(200, {"id": key})

    def _content(self, body: dict) -> object:
        kind = body["media_type"]
        if kind != "TEXT" and "link_attachment" in body:
            raise Refused(error(400, 100, None, "link_attachment is for text only"))
        match kind:
            case "TEXT":
                return b""
            case "IMAGE" | "VIDEO":
                return self.fetched(body[f"{kind.lower()}_url"])
            case "CAROUSEL":
                children = body["children"].split(",")
                known = [self.containers[child] for child in children]
                if 2 <= len(children) <= 20 and all(c.get("is_carousel_item") for c in known):
                    return [child["content"] for child in known]
        raise Refused(error(400, 100, None, "The container is not valid"))

    def _state(self, container: dict) -> str:
        if container["status"] == "FINISHED" and self.now() < container["ready_at"]:
            return "IN_PROGRESS"
        return container["status"]

    def spoil(self, status: str, why: str) -> None:
        """All containers of now are ERROR or EXPIRED."""
        for container in self.containers.values():
            container |= {"status": status, "why": why}

    def publish(self, call: Call) -> Reply:
        self.check(call)
        self.ordered("publish")
        container = self.containers.get(call.json["creation_id"])
        if container is None or self._state(container) != "FINISHED":
            raise Refused(error(400, 24, 4279009, "The requested resource does not exist"))
        container["status"] = "PUBLISHED"
        if to := container.get("reply_to_id"):
            return Reply(200, {"id": self.add_comment(to, container["text"])["id"]})
        key = self.new_id()
        self.posts[key] = {**container, "id": key, "at": self.now()}
        return Reply(200, {"id": key})

    def listing(self, call: Call) -> Reply:
        self.check(call)
        posts = self.listed(list(self.posts.values()))
        return self.page(call, [self._shown(post) for post in posts])

    def _shown(self, post: dict) -> dict:
        link = f"https://www.threads.com/@kitchen/post/{post['id']}"
        shown = {"id": post["id"], "timestamp": graph_time(post["at"]), "permalink": link}
        return {**shown, "text": post["text"]} if post["text"] else shown

    def node(self, call: Call) -> Reply:
        self.check(call)
        key = call.parts[0]
        if key in self.posts:
            return Reply(200, self._shown(self.posts[key]))
        if key not in self.containers:
            raise Refused(error(400, 100, 33, "Object does not exist or cannot be loaded"))
        container = self.containers[key]
        state = {"id": key, "status": self._state(container)}
        return Reply(200, {**state, "error_message": container["why"]})

    def insights(self, call: Call) -> Reply:
        self.check(call)
        self.ordered("insights")
        post = self.posts[call.parts[0]]
        names = call.query["metric"].split(",")
        if not set(names) <= FIGURES:
            raise Refused(error(400, 100, None, "metric must be one of the known"))
        hours = self.age_hours(post)
        values = {"views": 100 * hours, "likes": 5 * hours, "replies": hours // 24}
        figures = [(name, values.get(name, hours)) for name in names]
        return Reply(200, {"data": [{"name": n, "values": [{"value": v}]} for n, v in figures]})

    def conversation(self, call: Call) -> Reply:
        self.check(call)
        post = self.posts[call.parts[0]]
        replies = [
            {
                "id": f"{post['id']}{number}",
                "text": f"Reply {number}",
                "username": f"fan{number}",
                "timestamp": graph_time(post["at"] + timedelta(hours=number)),
            }
            for number in range(self.age_hours(post) // 24)
        ]
        replies += [
            {
                "id": own["id"],
                "text": own["text"],
                "username": "kitchen",
                "timestamp": graph_time(own["at"]),
            }
            for own in self.own_below(post["id"])
        ]
        return self.page(call, replies)

    def account(self, call: Call) -> Reply:
        self.check(call)
        return Reply(200, {"id": ACCOUNT, "username": "kitchen", "name": "The Kitchen"})

    def followers(self, call: Call) -> Reply:
        self.check(call)
        figure = {"name": "followers_count", "total_value": {"value": 987}}
        return Reply(200, {"data": [figure]})

    def take_down(self, call: Call) -> Reply:
        self.check(call)
        del self.posts[call.parts[0]]
        return Reply(200, {"success": True, "deleted_id": call.parts[0]})
