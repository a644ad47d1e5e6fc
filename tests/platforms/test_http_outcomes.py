"""What an answer proves: raw peers that treat the client badly, and the table of outcomes."""

import logging
import socket
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from platforms.adapters.http import LONGEST_WAIT, Answer, PlatformClient, retry_at, sentence_of
from platforms.exceptions import (
    NotSent,
    OutcomeUnknown,
    RateLimited,
    ReconnectNeeded,
    Rejected,
    StepFailed,
)

OK_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@contextmanager
def peer(behave: Callable[[socket.socket], None]):
    """A server that accepts connections and does whatever `behave` does; yields its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.05)
    stop = threading.Event()

    def serve():
        while not stop.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            with connection, suppress(OSError):  # the client has left
                behave(connection)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        stop.set()
        thread.join()
        listener.close()


def answering(raw: bytes) -> Callable[[socket.socket], None]:
    def behave(connection):
        connection.recv(65_536)
        connection.sendall(raw)

    return behave


def dripping(connection):
    connection.recv(65_536)
    for byte in OK_HEAD + b"Content-Length: 9\r\n\r\n{}       ":
        connection.sendall(bytes([byte]))
        time.sleep(0.02)


def reading_slowly(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    for _ in range(30):
        connection.recv(1024)
        time.sleep(0.05)


def silent(connection):
    connection.recv(65_536)
    time.sleep(1)


def closing(connection):
    connection.recv(65_536)


def status(code: int, body: bytes = b"{}", headers: bytes = b"") -> bytes:
    length = str(len(body)).encode()
    head = b"HTTP/1.1 %d Word\r\n%sContent-Length: %s\r\n\r\n" % (code, headers, length)
    return head + body


def call(base_url: str, *, publishes: bool = True, seconds: float = 10, **more) -> dict:
    client = PlatformClient("Testgram", base_url, {"Authorization": "Bearer sesame"})
    return client.call("POST", "/posts", timeout_seconds=seconds, publishes=publishes, **more)


UNPROVEN = {
    "silence": silent,
    "drip": dripping,
    "close": closing,
    "half a head": answering(b"HTTP/1.1 200"),
    "no http": answering(b"SSH-2.0-OpenSSH_9.7\r\n"),
    "cut body": answering(OK_HEAD + b"Content-Length: 100\r\n\r\n{"),
    "endless body": answering(OK_HEAD + b"\r\n" + b" " * 6_000_000),
    "not json": answering(status(200, b"<html>")),
    "json, no object": answering(status(200, b"[1]")),
    "deep json": answering(status(200, b"[" * 100_000)),
    "not utf-8": answering(status(200, b"\xff\xfe{}")),
    "packed body": answering(status(200, b"\x1f\x8b\x00", b"Content-Encoding: gzip\r\n")),
    "empty": answering(status(204, b"")),
    "redirect": answering(status(302, b"", b"Location: http://169.254.169.254/\r\n")),
    "408": answering(status(408)),
    "500": answering(status(500)),
    "502": answering(status(502, b"<html>")),
    "503": answering(status(503)),
    "599": answering(status(599)),
}


@pytest.mark.parametrize("behave", UNPROVEN.values(), ids=UNPROVEN)
def test_what_proves_nothing_is_unknown_when_posting(behave):
    with peer(behave) as url, pytest.raises(OutcomeUnknown):
        call(url, seconds=0.4 if behave in (silent, dripping) else 10)


@pytest.mark.parametrize("name", ["silence", "close", "not json", "500"])
def test_what_proves_nothing_may_be_repeated_when_nothing_is_posted(name):
    with peer(UNPROVEN[name]) as url, pytest.raises(StepFailed):
        call(url, publishes=False)


@pytest.mark.parametrize("code", [400, 404, 409, 413, 422, 451])
def test_refusal_is_final_and_carries_the_sentence(code):
    body = b'{"error": {"message": "Too long."}}'
    with peer(answering(status(code, body))) as url, pytest.raises(Rejected, match="Too long"):
        call(url)


@pytest.mark.parametrize("code", [401, 403])
def test_refused_token_needs_a_new_connection(code):
    with peer(answering(status(code))) as url, pytest.raises(ReconnectNeeded):
        call(url)


def test_rate_limit_without_a_time_has_none():
    with peer(answering(status(429))) as url, pytest.raises(RateLimited) as caught:
        call(url)
    assert caught.value.retry_at is None


def test_closed_port_was_sent_nothing():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(NotSent) as caught:
        call(f"http://127.0.0.1:{port}")
    assert not isinstance(caught.value, StepFailed)


@pytest.mark.parametrize("url", ["ftp://127.0.0.1", "http://", "nonsense"])
def test_address_that_is_none_was_sent_nothing(url):
    with pytest.raises(NotSent):
        call(url)


def test_refused_handshake_was_sent_nothing():
    with peer(answering(b"no TLS here")) as url, pytest.raises(NotSent):
        call(url.replace("http://", "https://"))


def test_deadline_in_the_past_was_sent_nothing():
    with peer(silent) as url, pytest.raises(NotSent):
        call(url, seconds=0)


@pytest.mark.parametrize("behave", [dripping, silent, reading_slowly])
def test_deadline_holds_against_slow_peers(behave):
    with peer(behave) as url:
        started = time.monotonic()
        with pytest.raises(OutcomeUnknown):
            call(
                url, seconds=0.4, content=[b"x" * 3_000_000], headers={"Content-Length": "3000000"}
            )
        assert time.monotonic() - started < 3


def test_good_answer_comes_back_as_an_object():
    with peer(answering(status(201, b'{"id": "1"}'))) as url:
        assert call(url) == {"id": "1"}


def test_a_call_is_sent_once_on_a_connection_of_its_own():
    seen = []

    def behave(connection):
        seen.append(connection.recv(65_536))
        connection.sendall(status(500))

    with peer(behave) as url, pytest.raises(OutcomeUnknown):
        call(url)
    assert len(seen) == 1
    assert seen[0].startswith(b"POST /posts HTTP/1.1\r\n")


def test_token_is_in_no_log_line_no_error_and_no_repr(caplog):
    caplog.set_level(logging.DEBUG)
    with peer(answering(status(500))) as url, pytest.raises(OutcomeUnknown) as caught:
        call(url, params={"access_token": "sesame"})
    client = PlatformClient("Testgram", url, {"Authorization": "Bearer sesame"})
    assert "Testgram POST /posts → 500" in caplog.text
    assert "sesame" not in f"{caplog.text} {caught.value!r} {caught.value.detail} {client!r}"


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("30", timedelta(seconds=30)),
        ("0", timedelta(0)),
        ("1.5", timedelta(seconds=1.5)),
        ("Mon, 02 Mar 2026 12:01:00 GMT", timedelta(minutes=1)),
        ("99999999999999999999", LONGEST_WAIT),
        ("Mon, 02 Mar 2099 12:00:00 GMT", LONGEST_WAIT),
    ],
)
def test_retry_after_is_a_time_within_a_day(header, wait):
    answer = Answer(429, httpx.Headers({"Retry-After": header}), b"")
    assert retry_at(answer, now=NOW) == NOW + wait


@pytest.mark.parametrize("header", ["", "soon", "-5", "1e9", "²"])
def test_retry_after_that_means_nothing_is_none(header):
    headers = httpx.Headers([(b"Retry-After", header.encode())])
    assert retry_at(Answer(429, headers, b""), now=NOW) is None


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b'{"error": {"message": "No."}}', "No."),
        (b'{"error": "No."}', "No."),
        (b'{"error": null}', ""),
        (b"{}", ""),
        (b"<html>", ""),
    ],
)
def test_platforms_own_words_are_read(body, sentence):
    assert sentence_of(Answer(400, httpx.Headers(), body)) == sentence
