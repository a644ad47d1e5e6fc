"""The strings behind the stage: clock, faults and the ledger, under `/control/`.

Whoever reaches the port may pull them; the Sandbox listens on this machine only by default.
"""

import time
from collections import defaultdict
from datetime import datetime

from platforms.sandbox.api import Answer, Refusal, iso, ledger_json
from platforms.sandbox.ledger import Ledger


def control(
    ledger: Ledger, method: str, path: tuple[str, ...], body: dict, *, base_url: str
) -> Answer:
    """Perform a control call. Raises Refusal."""
    match method, path:
        case "GET", ("ledger",):
            now = ledger.now()
            own = defaultdict(list)
            for comment in ledger.own_comments():
                own[comment.post_id].append(comment)
            posts = [
                ledger_json(post, base_url, now=now, own=own[post.post_id])
                for post in ledger.posts()
            ]
            return 200, {"posts": posts[::-1], "now": iso(now)}
        case "PUT", ("clock",):
            return _set_clock(ledger, body)
        case "PUT", ("behaviour",):
            return _set_behaviour(ledger, body)
        case "PUT", ("accounts", account_id):
            if not ledger.revoke(account_id, revoked=bool(body.get("revoked"))):
                raise Refusal(404, "account_not_found", "There is no such account.")
            return 200, {"account_id": account_id}
        case "POST", ("clear",):
            ledger.clear()
            return 200, {"cleared": True}
    raise Refusal(404, "no_such_call", "There is no such control call.")


def _set_clock(ledger: Ledger, body: dict) -> Answer:
    """`at`: the time it shall be now (ISO 8601). `advance_seconds`: that much later than now."""
    try:
        if "at" in body:
            at = datetime.fromisoformat(str(body["at"])).timestamp()
        else:
            at = ledger.now() + float(body["advance_seconds"])
    except (KeyError, ValueError) as error:
        raise Refusal(400, "invalid_clock", "Send `at` or `advance_seconds`.") from error
    ledger.set_clock_offset(at - time.time())
    return 200, {"now": iso(ledger.now())}


def _set_behaviour(ledger: Ledger, body: dict) -> Answer:
    try:
        ledger.change_behaviour(body)
    except (TypeError, ValueError) as error:
        raise Refusal(400, "invalid_behaviour", str(error)) from error
    return 200, {"behaviour": body}
