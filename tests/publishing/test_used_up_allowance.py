"""An account whose network allows no more for now: its posts and its readings wait, and say so."""

from datetime import timedelta

import httpx
import pytest

from metrics.models import MetricsCheckpoint
from metrics.services.checkpoints import collect_checkpoint, plan_checkpoints
from platforms.adapters.http import Answer
from platforms.adapters.rates import Left, RateWatch
from platforms.services.allowances import ask_to_wait, note_rates

MINUTE = timedelta(minutes=1)


def test_posts_wait_with_a_sentence_until_there_is_more(post, network, publish, run_tick, now):
    ask_to_wait(post.connection, "posts_wait_until", now + 20 * MINUTE)
    publish(post)
    assert network.posts == []
    assert post.due_at == now + 20 * MINUTE
    assert "network allows" in post.error_message
    run_tick(post, after=21 * MINUTE)
    assert post.status == "posted"


def test_an_earlier_end_does_not_shorten_the_wait(connection, now):
    assert ask_to_wait(connection, "posts_wait_until", now + 20 * MINUTE)
    assert not ask_to_wait(connection, "posts_wait_until", now + 5 * MINUTE)
    connection.refresh_from_db()
    assert connection.posts_wait_until == now + 20 * MINUTE


def watch_of(now, share):
    watch = RateWatch(lambda headers, at: iter([Left(share, now + 20 * MINUTE)]), shared=True)
    watch(Answer(200, httpx.Headers(), b""), True)
    return watch


@pytest.mark.parametrize(("share", "columns"), [(0.0, 2), (0.1, 1), (0.5, 0)])
def test_what_an_answer_says_is_stored_on_the_account(
    connection, now, share, columns, django_assert_num_queries
):
    with django_assert_num_queries(columns):
        note_rates(connection, watch_of(now, share), now=now)
    connection.refresh_from_db()
    assert bool(connection.posts_wait_until) == (columns == 2)
    assert bool(connection.reads_wait_until) == (columns >= 1)


def test_readings_wait_while_little_is_left_so_that_posts_keep_it(post, network, publish, now):
    publish(post)
    plan_checkpoints(post, now)
    ask_to_wait(post.connection, "reads_wait_until", now + 40 * MINUTE)
    checkpoint = MetricsCheckpoint.objects.filter(schedule=post).order_by("planned_at")[0]
    assert collect_checkpoint(checkpoint, now=now + 20 * MINUTE) is None
    checkpoint.refresh_from_db()
    assert checkpoint.status == "pending"
    assert checkpoint.due_at > now + 20 * MINUTE
    assert "kept for posts" in checkpoint.error_message
