"""Simulated populations: how often a difference is called that is not there, or is missed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.effects import interval, measure_effect, needed_blocks, p_value
from metrics.experiment_results import verdict_of
from scheduling.variants import orders

TRIALS = 1500


def simulate(rng, blocks: int, arms: int, effect: float = 0.0, first: float = 0.6):
    """Figures as they come: accounts differ a lot, some posts go viral, and of the posts of a
    block the first does better (`first`), whatever its variant. The logarithm is compared."""
    level = rng.normal(7, 2, size=(blocks, 1))
    noise = rng.standard_t(3, size=(blocks, arms)) * 0.5
    values = level + noise
    for block, order in enumerate(orders(blocks, arms, str(rng.integers(1 << 30)))):
        values[block, order[0]] += first
    values[:, 1] += effect
    return values


def called(values, *, comparisons: int) -> list[bool]:
    return [
        measure_effect(values[:, arm] - values[:, 0], comparisons=comparisons).is_clear
        for arm in range(1, comparisons + 1)
    ]


@pytest.mark.parametrize("blocks", [6, 8, 12])
def test_two_equal_variants_are_told_apart_in_at_most_one_of_twenty_cases(blocks):
    rng = np.random.default_rng(blocks)
    false = sum(called(simulate(rng, blocks, 2), comparisons=1)[0] for _ in range(TRIALS))
    assert false / TRIALS <= 0.067  # 5 % and three standard errors of 1,500 trials


def test_of_four_equal_variants_any_is_called_better_or_worse_in_at_most_one_of_twenty():
    rng = np.random.default_rng(4)
    false = sum(any(called(simulate(rng, 8, 4), comparisons=3)) for _ in range(TRIALS))
    assert false / TRIALS <= 0.067


def test_looking_after_every_block_would_find_more_which_is_why_nothing_is_said_before_the_end():
    rng = np.random.default_rng(5)
    peeked = at_the_end = 0
    for _ in range(600):
        values = simulate(rng, 12, 2, first=0.0)
        looks = [called(values[:n], comparisons=1)[0] for n in range(6, 13)]
        peeked += any(looks)
        at_the_end += looks[-1]
    assert peeked > 1.5 * at_the_end
    early = measure_effect([1.0] * 8)
    assert early.is_clear
    assert verdict_of(early, complete=False) == "running"


@pytest.mark.parametrize(("blocks", "effect", "power"), [(12, 1.2, 0.8), (24, 0.8, 0.8)])
def test_a_real_difference_is_found(blocks, effect, power):
    rng = np.random.default_rng(blocks)
    found = sum(called(simulate(rng, blocks, 2, effect), comparisons=1)[0] for _ in range(300))
    assert found / 300 >= power


def test_the_interval_holds_the_true_effect_at_least_as_often_as_it_says():
    rng = np.random.default_rng(7)
    held = 0
    for _ in range(300):
        values = simulate(rng, 8, 2, effect=0.7, first=0.0)
        low, high = interval(values[:, 1] - values[:, 0], 0.05)
        held += low <= 0.7 <= high
    assert held / 300 >= 0.92


NUMBERS = st.lists(st.floats(-1000, 1000).map(lambda x: round(x, 3)), min_size=1, max_size=10)


@given(NUMBERS)
def test_the_p_value_is_a_share_of_all_patterns_and_does_not_care_for_the_sign(values):
    array = np.array(values)
    p = p_value(array)
    assert 1 / 2 ** len(values) <= p <= 1
    assert p == pytest.approx(p_value(-array))


@given(st.lists(st.floats(-100, 100).map(lambda x: round(x, 2)), min_size=6, max_size=9))
def test_verdict_and_interval_never_contradict_each_other(values):
    effect = measure_effect(values)
    slack = 1e-6 * (1 + max(abs(value) for value in values))
    assert effect.low - slack <= effect.mean <= effect.high + slack
    if effect.is_clear:
        assert effect.low >= -slack or effect.high <= slack
    elif effect.mean != 0:
        assert effect.low <= slack
        assert effect.high >= -slack


def test_five_blocks_can_never_tell_and_more_rivals_take_more():
    assert [needed_blocks(rivals) for rivals in (1, 2, 3)] == [6, 7, 7]
    assert not measure_effect([5.0] * 5).is_clear
    assert measure_effect([5.0, 5.1, 4.9, 5.2, 5.0, 4.8]).is_clear


def test_no_blocks_have_no_effect_and_strange_numbers_are_refused():
    empty = measure_effect([])
    assert (empty.mean, empty.low, empty.p_value) == (None, None, None)
    with pytest.raises(ValueError, match="no number"):
        measure_effect([float("nan")])
