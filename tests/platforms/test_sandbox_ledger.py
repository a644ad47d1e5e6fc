"""What the Sandbox accepted survives a kill -9, with its clock and its faults."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from platforms.sandbox.control import SandboxControl
from platforms.sandbox.tokens import TokenAccount, mint_token
from tests.sandbox import HTTP, sandbox_process

TOKEN = mint_token(TokenAccount("acc-1", "tiktok", "maker"))
IN_2030 = datetime(2030, 1, 1, tzinfo=UTC)


def post_to(base_url: str, reference: str) -> httpx.Response:
    return HTTP.post(
        f"{base_url}/v1/posts",
        json={"reference": reference, "platform": "tiktok", "text": "Coffee first."},
        headers={"Authorization": f"Bearer {TOKEN}"},
    )


def test_ledger_survives_a_kill(tmp_path):
    ledger = tmp_path / "ledger.sqlite3"
    with sandbox_process(ledger) as (process, url):
        control = SandboxControl(url)
        control.set_clock(IN_2030)
        control.script_faults("ok", "accepted_then_dropped", "rejected")
        post_to(url, "answered")
        with pytest.raises(httpx.RemoteProtocolError):
            post_to(url, "dropped")
        process.kill()
        process.wait()
    with sandbox_process(ledger) as (_, url):
        control = SandboxControl(url)
        assert [row["reference"] for row in control.ledger()] == ["answered", "dropped"]
        assert control.advance(0) - IN_2030 < timedelta(minutes=5)
        assert post_to(url, "third").status_code == 400  # the script goes on where it was


def test_clock_runs_on_from_where_it_was_set(sandbox_server):
    assert sandbox_server.set_clock(IN_2030) - IN_2030 < timedelta(seconds=5)
    later = sandbox_server.advance(7 * 86_400)
    assert timedelta(days=7) <= later - IN_2030 < timedelta(days=7, seconds=10)


def test_clear_forgets_everything(sandbox_server):
    sandbox_server.set_clock(IN_2030)
    post_to(sandbox_server.base_url, "one")
    sandbox_server.clear()
    assert sandbox_server.ledger() == []
    assert sandbox_server.advance(0) < IN_2030


def test_figures_grow_when_the_clock_is_moved(sandbox_server):
    post_id = post_to(sandbox_server.base_url, "one").json()["id"]
    views = []
    for _ in range(3):
        sandbox_server.advance(86_400)
        answer = HTTP.get(
            f"{sandbox_server.base_url}/v1/posts/{post_id}/metrics",
            headers={"Authorization": f"Bearer {TOKEN}"},
        ).json()
        views.append(answer["metrics"]["views"])
    assert 0 < views[0] < views[1] < views[2]
    assert answer["simulation"] is True


def test_post_page_opens_in_a_browser_and_says_simulation(sandbox_server):
    url = post_to(sandbox_server.base_url, "one").json()["url"]
    page = HTTP.get(url)
    assert page.headers["content-type"].startswith("text/html")
    assert "SIMULATION" in page.text
    assert "Coffee first." in page.text
    assert "SIMULATION" in HTTP.get(sandbox_server.base_url).text
    assert HTTP.get(f"{sandbox_server.base_url}/p/nothing").status_code == 404


def test_page_shows_hostile_words_as_words(sandbox_server):
    answer = HTTP.post(
        f"{sandbox_server.base_url}/v1/posts",
        json={"platform": "tiktok", "text": "<script>alert(1)</script>"},
        headers={"Authorization": f"Bearer {TOKEN}"},
    )
    assert "<script>" not in HTTP.get(answer.json()["url"]).text
