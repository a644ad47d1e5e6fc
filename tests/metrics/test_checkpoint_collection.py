"""Readings are taken once, by one worker, at their age, with what the platform really said."""

from dataclasses import replace
from datetime import timedelta

import pytest

from metrics.models import AccountBaseline, Comment, MetricsCheckpoint, PostingMetrics
from metrics.services import readings
from metrics.services.checkpoints import (
    LEASE,
    collect_checkpoint,
    collect_due,
    plan_checkpoints,
)
from metrics.signals import checkpoint_taken
from platforms.adapters.rates import RateWatch, no_headers
from platforms.adapters.types import CommentReading, MetricsReading
from platforms.exceptions import OutcomeUnknown, RateLimited, Unsupported
from publishing.signals import post_published
from scheduling.exceptions import PostProblem
from scheduling.models import PostingSchedule
from teams.models import EventLog
from tests.factories import make_connection, make_first_comment, make_reading, make_schedule

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Network:
    """A platform that answers what it was told to, and remembers that it was asked."""

    def __init__(self, now):
        self.capabilities = frozenset({"metrics", "comments"})
        self.metrics = MetricsReading(
            now, views=1000, likes=80, comments_count=5, is_simulated=True
        )
        self.comments = [CommentReading("c1", "ann", "I love this coffee trick!", 3, now)]
        self.error = self.comments_error = None
        self.asked = 0

    rates = RateWatch(no_headers)

    def fetch_metrics(self, post_id):
        self.asked += 1
        if self.error:
            raise self.error
        return self.metrics

    def fetch_comments(self, post_id):
        if self.comments_error:
            raise self.comments_error
        return self.comments


@pytest.fixture
def network(now, monkeypatch):
    network = Network(now)
    monkeypatch.setattr(readings, "get_adapter", lambda connection: network)
    return network


@pytest.fixture
def posted(team, now):
    return out(make_connection(team), now)


def out(connection, at, **fields):
    post = make_schedule(
        connection,
        scheduled_at=at,
        status="posted",
        external_post_id=f"p{at.timestamp()}",
        published_at=at,
        **fields,
    )
    plan_checkpoints(post, at)
    return post


def checkpoint(post, name):
    return MetricsCheckpoint.objects.select_related("schedule__connection").get(
        schedule=post, checkpoint=name
    )


def test_publication_plans_the_six_readings_once(team, now):
    post = make_schedule(make_connection(team), status="posted", external_post_id="p")
    for _ in range(2):
        post_published.send(PostingSchedule, schedule=post, published_at=now)
    names = MetricsCheckpoint.objects.order_by("planned_at").values_list("checkpoint", flat=True)
    assert list(names) == ["15m", "1h", "4h", "24h", "72h", "7d"]


def test_only_what_is_due_is_read(posted, network, now):
    assert collect_due(now + 14 * MINUTE) == 0
    assert collect_due(now + 15 * MINUTE) == 1
    assert collect_due(now + 16 * MINUTE) == 0
    assert network.asked == 1


def test_a_reading_keeps_its_true_age_when_it_is_late(posted, network, now):
    collect_due(now + 40 * MINUTE)
    reading = PostingMetrics.objects.get()
    assert (reading.checkpoint, reading.age_sec) == ("15m", 2400)
    assert reading.check_time == now + 40 * MINUTE


def test_after_days_off_missed_readings_stay_missed_and_are_not_filled(posted, network, now):
    collect_due(now + 25 * HOUR)
    taken = PostingMetrics.objects.values_list("checkpoint", flat=True)
    missed = MetricsCheckpoint.objects.filter(status="missed").values_list("checkpoint", flat=True)
    assert (list(taken), sorted(missed)) == (["24h"], ["15m", "1h", "4h"])
    assert network.asked == 1


def test_a_counter_that_is_not_reported_stays_empty(posted, network, now):
    collect_due(now + 15 * MINUTE)
    reading = PostingMetrics.objects.get()
    assert (reading.shares, reading.watch_time_sec, reading.ctr) == (None, None, None)
    assert (reading.views, reading.engagements) == (1000, 85)
    assert reading.is_simulated


def test_the_post_carries_the_latest_figures(posted, network, now):
    collect_due(now + 15 * MINUTE)
    network.metrics = replace(network.metrics, views=4000)
    collect_due(now + HOUR)
    posted.refresh_from_db()
    assert (posted.views, posted.engagement_rate) == (4000, 85 / 4000)
    assert posted.click_through_rate is None


def test_an_older_reading_that_comes_late_does_not_replace_a_newer_one(posted, network, now):
    make_reading(posted, "4h", views=9000)
    PostingSchedule.objects.filter(pk=posted.pk).update(views=9000)
    collect_checkpoint(checkpoint(posted, "1h"), now=now + HOUR)
    posted.refresh_from_db()
    assert posted.views == 9000


def test_a_rate_limit_puts_the_reading_off_to_when_the_platform_said(posted, network, now):
    at = now + 15 * MINUTE
    network.error = RateLimited("Too many requests.", retry_at=at + 10 * MINUTE)
    collect_due(at)
    row = checkpoint(posted, "15m")
    assert (row.status, row.due_at) == ("pending", at + 10 * MINUTE)
    assert row.error_message == "Too many requests."
    network.error = None
    assert collect_due(at + 10 * MINUTE) == 1


def test_a_reading_is_never_put_off_past_its_age(posted, network, now):
    network.error = RateLimited("Come back tomorrow.", retry_at=now + DAY)
    collect_due(now + 15 * MINUTE)
    assert checkpoint(posted, "15m").due_at == now + HOUR
    collect_due(now + HOUR)
    row = checkpoint(posted, "15m")
    assert (row.status, row.error_message) == ("missed", "Come back tomorrow.")


def test_no_answer_is_tried_again_ever_later(posted, network, now):
    network.error = OutcomeUnknown("No answer.")
    at = now + 4 * HOUR
    waits = []
    for _ in range(3):
        collect_checkpoint(checkpoint(posted, "4h"), now=at)
        waits.append(checkpoint(posted, "4h").due_at - at)
        at = checkpoint(posted, "4h").due_at
    assert waits == [MINUTE, 5 * MINUTE, 15 * MINUTE]


def test_a_platform_without_metrics_is_said_so_and_not_asked_again(posted, network, now):
    network.error = Unsupported("Email", "metrics")
    collect_due(now + 15 * MINUTE)
    row = checkpoint(posted, "15m")
    assert (row.status, row.error_message) == ("missed", "Email cannot do this: metrics.")


def test_a_worker_that_died_leaves_the_reading_to_the_next(posted, network, now):
    row = checkpoint(posted, "15m")
    at = now + 15 * MINUTE
    MetricsCheckpoint.objects.filter(pk=row.pk).update(status="taking", due_at=at + LEASE, fence=1)
    assert collect_due(at + MINUTE) == 0
    assert collect_due(at + LEASE) == 1
    assert checkpoint(posted, "15m").status == "taken"


def test_a_worker_that_lost_its_lease_throws_its_reading_away(posted, network, now):
    row = checkpoint(posted, "15m")

    def another_takes_it(post_id):
        MetricsCheckpoint.objects.filter(pk=row.pk).update(fence=99)
        return network.metrics

    network.fetch_metrics = another_takes_it
    assert collect_checkpoint(row, now=now + 15 * MINUTE) is None
    assert not PostingMetrics.objects.exists()


def test_of_two_workers_with_the_same_row_one_reads(posted, network, now):
    first, second = checkpoint(posted, "15m"), checkpoint(posted, "15m")
    at = now + 15 * MINUTE
    assert collect_checkpoint(first, now=at) is not None
    assert collect_checkpoint(second, now=at) is None
    assert network.asked == 1


def test_one_reading_that_breaks_does_not_stop_the_others(team, network, now, monkeypatch):
    connection = make_connection(team)
    broken, fine = out(connection, now), out(connection, now + MINUTE)
    good = network.fetch_metrics

    def breaks_for_one(post_id):
        if post_id == broken.external_post_id:
            raise ZeroDivisionError
        return good(post_id)

    network.fetch_metrics = breaks_for_one
    assert collect_due(now + 20 * MINUTE) == 1
    assert checkpoint(fine, "15m").status == "taken"
    assert checkpoint(broken, "15m").status == "taking"  # tried again when its lease is over


def test_a_reading_cannot_be_taken_before_its_time(posted, network, now):
    with pytest.raises(PostProblem, match="cannot be taken earlier"):
        collect_checkpoint(checkpoint(posted, "24h"), now=now + HOUR)


def test_comments_are_kept_once_with_how_they_feel_and_what_they_are_about(posted, network, now):
    collect_due(now + 15 * MINUTE)
    network.comments = [replace(network.comments[0], like_count=9)]
    collect_due(now + HOUR)
    comment = Comment.objects.get()
    assert (comment.like_count, comment.sentiment_label) == (9, "very_positive")
    assert "coffee trick" in comment.topic_tags


def test_a_comment_that_cannot_be_judged_has_no_label(posted, network, now):
    network.comments = [CommentReading("c2", "eva", "12345", None, now)]
    collect_due(now + 15 * MINUTE)
    comment = Comment.objects.get()
    assert (comment.sentiment_score, comment.sentiment_label, comment.like_count) == (
        None,
        "",
        None,
    )


def test_counters_are_kept_when_the_comments_cannot_be_read(posted, network, now):
    network.comments_error = RateLimited("Too many requests.")
    assert collect_due(now + 15 * MINUTE) == 1
    assert "Comments were not read" in PostingMetrics.objects.get().notes


def test_the_score_compares_with_the_accounts_posts_at_the_same_age(team, network, now):
    connection = make_connection(team)
    for i, views in enumerate((800, 900, 1000, 1100), 1):
        make_reading(out(connection, now - i * DAY), "24h", views=views, age_sec=86_400)
    make_reading(out(make_connection(team), now - DAY), "24h", views=10**6)  # another account
    make_reading(out(connection, now - 6 * DAY), "24h", views=10**6, is_simulated=False)
    make_reading(out(connection, now - 7 * DAY), "24h", views=10**6, age_sec=250_000)  # far later
    post = out(connection, now)
    collect_checkpoint(checkpoint(post, "24h"), now=now + DAY)
    detail = PostingMetrics.objects.get(schedule=post).score_detail
    assert detail["sample_size"] == 4
    assert detail["comparisons"][0]["median"] == 950


def test_the_first_post_gets_its_score_when_a_second_one_is_as_old(team, network, now):
    connection = make_connection(team)
    first, second = out(connection, now), out(connection, now + HOUR)
    collect_checkpoint(checkpoint(first, "15m"), now=now + 15 * MINUTE)
    assert PostingMetrics.objects.get(schedule=first).post_social_score is None
    collect_checkpoint(checkpoint(second, "15m"), now=now + 75 * MINUTE)
    first.refresh_from_db()
    assert first.post_social_score == PostingMetrics.objects.get(schedule=first).post_social_score
    assert first.post_social_score == pytest.approx(50, abs=1)


def test_the_baseline_is_recomputed_with_every_reading(posted, network, now):
    collect_due(now + 15 * MINUTE)
    baseline = AccountBaseline.objects.get()
    assert (baseline.checkpoint, baseline.sample_size) == ("15m", 1)
    assert baseline.quantiles["views"] == {"p25": 1000, "p50": 1000, "p75": 1000, "n": 1}
    assert "shares" not in baseline.quantiles


def test_everything_leaves_an_event_and_listeners_hear_of_it(posted, network, now):
    heard = []

    def listen(sender, checkpoint, reading, **more):
        heard.append((checkpoint.checkpoint, reading.views))

    checkpoint_taken.connect(listen)
    collect_due(now + 15 * MINUTE)
    checkpoint_taken.disconnect(listen)
    assert heard == [("15m", 1000)]
    events = EventLog.objects.values_list("event_type", flat=True)
    assert sorted(events) == ["checkpoint_taken", "checkpoint_taking"]


def test_the_number_of_queries_of_a_reading_does_not_grow_with_history(
    team, network, now, django_assert_max_num_queries
):
    connection = make_connection(team)
    for i in range(12):
        make_reading(out(connection, now - (i + 9) * DAY), "15m", age_sec=900)
    MetricsCheckpoint.objects.all().delete()
    post = out(connection, now)
    network.comments *= 30
    row = checkpoint(post, "15m")
    with django_assert_max_num_queries(34):
        collect_checkpoint(row, now=now + 15 * MINUTE)


def test_our_own_first_comment_is_no_voice_of_the_audience(network, team, now):
    account = make_connection(team, platform="instagram")
    post = out(account, now, first_comment="What is yours?")
    make_first_comment(post, status="posted", external_id="c2", due_at=None, text="What is yours?")
    network.comments += [
        CommentReading("c2", "maker", "What is yours?", 0, now),
        CommentReading("c3", "maker", "What is yours?", 0, now, author_id="somebody else"),
    ]
    plan_checkpoints(post, now)
    collect_due(now + MINUTE * 16, limit=20, owner="test")
    assert set(Comment.objects.values_list("platform_comment_id", flat=True)) == {"c1", "c3"}
