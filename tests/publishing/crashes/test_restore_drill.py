"""The database is lost and an old copy takes its place: what went out since is not sent again."""

import pytest

from chaos.parts.restore import LOSSY, drill

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_only]

POSTS, SENT, SENT_SINCE = 40, 25, 15


@pytest.mark.parametrize("keeps_journal", [True, False])
def test_nothing_goes_out_twice(lab, keeps_journal):
    verdict, sent = drill(lab, posts=POSTS, keeps_journal=keeps_journal)
    assert sent == SENT
    assert verdict


def test_nor_by_a_network_that_loses_answers(lab):
    verdict, _ = drill(lab, posts=POSTS, keeps_journal=True, mix=LOSSY)
    assert verdict


def test_the_journal_alone_is_enough(lab):
    verdict, _ = drill(lab, posts=POSTS, keeps_journal=True, ablate="no gap guard")
    assert verdict


def test_without_journal_and_gap_guard_the_drill_sees_it(lab):
    verdict, _ = drill(lab, posts=POSTS, keeps_journal=False, ablate="no gap guard")
    assert len(verdict.twice) == SENT_SINCE
