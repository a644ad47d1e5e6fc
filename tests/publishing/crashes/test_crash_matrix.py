"""Every crash point, under every behaviour of the platform, with real deaths.

After the crash another worker finds what is left, and time goes on until the post is final. Then
the network must hold it exactly once, and its row must know.
"""

import time
from datetime import UTC, datetime

import pytest

from platforms.sandbox.faults import STANDARD_MIX
from publishing.crash_points import CRASH_POINTS
from tests.publishing.crashes.lab import judge
from tests.publishing.crashes.timing import GAVE_UP_SECONDS, LATE_SECONDS

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_only]

BEHAVIOURS = tuple(STANDARD_MIX)
# these points lie on the way of a post that is in doubt already
REPAIR_POINTS = {
    "in_sweep": "after_gate",
    "in_lookup": "after_call",
    "in_verdict": "after_call",
    "in_replay": "after_result_line",
}
# only an answer that proves “accepted” leaves something for the journal to repair
ANSWERED = {"ok", "accepted_but_slow"}


def run_case(lab, point: str, behaviour: str, **words):
    """One post, one crash, recovery; returns the verdict and whether the process died."""
    lab.control.clear()
    lab.control.set_behaviour(slow_seconds=0.1, late_seconds=LATE_SECONDS, retry_after_seconds=1)
    lab.control.script_faults(behaviour)
    now = datetime.now(UTC)
    template = lab.template("one post", posts=1, accounts=1, at=now.isoformat())
    database = lab.copy(template)
    first = REPAIR_POINTS.get(point, point)
    started = time.monotonic()
    died = lab.run("tick", database, now=now.isoformat(), crash_at=first, **words) == -9
    if time.monotonic() - started > GAVE_UP_SECONDS:
        time.sleep(LATE_SECONDS)  # what the dead worker sent may land only now
    if point in REPAIR_POINTS:
        crash = {"crash_at": point, **words}
        died = lab.run("recover", database, now=now.isoformat(), **crash) == -9
    lab.run("recover", database, now=now.isoformat(), **words)
    return judge(database, lab.control.ledger()), died


@pytest.mark.parametrize("point", CRASH_POINTS)
def test_no_crash_posts_twice_or_loses(lab, point):
    wrong = {}
    for behaviour in BEHAVIOURS:
        for _ in range(3):  # a machine that is too busy closes the gate before the point
            verdict, died = run_case(lab, point, behaviour)
            died = died or (point == "in_replay" and behaviour not in ANSWERED)
            if died or not verdict:
                break
        if not verdict or not died:
            wrong[behaviour] = (verdict, died)
    assert wrong == {}


def test_the_matrix_is_eighteen_by_ten():
    assert (len(CRASH_POINTS), len(BEHAVIOURS)) == (18, 10)


@pytest.mark.parametrize(
    ("safeguard", "point", "behaviour"),
    [
        ("no intent", "after_call", "ok"),
        ("unknown is refused", "after_claim", "accepted_then_500"),
        ("time-out is not sent", "after_claim", "accepted_then_dropped"),
    ],
)
def test_the_harness_sees_a_missing_safeguard(lab, safeguard, point, behaviour):
    verdict, _ = run_case(lab, point, behaviour, ablate=safeguard)
    assert len(verdict.twice) == 1


@pytest.mark.parametrize("safeguard", ["no intent row", "no intent line"])
def test_row_and_journal_stand_in_for_each_other(lab, safeguard):
    verdict, died = run_case(lab, "after_call", "ok", ablate=safeguard)
    assert died
    assert verdict
