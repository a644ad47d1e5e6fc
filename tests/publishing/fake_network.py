"""A network inside the test's process, for single cases; the crash tests use the real Sandbox."""

import itertools
from collections import deque
from dataclasses import dataclass, field

from platforms.adapters.base import PlatformAdapter
from platforms.adapters.own_comments import find_among
from platforms.adapters.types import (
    Absent,
    CommentReading,
    CommentResult,
    Found,
    Idempotency,
    PostState,
    PublishResult,
)
from platforms.exceptions import (
    Duplicate,
    NotSent,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    StepFailed,
)

ids = itertools.count(1)


@dataclass
class World:
    """What the network holds, and how it will answer: one word per call, then “ok”."""

    posts: list[tuple[str, str]] = field(default_factory=list)  # (op_key, id)
    answers: deque = field(default_factory=deque)
    lookups: deque = field(default_factory=deque)
    polls: deque = field(default_factory=deque)
    prepared: list[dict] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    on_call: object = None
    comments: list[tuple[str, str]] = field(default_factory=list)  # (post's id, text)
    comment_answers: deque = field(default_factory=deque)
    comment_lookups: deque = field(default_factory=deque)
    comment_keys: list[str] = field(default_factory=list)

    def keys(self) -> list[str]:
        return [key.split("-")[0] for key, _ in self.posts]

    def land(self, op_key: str) -> str:
        self.posts.append((op_key, f"remote-{next(ids)}"))
        return self.posts[-1][1]


class FakeNetwork(PlatformAdapter):
    """Answers as `world` says."""

    name = "fake"
    capabilities = frozenset({"lookup", "comments", "first_comment"})
    world = World()

    def validate(self, request):
        return self.world.problems

    def prepare(self, request, handles):
        self.world.prepared.append(handles)
        if self.world.answers and self.world.answers[0] == "upload fails":
            self.world.answers.popleft()
            raise OutcomeUnknown("The upload broke off.")
        return {"upload": "u1", **handles}

    def publish(self, request, handles, *, timeout_seconds):
        answer = self.world.answers.popleft() if self.world.answers else "ok"
        if callable(self.world.on_call):
            self.world.on_call()
        if isinstance(answer, Exception | PublishResult):
            return self._give(answer)
        return getattr(self, answer.replace(" ", "_"))(request.op_key)

    def _give(self, answer):
        if isinstance(answer, Exception):
            raise answer
        return answer

    def ok(self, key):
        post_id = self.world.land(key)
        return PublishResult(PostState.LIVE, post_id, f"https://fake.example/{post_id}")

    def lands_without_answer(self, key):
        self.world.land(key)
        raise OutcomeUnknown("The line broke.")

    def lost_without_answer(self, key):
        raise OutcomeUnknown("The line broke.")

    def never_left(self, key):
        raise NotSent("Nobody listens.")

    def refused(self, key):
        raise Rejected("Too much coffee.")

    def later(self, key):
        raise RateLimited("Not so fast.")

    def in_work(self, key):
        self.world.land(key)
        return PublishResult(PostState.PROCESSING, handle="job-1")

    def prepare_comment(self, request, handles):
        if self.world.comment_answers and self.world.comment_answers[0] == "preparing fails":
            self.world.comment_answers.popleft()
            raise StepFailed("The step broke off.")
        return {**handles, "container": "c1"}

    def add_comment(self, request, handles, *, timeout_seconds):
        answer = self.world.comment_answers.popleft() if self.world.comment_answers else "ok"
        if callable(self.world.on_call):
            self.world.on_call()
        if isinstance(answer, Exception):
            raise answer
        self.world.comment_keys.append(request.op_key)
        if answer != "lost without answer":
            self.world.comments.append((request.post_id, request.text))
        if answer != "ok":
            raise OutcomeUnknown("The line broke.")
        return CommentResult(f"comment-{len(self.world.comments)}")

    def find_comment(self, operation, *, now):
        if not self.finds_comments:
            return super().find_comment(operation, now=now)
        if self.world.comment_lookups:
            return self._give(self.world.comment_lookups.popleft())
        said = [
            CommentReading(f"comment-{n}", "", text, None, None)
            for n, (post_id, text) in enumerate(self.world.comments, 1)
            if post_id == operation.request.post_id
        ]
        return find_among(said, operation.request, self.connection)

    def poll(self, handle):
        return self._give(self.world.polls.popleft())

    def lookup(self, operation, *, now):
        if self.world.lookups:
            return self._give(self.world.lookups.popleft())
        for key, post_id in self.world.posts:
            if key == operation.op_key:
                return Found(post_id, f"https://fake.example/{post_id}")
        return Absent()


class BlindNetwork(FakeNetwork):
    """Cannot be asked whether a post is there, nor a comment."""

    capabilities = frozenset({"first_comment"})


class GuardedNetwork(FakeNetwork):
    """Lists nothing, but refuses a second post and names the first."""

    capabilities = frozenset()
    idempotency = Idempotency.GUARD

    def ok(self, key):
        if self.world.posts:
            post_id = self.world.posts[0][1]
            raise Duplicate(
                "You said that.", post_id=post_id, url=f"https://fake.example/{post_id}"
            )
        return super().ok(key)

    def unnamed_duplicate(self, key):
        raise Duplicate("You said that.")
