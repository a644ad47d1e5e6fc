"""Bounded tries, honest sentences, and never a key in any of them."""

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from ai.protocols import (
    ProviderBusy,
    ProviderError,
    ProviderQuotaSpent,
    ProviderUnavailable,
)
from ai.providers import get_text_model
from ai.providers.openai.connection import _wait_before_retry
from ai.providers.openai.errors import QUOTA_CODES, Waits
from ai.providers.openai.structured import as_data
from tests.openai_server import (
    KEY,
    QUOTA_SPENT,
    RATE_LIMITED,
    Reply,
    error_body,
    says,
    serve_openai,
)

CHAT = "/chat/completions"


class Title(BaseModel):
    title: str


def ask() -> BaseModel:
    return get_text_model().compose(instructions="Name it.", data={}, shape=Title).value


def test_passing_fault_is_tried_again(openai_server):
    broken = Reply(status=503, body=error_body("down"))
    openai_server.script(CHAT, broken, broken, says({"title": "Third time"}))
    assert ask() == Title(title="Third time")


def test_tries_end_after_three(openai_server):
    openai_server.script(CHAT, *[Reply(status=500, body=error_body("down"))] * 9)
    with pytest.raises(ProviderBusy, match="busy"):
        ask()
    assert len(openai_server.seen) == 3


def test_rate_limit_is_not_a_spent_quota(openai_server):
    openai_server.script(CHAT, Reply(status=429, body=RATE_LIMITED), says({"title": "Later"}))
    assert ask() == Title(title="Later")


def test_spent_quota_is_not_tried_again(openai_server):
    openai_server.script(CHAT, Reply(status=429, body=QUOTA_SPENT))
    with pytest.raises(ProviderQuotaSpent, match="no credit left"):
        ask()
    assert len(openai_server.seen) == 1


@pytest.mark.parametrize("code", sorted(QUOTA_CODES))
def test_every_quota_code_is_known(openai_server, code):
    openai_server.script(CHAT, Reply(status=429, body=error_body("x", code=code)))
    with pytest.raises(ProviderQuotaSpent, match=code):
        ask()


def test_server_that_is_gone_is_out_of_reach(openai_server, settings):
    with serve_openai() as gone:
        settings.OPENAI_BASE_URL = gone.url
    with pytest.raises(ProviderUnavailable, match=f"{gone.host} is out of reach"):
        ask()


def test_page_of_a_proxy_is_no_answer(openai_server):
    page = Reply(raw=b"<html>Bad gateway</html>", headers={"Content-Type": "text/html"})
    openai_server.script(CHAT, *[page] * 3)
    with pytest.raises(ProviderBusy, match="not an answer"):
        ask()


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 429, 500])
def test_key_is_in_no_message_log_or_cause(openai_server, caplog, status):
    said = error_body(f"Incorrect API key provided: {KEY}. Header Bearer {KEY}")
    openai_server.script(CHAT, *[Reply(status=status, body=said)] * 3)
    with caplog.at_level(logging.DEBUG, logger="stamina"), pytest.raises(ProviderError) as caught:
        ask()
    assert KEY not in f"{caught.value}{caught.value.__cause__}{caplog.text}"
    assert caught.value.__suppress_context__


def test_key_is_sent_as_a_bearer(openai_server):
    openai_server.script(CHAT, says({"title": "x"}))
    ask()
    assert openai_server.seen[0].headers["authorization"] == f"Bearer {KEY}"


def test_server_may_say_how_long_to_wait():
    assert _wait_before_retry(Waits("busy", 7.0)) == 7.0
    assert _wait_before_retry(Waits("busy")) is True
    assert _wait_before_retry(ProviderQuotaSpent("spent")) is False
    assert _wait_before_retry(ValueError("ours")) is False


@given(st.dictionaries(st.text(), st.text()))
def test_data_never_ends_its_block(data):
    block = as_data(data)
    assert block.startswith("<data>\n")
    assert block.index("</data>") == len(block) - len("</data>")
    assert "<" not in block[6:-7]
