"""The faults of the Sandbox: by name, by script, by a seeded mix; and what they leave behind."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.sandbox.faults import FAULTS, STANDARD_MIX, FaultPlan, Reply
from platforms.sandbox.tokens import TokenAccount, mint_token
from tests.sandbox import HTTP

TOKEN = mint_token(TokenAccount("acc-1", "x", "maker"))


@pytest.fixture
def post(sandbox_server):
    def send(reference="op-1", *, timeout=10):
        return HTTP.post(
            f"{sandbox_server.base_url}/v1/posts",
            json={"reference": reference, "platform": "x", "text": "Words"},
            headers={"Authorization": f"Bearer {TOKEN}"},
            timeout=timeout,
        )

    return send


def outcome(send) -> object:
    """The status, or the name of the error."""
    try:
        return send().status_code
    except httpx.HTTPError as error:
        return type(error).__name__


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        ("ok", 201),
        ("accepted_then_dropped", "RemoteProtocolError"),
        ("accepted_then_500", 500),
        ("accepted_but_slow", 201),
        ("accepted_after_giving_up", "ReadTimeout"),
        ("dropped_before", "RemoteProtocolError"),
        ("error_500_before", 500),
        ("error_503_before", 503),
        ("timeout_408", 408),
        ("rate_limited", 429),
        ("truncated", "RemoteProtocolError"),
        ("html_for_json", 200),
        ("html_before", 200),
        ("unauthorized", 401),
        ("forbidden", 403),
        ("rejected", 400),
        ("wrong_shape", 200),
        ("redirect", 302),
        ("processing", 202),
        ("processing_rejected", 202),
    ],
)
def test_fault_by_name(sandbox_server, post, fault, seen):
    sandbox_server.set_behaviour(slow_seconds=0.2, late_seconds=20)
    sandbox_server.script_faults(fault)
    patience = 1 if fault == "accepted_after_giving_up" else 10
    assert outcome(lambda: post(timeout=patience)) == seen
    took_effect = FAULTS[fault].performs and fault != "accepted_after_giving_up"
    assert len(sandbox_server.ledger()) == took_effect


def test_late_post_lands_after_the_caller_has_gone(sandbox_server, post):
    sandbox_server.set_behaviour(late_seconds=1.2)
    sandbox_server.script_faults("accepted_after_giving_up")
    assert outcome(lambda: post(timeout=0.5)) == "ReadTimeout"
    assert sandbox_server.ledger() == []
    deadline = time.monotonic() + 10
    while not sandbox_server.ledger():
        assert time.monotonic() < deadline, "the post never landed"
        time.sleep(0.05)


def test_script_is_followed_by_good_behaviour(sandbox_server, post):
    sandbox_server.script_faults("rate_limited", "rejected")
    assert [outcome(post) for _ in range(4)] == [429, 400, 201, 201]


def test_nothing_is_deduplicated(sandbox_server, post):
    assert post().json()["id"] != post().json()["id"]
    assert [row["reference"] for row in sandbox_server.ledger()] == ["op-1", "op-1"]


def test_ledger_has_exactly_what_took_effect_under_the_mix(sandbox_server, post):
    sandbox_server.set_behaviour(slow_seconds=0.05, late_seconds=0.2)
    sandbox_server.set_faults(STANDARD_MIX, seed=11)
    with ThreadPoolExecutor(8) as pool:
        outcomes = Counter(pool.map(lambda n: outcome(lambda: post(f"op-{n}")), range(120)))
    plan = FaultPlan(STANDARD_MIX, seed=11)
    met = [FAULTS[plan.name_for(call)] for call in range(120)]
    references = [row["reference"] for row in sandbox_server.ledger()]
    assert len(references) == len(set(references)) == sum(fault.performs for fault in met)
    assert outcomes[429] == sum(fault.reply is Reply.RATE_LIMITED for fault in met) > 0


def test_mix_of_another_route_leaves_posting_alone(sandbox_server, post):
    sandbox_server.set_faults({"error_500_before": 1}, seed=1, route="metrics")
    post_id = post().json()["id"]
    answer = HTTP.get(
        f"{sandbox_server.base_url}/v1/posts/{post_id}/metrics",
        headers={"Authorization": f"Bearer {TOKEN}"},
    )
    assert answer.status_code == 500


def test_listing_fails_as_often_as_told(sandbox_server):
    sandbox_server.set_behaviour(listing_failure_rate=0.5, seed=3)
    seen = Counter(
        HTTP.get(
            f"{sandbox_server.base_url}/v1/posts", headers={"Authorization": f"Bearer {TOKEN}"}
        ).status_code
        for _ in range(20)
    )
    assert set(seen) == {200, 500}


@pytest.mark.parametrize("token", ["none", "sbx.", "nonsense", "sbx.!!!.x", "sbx.WyJhIl0=.x"])
def test_token_of_nobody_is_refused(sandbox_server, token):
    answer = HTTP.get(
        f"{sandbox_server.base_url}/v1/account", headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", "invalid_json"),
        (b"[]", "invalid_json"),
        (b'{"platform": "x", "text": "' + b"a" * 300 + b'"}', "text_too_long"),
        (b'{"platform": "x", "text": "a", "media": ["nothing"]}', "media_not_found"),
        (b'{"platform": "myspace", "text": "a"}', "unknown_platform"),
        (b'{"platform": "x", "text": "a", "media": 7}', "invalid_media"),
    ],
)
def test_bad_post_is_refused_with_a_code(sandbox_server, body, code):
    answer = HTTP.post(
        f"{sandbox_server.base_url}/v1/posts",
        content=body,
        headers={"Authorization": f"Bearer {TOKEN}"},
    )
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == code


def test_unknown_fault_or_setting_is_refused(sandbox_server):
    for settings in ({"plans": {"publish": {"script": ["gremlins"]}}}, {"no_such_setting": 1}):
        with pytest.raises(httpx.HTTPStatusError, match="400"):
            sandbox_server.set_behaviour(**settings)


@given(seed=st.integers(), call=st.integers(0, 1000))
def test_same_seed_and_call_meet_the_same_fault(seed, call):
    first, second = FaultPlan(STANDARD_MIX, seed), FaultPlan(STANDARD_MIX, seed)
    assert first.name_for(call) == second.name_for(call)


def test_standard_mix_comes_out_as_written():
    plan = FaultPlan(STANDARD_MIX, seed=7)
    seen = Counter(plan.name_for(call) for call in range(4000))
    assert sum(STANDARD_MIX.values()) == 100
    for name, percent in STANDARD_MIX.items():
        assert abs(seen[name] / 40 - percent) < 3
