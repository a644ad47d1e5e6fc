"""A server on 127.0.0.1 that speaks the OpenAI protocol, and misbehaves when it is told to.

    with serve_openai() as server:
        settings.OPENAI_BASE_URL = server.url
        server.script("/chat/completions", Reply(status=429, body=QUOTA_SPENT))

Scripted replies are used up in order; after them it answers sensibly by itself.
"""

import json
import re
import threading
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import stamina

from ai.account import charged_to
from ai.providers.openai import speech, structured
from tests.factories import make_team, make_user

WORDS = "And so my fellow Americans, ask not what your country can do for you."
KEY = "sk-test-0123456789abcdefghij"


def error_body(message: str, *, code: str | None = None, kind: str = "", param: str | None = None):
    """The protocol's error shape."""
    return {"error": {"message": message, "type": kind, "code": code, "param": param}}


QUOTA_SPENT = error_body(
    "You exceeded your current quota.", code="credit_balance_exhausted", kind="insufficient_quota"
)
RATE_LIMITED = error_body("Slow down.", code="rate_limit_exceeded", kind="requests")


def refuses(option: str) -> dict:
    """The body of a 400 about an option that the server does not offer."""
    return error_body(f"'{option}' is not supported.", code="unsupported_value", param=option)


@dataclass(frozen=True)
class Reply:
    """One scripted answer. `raw` replaces the JSON body; `delay` waits first, in seconds."""

    status: int = 200
    body: dict = field(default_factory=dict)
    headers: dict = field(default_factory=dict)
    raw: bytes | None = None
    delay: float = 0.0


@dataclass(frozen=True)
class Seen:
    """One request as it arrived."""

    path: str
    body: dict
    headers: dict  # by lower-case name
    file: bytes = b""


def chat_body(content: str, *, refusal: str | None = None, finish: str = "stop") -> dict:
    """A chat completion with one choice."""
    message = {"role": "assistant", "content": content, "refusal": refusal}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "test-model-1",
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15},
    }


def says(value: dict | str) -> Reply:
    """A completion whose content is `value`, as JSON unless it is text already."""
    return Reply(body=chat_body(value if isinstance(value, str) else json.dumps(value)))


class OpenAIServer:
    """The running server: `url` for OPENAI_BASE_URL, `seen` for what arrived."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.replies: dict[str, deque[Reply]] = defaultdict(deque)
        self.plain_models = {"gpt-transcribe"}  # models that give no segments
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self.host = f"127.0.0.1:{self._http.server_port}"
        self.url = f"http://{self.host}/v1"

    def script(self, path: str, *replies: Reply) -> None:
        """The next answers to `path` (without /v1)."""
        self.replies[path].extend(replies)

    def sent_to(self, path: str) -> list[Seen]:
        """The requests that reached `path`."""
        return [request for request in self.seen if request.path == path]

    def start(self) -> None:
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def answer(self, request: Seen) -> Reply:
        """The scripted answer, or what a well-behaved server would say."""
        self.seen.append(request)
        if self.replies[request.path]:
            return self.replies[request.path].popleft()
        if request.path == "/models":
            return Reply(body={"object": "list", "data": [_model("gpt-6-luna")]})
        if request.path == "/audio/transcriptions":
            return self._transcription(request.body)
        return says(_sensible_answer(request.body))

    def _transcription(self, form: dict) -> Reply:
        if form["response_format"] != "verbose_json":
            return Reply(body={"text": WORDS, "languages": [{"code": "en"}]})
        if form["model"] in self.plain_models:
            return Reply(status=400, body=refuses("response_format"))
        part = {"id": 0, "seek": 0, "start": 0.3, "end": 7.5, "text": f" {WORDS}"}
        body = {"text": WORDS, "language": "english", "duration": 11.0, "segments": [part]}
        if "word" in form.get("timestamp_granularities[]", ()):
            body["words"] = spoken_words()
        return Reply(body=body)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._serve()

            def do_POST(self) -> None:
                self._serve()

            def log_message(self, *args: object) -> None:
                """Quiet."""

            def _serve(self) -> None:
                raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                body, file = _parsed(self.headers.get("Content-Type", ""), raw)
                path = self.path.removeprefix("/v1")
                headers = {name.lower(): value for name, value in self.headers.items()}
                reply = server.answer(Seen(path, body, headers, file))
                time.sleep(reply.delay)
                self._send(reply)

            def _send(self, reply: Reply) -> None:
                content = reply.raw if reply.raw is not None else json.dumps(reply.body).encode()
                try:
                    self.send_response(reply.status)
                    for name, value in {
                        "Content-Type": "application/json",
                        **reply.headers,
                    }.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(content)))
                    self.end_headers()
                    self.wfile.write(content)
                except (BrokenPipeError, ConnectionResetError):
                    pass  # the client gave up waiting: that is what the test is about

        return Handler


def spoken_words() -> list[dict]:
    """The words of `WORDS`, each half a second, from 0.3 s on."""
    return [
        {"word": word, "start": 0.3 + at / 2, "end": 0.8 + at / 2}
        for at, word in enumerate(WORDS.split())
    ]


def _model(name: str, ends: str | None = None) -> dict:
    return {
        "id": name,
        "object": "model",
        "created": 1,
        "owned_by": "test",
        "shutdown_date": ends,
    }


def _parsed(content_type: str, raw: bytes) -> tuple[dict, bytes]:
    """The fields of a JSON or multipart body, and the file that came with it."""
    if content_type.startswith("application/json"):
        return json.loads(raw), b""
    if not content_type.startswith("multipart/"):
        return {}, b""
    message = BytesParser().parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + raw)
    fields, file = {}, b""
    for part in message.get_payload():
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        if part.get_filename():
            file = payload
        elif name.endswith("[]"):
            fields[name] = [*fields.get(name, ()), payload.decode()]
        else:
            fields[name] = payload.decode()
    return fields, file


def data_in(request: dict) -> dict:
    """The data block of a chat request's user message."""
    text = next(m["content"] for m in request["messages"] if m["role"] == "user")
    found = re.fullmatch(r"<data>\n(.*)\n</data>", text, re.DOTALL)
    return json.loads(found.group(1)) if found else {}


def _sensible_answer(request: dict) -> dict:
    if any(isinstance(m["content"], list) for m in request["messages"]):
        return FRAME
    return words_answer([p["platform"] for p in data_in(request).get("platforms", [])])


FRAME = {
    "description": "A man in a suit looks into the camera.",
    "subjects": ["Man", "suit"],
    "action": "speaks to the camera",
    "emotion": "Calm",
    "risks": [],
    "visible_text": "",
    "hook_potential": 0.6,
    "alt_text": "A man in a dark suit looks into the camera.",
}


def words_answer(platforms: list[str], **changes) -> dict:
    """A `WordsAnswer` that keeps every rule, for the platforms named."""
    captions = ["Ask what you can do.", "What can you do for your country?", "A line that stayed."]
    words = [
        {
            "platform": name,
            "captions": captions,
            "hashtags": ["speech", "country"],
            "titles": ["Ask what you can do"],
            "first_comment": "What would you do?",
            **changes,
        }
        for name in platforms
    ]
    return {"platforms": words, "topics": ["public service"], "alt_text": "A man speaks."}


@contextmanager
def serve_openai() -> Iterator[OpenAIServer]:
    """The server, running; what the client learnt about other servers is forgotten."""
    server = OpenAIServer()
    server.start()
    structured.forget_what_servers_offer()
    speech.forget_what_servers_offer()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def paying(db):
    """A team that every call of the test is charged to."""
    with charged_to(make_team(make_user(email="payer@example.com")), purpose="a test") as account:
        yield account


@pytest.fixture
def openai_server(settings, paying) -> Iterator[OpenAIServer]:
    """The server, configured as ours; retries do not wait."""
    with serve_openai() as server:
        settings.OPENAI_API_KEY = KEY
        settings.OPENAI_BASE_URL = server.url
        settings.OPENAI_TIMEOUT_SECONDS = 5.0
        settings.OPENAI_TRANSCRIBE_MODEL = "whisper-1"
        stamina.set_testing(True, attempts=3)
        yield server
        stamina.set_testing(False)
