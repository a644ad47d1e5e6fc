"""Every crash point, under every behaviour of the platform, with real deaths.

After the crash another worker finds what is left, and time goes on until the post is final. Then
the network must hold it exactly once, and its row must know. `make chaos` adds a second crash.
"""

import pytest

from chaos.parts.matrix import BEHAVIOURS, is_reached
from publishing.crash_points import CRASH_POINTS

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_only]


@pytest.mark.parametrize("point", CRASH_POINTS)
def test_no_crash_posts_twice_or_loses(lab, point):
    wrong = {}
    for behaviour in BEHAVIOURS:
        verdict, died = is_reached(lab, point, behaviour, None)
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
    verdict, _ = is_reached(lab, point, behaviour, ablate=safeguard)
    assert len(verdict.twice) == 1


@pytest.mark.parametrize("safeguard", ["no intent row", "no intent line"])
def test_row_and_journal_stand_in_for_each_other(lab, safeguard):
    verdict, died = is_reached(lab, "after_call", "ok", ablate=safeguard)
    assert died
    assert verdict
