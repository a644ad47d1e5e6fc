"""Control of a running Sandbox, for tests, the demo and drills."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache

import httpx

from platforms.sandbox.faults import STANDARD_MIX


@cache
def _client() -> httpx.Client:
    """One for all: making a client is far slower than a call."""
    return httpx.Client(trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))


class SandboxControl:
    """Move its clock, choose its faults, read its ledger."""

    def __init__(self, base_url: str, *, timeout_seconds: float = 10.0):
        self.base_url = base_url.rstrip("/")
        self._timeout = timeout_seconds

    def set_clock(self, at: datetime) -> datetime:
        """From now on it is `at` (aware) there, and time goes on. Returns the time there."""
        return self._clock({"at": at.isoformat()})

    def advance(self, seconds: float) -> datetime:
        """Move the clock on. Returns the time there."""
        return self._clock({"advance_seconds": seconds})

    def _clock(self, body: dict) -> datetime:
        return datetime.fromisoformat(self._call("PUT", "clock", body)["now"])

    def set_faults(
        self, mix: Mapping[str, float] = STANDARD_MIX, seed: int = 0, *, route: str = "publish"
    ) -> None:
        """From now on calls of `route` meet faults by these weights (names: `faults.FAULTS`).

        Routes: publish, upload, status, listing, metrics, comments, comment, account, update,
        delete.
        """
        self.set_behaviour(plans={route: {"mix": dict(mix), "seed": seed}})

    def script_faults(self, *names: str, route: str = "publish") -> None:
        """The next calls of `route` meet these faults, in order; after them all is well."""
        self.set_behaviour(plans={route: {"script": list(names)}})

    def set_behaviour(self, **settings: float | Mapping | Sequence) -> None:
        """Change settings of `ledger.Behaviour`: slow_seconds, listing_lag_seconds…"""
        self._call("PUT", "behaviour", settings)

    def revoke(self, account_id: str) -> None:
        """Make the tokens of an account (that was used before) invalid."""
        self._call("PUT", f"accounts/{account_id}", {"revoked": True})

    def clear(self) -> None:
        """Forget accounts, posts, faults and the clock."""
        self._call("POST", "clear", {})

    def ledger(self) -> list[dict]:
        """Every post that was ever accepted, the oldest first, duplicates and deleted ones too."""
        return self._call("GET", "ledger")["posts"]

    def _call(self, method: str, path: str, body: dict | None = None) -> dict:
        url = f"{self.base_url}/control/{path}"
        answer = _client().request(method, url, json=body, timeout=self._timeout)
        answer.raise_for_status()
        return answer.json()
