"""A network that repeats our secrets in its answers makes them stand nowhere of ours."""

import base64
import json

import pytest

from audit.echo import SHAPES, echoing
from platforms.adapters.http import PlatformClient
from platforms.adapters.masking import masked, secrets_in
from platforms.exceptions import PlatformError

TOKEN = 'a-secret/"token"-5d1f'


def test_tokens_and_passwords_are_found_in_headers():
    basic = base64.b64encode(b"me:open sesame").decode()
    found = secrets_in({"Authorization": f"Basic {basic}", "X-Api-Key": "k", "Accept": "a/b"})
    assert {basic, "open sesame", "k"} <= found
    assert "a/b" not in found
    assert "once" not in secrets_in({"Idempotency-Key": "once"})


def test_each_spelling_is_masked_and_short_words_are_left():
    said = f"{TOKEN} {json.dumps(TOKEN)} a-secret%2F%22token%22-5d1f me".encode()
    assert masked(said, {TOKEN, "me", ""}).decode() == '… "…" … me'


@pytest.mark.parametrize("status", [200, 400, 401, 403, 429, 500, 503])
@pytest.mark.parametrize("shape", SHAPES)
def test_an_echo_is_masked_in_errors(status, shape, caplog):
    caplog.set_level("DEBUG")
    with echoing() as echo:
        echo.status, echo.shape = status, shape
        headers = {"Authorization": f"Bearer {TOKEN}"}
        client = PlatformClient("Echo", echo.url, headers, secret="in-the-path-77")
        said = ""
        try:
            said = str(client.call("GET", "/bot/in-the-path-77/x", timeout_seconds=5))
        except PlatformError as error:
            said = f"{error} {error.user_sentence} {error.detail} {error.raw}"
    assert "5d1f" not in said + caplog.text
    assert "in-the-path-77" not in said + caplog.text


def test_what_a_sign_in_grants_is_left_whole():
    with echoing() as echo:
        echo.status, echo.shape = 200, "text"
        headers = {"Authorization": "Bearer granted-5d1f"}
        client = PlatformClient("Echo", echo.url, headers, grants=True)
        assert "granted-5d1f" in str(client.call("GET", "/x", timeout_seconds=5))
