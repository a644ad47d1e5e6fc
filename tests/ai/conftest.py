"""The server that speaks the OpenAI protocol, for every test of a provider."""

import pytest

from tests.openai_server import KEY, QUOTA_SPENT, Reply, error_body, openai_server, paying

__all__ = ["openai_server", "paying"]

FAULTS = {
    "quota": Reply(status=429, body=QUOTA_SPENT),
    "broken": Reply(status=500, body=error_body("Internal error")),
    "silent": Reply(delay=0.5),
    "key": Reply(status=401, body=error_body(f"Incorrect API key provided: {KEY}.")),
    "garbage": Reply(raw=b'{"choices": [{"mess'),
}


@pytest.fixture
def audio(tmp_path):
    path = tmp_path / "speech.wav"
    path.write_bytes(b"RIFF....WAVEfmt ")
    return path


@pytest.fixture
def jpeg() -> bytes:
    return b"\xff\xd8\xff\xe0 not decoded by anybody"


@pytest.fixture
def fail(openai_server, settings):
    """Makes every further answer to `path` the named fault."""

    def prepare(kind: str) -> None:
        if kind == "silent":
            settings.OPENAI_TIMEOUT_SECONDS = 0.1
        for path in ("/chat/completions", "/audio/transcriptions"):
            openai_server.script(path, *[FAULTS[kind]] * 12)

    return prepare
