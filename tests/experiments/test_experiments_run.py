"""From the form to the verdict."""

import itertools
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from metrics.experiment_results import read_result
from scheduling.exceptions import PostProblem
from scheduling.models import Experiment, ExperimentPost, PlanningRules, PostingSchedule
from scheduling.services.experiments import Wish, start_experiment, stop_experiment
from teams.models import EventLog, Notification
from tests.factories import (
    make_analysis,
    make_asset,
    make_connection,
    make_reading,
    make_schedule,
)

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
END = NOW + timedelta(days=300)


@pytest.fixture
def asset(team):
    asset = make_asset(team)
    make_analysis(asset)
    return asset


@pytest.fixture
def accounts(team):
    return [make_connection(team) for _ in range(3)]


def wish(accounts, **fields) -> Wish:
    values = {
        "name": "Does a question help?",
        "kind": "caption",
        "values": ["Coffee first.", "Coffee first?"],
        "accounts": accounts,
        "rounds": 2,
        "first_day": date(2026, 3, 3),
    }
    return Wish(**{**values, **fields})


def start(asset, owner, accounts, **fields) -> Experiment:
    return start_experiment(asset, wish(accounts, **fields), by=owner, now=NOW)


def publish_all(experiment, figure) -> None:
    """Send every post as planned and read it; `figure(entry)` gives its likes of 1,000 views."""
    for entry in experiment.posts.select_related("schedule", "arm"):
        post = entry.schedule
        PostingSchedule.objects.filter(pk=post.pk).update(
            status="posted", published_at=post.scheduled_at, external_post_id=f"x{post.pk}"
        )
        likes = figure(entry)
        make_reading(post, likes=likes, engagements=likes, is_simulated=True,
                     check_time=post.scheduled_at + timedelta(days=1))  # fmt: skip


def test_every_account_gets_every_variant_spaced_by_the_rule_for_near_duplicates(
    asset, owner, accounts
):
    experiment = start(asset, owner, accounts)
    assert experiment.gap_days == 14
    posts = PostingSchedule.objects.filter(variant_group=experiment.variant_group)
    assert posts.count() == 12
    assert posts.filter(is_control=True).count() == 6
    assert set(posts.values_list("body", flat=True)) == {"Coffee first.", "Coffee first?"}
    for account in accounts:
        times = sorted(posts.filter(connection=account).values_list("scheduled_at", flat=True))
        gaps = [after - before for before, after in itertools.pairwise(times)]
        assert min(gaps) >= timedelta(days=13, hours=23)
        assert {at.astimezone(asset.team.zone).hour for at in times} == {18}
    assert EventLog.objects.filter(event_type="experiment_started").count() == 1


def test_its_posts_wait_for_approval_and_others_are_told_once(asset, owner, teammate, accounts):
    start(asset, owner, accounts)
    assert set(PostingSchedule.objects.values_list("review_status", flat=True)) == {"awaiting"}
    assert Notification.objects.get(user=teammate).title == "12 posts wait for approval"


def test_times_near_other_posts_are_left_to_them(asset, owner, accounts):
    at = datetime(2026, 3, 3, 17, 30, tzinfo=UTC)  # 18:30 in Berlin
    make_schedule(accounts[0], scheduled_at=at)
    experiment = start(asset, owner, accounts[:1])
    first = experiment.posts.order_by("schedule__scheduled_at").first().schedule
    assert first.scheduled_at == datetime(2026, 3, 10, 17, tzinfo=UTC)


def test_quiet_hours_leave_no_room_and_say_so(asset, owner, accounts):
    PlanningRules.objects.create(
        team=asset.team, quiet_from=time(17), quiet_until=time(20), twins_apart_days=7
    )
    with pytest.raises(PostProblem, match="no free time"):
        start(asset, owner, accounts)
    assert not Experiment.objects.exists()
    assert not PostingSchedule.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"values": ["One"]}, "2 to 4"),
        ({"values": ["One", "One"]}, "the same"),
        ({"rounds": 13}, "rounds"),
        ({"values": ["1", "2", "3", "4"], "rounds": 7}, "84 posts"),
    ],
)
def test_what_makes_no_sense_is_refused_and_makes_nothing(asset, owner, accounts, fields, said):
    with pytest.raises(PostProblem, match=said):
        start(asset, owner, accounts, **fields)
    assert not PostingSchedule.objects.exists()


def test_real_and_simulated_accounts_are_not_compared(asset, owner, accounts, team):
    real = make_connection(team, route="direct")
    with pytest.raises(PostProblem, match="cannot be compared"):
        start(asset, owner, [*accounts, real])


def test_a_cover_of_another_file_is_refused(asset, owner, accounts):
    with pytest.raises(PostProblem, match="cover"):
        start(asset, owner, accounts, kind="thumbnail", values=["teams/x/1.webp", "teams/y/2.webp"])
    assert not Experiment.objects.exists()


def test_a_clear_difference_is_called_at_the_end(asset, owner, accounts):
    experiment = start(asset, owner, accounts)
    publish_all(experiment, lambda entry: (20 if entry.arm.is_control else 60) + entry.block)
    result = read_result(experiment, END)
    assert (result.blocks, result.finished_blocks, result.is_complete) == (6, 6, True)
    control, other = result.arms
    assert control.verdict == "control"
    assert other.verdict == "better"
    assert other.effect.mean == pytest.approx(0.04)
    assert other.effect.low == pytest.approx(0.04)
    assert result.is_simulated


def test_noise_is_not_enough_to_tell(asset, owner, accounts):
    experiment = start(asset, owner, accounts)
    control, other = (30, 10, 25, 60, 44, 12), (31, 20, 15, 52, 33, 41)
    publish_all(experiment, lambda entry: (control if entry.arm.is_control else other)[entry.block])
    other = read_result(experiment, END).arms[1]
    assert other.verdict == "unclear"
    assert other.effect.low < 0 < other.effect.high


def test_nothing_is_said_while_posts_are_still_to_come(asset, owner, accounts):
    experiment = start(asset, owner, accounts)
    result = read_result(experiment, NOW)
    assert not result.is_complete
    assert result.arms[1].verdict == "running"


def test_too_few_blocks_cannot_tell(asset, owner, accounts):
    experiment = start(asset, owner, accounts, rounds=1)
    publish_all(experiment, lambda entry: 20 if entry.arm.is_control else 60)
    other = read_result(experiment, END).arms[1]
    assert (other.verdict, other.effect.low) == ("too_few", None)


def test_views_are_compared_as_shares(asset, owner, accounts):
    experiment = start(asset, owner, accounts, measure="views")
    publish_all(experiment, lambda entry: 20)
    for entry in experiment.posts.select_related("arm"):
        views = (1000 if entry.arm.is_control else 1500) * (entry.block + 1)
        entry.schedule.metrics.update(views=views)
    other = read_result(experiment, END).arms[1]
    assert other.effect.mean == pytest.approx(0.5, abs=0.01)
    assert other.verdict == "better"


def test_a_post_that_was_edited_is_another_variant_and_does_not_count(asset, owner, accounts):
    experiment = start(asset, owner, accounts)
    publish_all(experiment, lambda entry: 20)
    edited = experiment.posts.first().schedule
    PostingSchedule.objects.filter(pk=edited.pk).update(body="Something else.")
    result = read_result(experiment, END)
    assert result.finished_blocks == 5
    assert "changed by hand" in next(e.why for e in result.entries if e.why)


def test_a_post_that_went_out_at_another_hour_does_not_count_where_the_hour_is_the_question(
    asset, owner, accounts
):
    experiment = start(asset, owner, accounts, kind="time", values=[time(9), time(18)])
    publish_all(experiment, lambda entry: 20)
    late = experiment.posts.first().schedule
    PostingSchedule.objects.filter(pk=late.pk).update(
        published_at=late.scheduled_at + timedelta(hours=2)
    )
    result = read_result(experiment, END)
    assert result.finished_blocks == 5
    assert any("It went out at" in entry.why for entry in result.entries)


def test_a_figure_that_is_not_reported_is_not_zero(asset, owner, accounts):
    experiment = start(asset, owner, accounts, measure="post_social_score")
    publish_all(experiment, lambda entry: 20)
    result = read_result(experiment, END)
    assert result.finished_blocks == 0
    assert result.arms[0].mean is None


def test_stopping_cancels_what_is_not_out_and_concludes_nothing(asset, owner, accounts):
    experiment = start(asset, owner, accounts)
    assert stop_experiment(experiment, by=owner, now=NOW) == 12
    assert set(PostingSchedule.objects.values_list("status", flat=True)) == {"canceled"}
    assert read_result(experiment, END).arms[1].verdict == "stopped"
    with pytest.raises(PostProblem, match="already"):
        stop_experiment(experiment, by=owner, now=NOW)


def test_the_result_takes_the_same_number_of_queries_for_few_and_for_many(asset, owner, accounts):
    counts = []
    for rounds, first_day in ((1, date(2026, 3, 3)), (4, date(2026, 5, 5))):
        experiment = start(asset, owner, accounts, rounds=rounds, first_day=first_day)
        publish_all(experiment, lambda entry: 20)
        with CaptureQueriesContext(database) as captured:
            read_result(experiment, END)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def form_of(accounts, **fields) -> dict:
    day = timezone.localdate() + timedelta(days=2)
    data = {"name": "Question?", "kind": "caption", "variant_a": "One.", "variant_b": "Two?",
            "accounts": [str(account.pk) for account in accounts], "rounds": 2,
            "first_day": day.isoformat(), "clock": "18:00", "measure": "engagement_rate",
            "checkpoint": "24h"}  # fmt: skip
    return {**data, **fields}


def test_a_person_starts_one_from_the_page_of_a_file(owner_client, asset, accounts):
    new = reverse("experiment-new", args=[asset.pk])
    assert new in owner_client.get(reverse("asset", args=[asset.pk])).content.decode()
    for kind in Experiment.Kind.values:
        assert owner_client.get(new, {"kind": kind}).status_code == 200
    answer = owner_client.post(reverse("experiment-start", args=[asset.pk]), form_of(accounts))
    experiment = Experiment.objects.get()
    assert answer["Location"] == reverse("experiment", args=[experiment.pk])
    page = owner_client.get(answer["Location"]).content.decode()
    assert "0 of 6 blocks are measured" in page
    post = ExperimentPost.objects.first().schedule
    assert answer["Location"] in owner_client.get(reverse("post", args=[post.pk])).content.decode()
    assert experiment.name in owner_client.get(reverse("experiments")).content.decode()


def test_one_that_is_too_small_is_refused_unless_the_person_insists(owner_client, asset, accounts):
    address = reverse("experiment-start", args=[asset.pk])
    refused = owner_client.post(address, form_of(accounts, rounds=1))
    assert refused.status_code == 422
    assert "it takes 6 to tell" in refused.content.decode()
    assert not Experiment.objects.exists()
    owner_client.post(address, form_of(accounts, rounds=1, even_if_small="on"))
    assert Experiment.objects.count() == 1


def test_viewers_and_strangers_start_and_stop_nothing(
    viewer_client, stranger_client, owner, asset, accounts
):
    experiment = start(asset, owner, accounts)
    stop = reverse("experiment-stop", args=[experiment.pk])
    begin = reverse("experiment-start", args=[asset.pk])
    assert viewer_client.post(stop).status_code == 403
    assert viewer_client.post(begin, form_of(accounts)).status_code == 403
    assert stranger_client.post(stop).status_code == 404
    assert stranger_client.post(begin, form_of(accounts)).status_code == 404
    for name, pk in (("experiment", experiment.pk), ("experiment-new", asset.pk)):
        assert stranger_client.get(reverse(name, args=[pk])).status_code == 404
    experiment.refresh_from_db()
    assert experiment.status == "running"


def test_the_page_stops_it(owner_client, owner, asset, accounts):
    experiment = start(asset, owner, accounts)
    page = owner_client.post(reverse("experiment-stop", args=[experiment.pk]), follow=True)
    assert "Stopped; 12 posts were canceled." in page.content.decode()


def body_of(asset, accounts) -> dict:
    return {"name": "Hour", "media": str(asset.pk), "kind": "time",
              "variants": ["09:00", "18:00"], "rounds": 2,
              "accounts": [str(account.pk) for account in accounts],
              "first_day": (timezone.localdate() + timedelta(days=2)).isoformat()}  # fmt: skip


def test_the_api_starts_reads_and_stops(api, stranger_api, asset, accounts):
    made = api.post("/api/experiments", body_of(asset, accounts), format="json")
    assert made.status_code == 201, made.json()
    pk = made.json()["id"]
    assert [arm["values"] for arm in made.json()["arms"]] == [{"time": "09:00"}, {"time": "18:00"}]
    result = api.get(f"/api/experiments/{pk}/result").json()
    assert (result["blocks"], result["needed"], result["is_complete"]) == (6, 6, False)
    assert result["arms"][1]["verdict"] == "running"
    assert stranger_api.get(f"/api/experiments/{pk}/result").status_code == 404
    assert api.post(f"/api/experiments/{pk}/stop").json()["status"] == "stopped"
    assert api.post(f"/api/experiments/{pk}/stop").status_code == 409


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"rounds": 1}, "rounds"),
        ({"variants": ["noon", "18:00"]}, "variants"),
        ({"first_day": "2020-01-01"}, "first_day"),
        ({"accounts": ["00000000-0000-4000-8000-000000000000"]}, "accounts"),
    ],
)
def test_the_api_names_what_is_wrong(api, asset, accounts, wrong, field):
    answer = api.post("/api/experiments", {**body_of(asset, accounts), **wrong}, format="json")
    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert not Experiment.objects.exists()
