"""When the coach writes, what follows from it, and that it does so once."""

import pytest

from ai.protocols import Answer, ProviderRefused, ProviderUnavailable
from briefs.models import CreativeBrief, DerivativeMediaPlan
from coaching.models import AICoachInsight
from coaching.services import coach_due, write_insight
from coaching.services import insights as service
from teams.models import EventLog
from tests.coaching.scenes import make_post, measure


class Model:
    """A text model that answers what it was told, through the shape that it was given."""

    def __init__(self, **said):
        self.said = said

    def compose(self, *, instructions, data, shape):
        self.data = data
        try:
            return Answer(shape.model_validate(self.said), "test-model")
        except ValueError as error:
            raise ProviderRefused(f"The answer stayed unusable: {error}") from error


def use_model(monkeypatch, model):
    monkeypatch.setattr(service, "get_text_model", lambda: model)
    monkeypatch.setattr("briefs.services.write.get_text_model", no_model)


def no_model():
    raise ProviderUnavailable("No text model is configured.")


@pytest.fixture(autouse=True)
def without_a_key(monkeypatch):
    monkeypatch.setattr(service, "get_text_model", no_model)
    monkeypatch.setattr("briefs.services.write.get_text_model", no_model)


def test_readings_at_24h_and_7d_are_coached_once(team, now):
    post = make_post(team, now)
    measure(post, "1h", views=100)
    measure(post, "7d", views=3000, peers=(1000, 1100))
    assert coach_due(now) == 2
    assert coach_due(now) == 0
    checkpoints = AICoachInsight.objects.values_list("checkpoint", flat=True)
    assert sorted(checkpoints) == ["24h", "7d"]


def test_without_a_reading_there_is_nothing_to_say(team, now):
    post = make_post(team, now)
    post.metrics.all().delete()
    assert write_insight(post, "24h", now=now) is None
    assert write_insight(post, "on_demand", now=now) is None


def test_on_demand_looks_at_the_newest_reading_each_time(team, now):
    post = make_post(team, now)
    measure(post, "7d", views=9999)
    first, second = (write_insight(post, "on_demand", now=now) for _ in range(2))
    assert first != second
    assert "9,999 views" in first.summary


def test_the_snapshot_holds_the_figures_that_were_used(team, now):
    insight = write_insight(make_post(team, now), "24h", now=now)
    post = insight.input_snapshot["post"]
    assert post["figures"]["views"] == 1450
    assert post["comparisons"][0]["median"] == 1000
    assert "shares" in post["not_reported"]
    assert (insight.written_by, insight.is_simulated) == ("rules", True)
    assert insight.input_snapshot["note"] == "No text model is configured."


def test_a_top_post_gets_a_brief_and_plans_tied_to_it(team, now):
    post = make_post(team, now)
    write_insight(post, "24h", now=now)
    brief = CreativeBrief.objects.get()
    plans = DerivativeMediaPlan.objects.all()
    assert (brief.source_schedule, brief.source_type) == (post, "own_top_post")
    assert 1 <= len(plans) <= 3
    assert {(plan.brief, plan.source_media) for plan in plans} == {(brief, post.media)}
    assert all("simulation" in plan.reason for plan in plans)


def test_a_weak_post_gets_an_insight_but_no_brief_and_no_plan(team, now):
    write_insight(make_post(team, now, views=200), "24h", now=now)
    assert AICoachInsight.objects.count() == 1
    assert not CreativeBrief.objects.exists()
    assert not DerivativeMediaPlan.objects.exists()


def test_a_promising_first_post_gets_plans_but_no_brief(team, now):
    write_insight(make_post(team, now, peers=()), "24h", now=now)
    assert not CreativeBrief.objects.exists()
    assert DerivativeMediaPlan.objects.exists()


def test_the_same_post_has_one_brief_and_each_format_once(team, now):
    post = make_post(team, now)
    measure(post, "7d", views=9000, peers=(1000, 1100, 900))
    coach_due(now)
    assert CreativeBrief.objects.count() == 1
    formats = list(DerivativeMediaPlan.objects.values_list("format_type", flat=True))
    assert len(formats) == len(set(formats))


def test_everything_written_leaves_an_event(team, now):
    write_insight(make_post(team, now), "24h", now=now)
    kinds = set(EventLog.objects.values_list("event_type", flat=True))
    assert {"insight_written", "brief_written", "derivatives_planned"} <= kinds


def test_a_models_words_are_used_when_its_figures_are_real(team, now, monkeypatch):
    model = Model(
        summary="1,450 views in a day: people want the grind story. A simulation.",
        what_worked=["1,450 views against a median of 1,000 is 45% more."],
        what_to_change=["Put text on screen: hook has 21.6 of 30 points."],
        formats=[{"format": "face_cam", "description": "Say the sour line again, closer."}],
    )
    use_model(monkeypatch, model)
    insight = write_insight(make_post(team, now), "24h", now=now)
    assert insight.written_by == "test-model"
    assert insight.next_actions[0]["format"] == "face_cam"
    assert model.data["clip"]["topics"] == ("espresso grind", "morning coffee")


@pytest.mark.parametrize(
    "claim", ["It reached 98,765 people.", "People loved it.", "Views rose by 312%."]
)
def test_a_model_that_invents_or_omits_figures_is_not_used(team, now, monkeypatch, claim):
    model = Model(
        summary="A fine result for this clip about espresso.",
        what_worked=[claim],
        what_to_change=["Hook has 21.6 of 30 points."],
        formats=[{"format": "face_cam", "description": "Say the sour line again, closer."}],
    )
    use_model(monkeypatch, model)
    insight = write_insight(make_post(team, now), "24h", now=now)
    assert insight.written_by == "rules"
    assert claim not in insight.what_worked
    assert "was not used" in insight.input_snapshot["note"]


def test_a_model_that_forgets_the_simulation_is_reminded(team, now, monkeypatch):
    model = Model(
        summary="1,450 views in a day: people want the grind story.",
        what_worked=[],
        what_to_change=["Hook has 21.6 of 30 points."],
        formats=[{"format": "explainer", "description": "Explain the dial, click by click."}],
    )
    use_model(monkeypatch, model)
    assert "a simulation" in write_insight(make_post(team, now), "24h", now=now).summary


def test_one_post_that_breaks_does_not_stop_the_others(team, now, monkeypatch):
    broken, fine = make_post(team, now), make_post(team, now)
    gather = service.gather_post

    def breaks_for_one(schedule, reading):
        if schedule == broken:
            raise ZeroDivisionError
        return gather(schedule, reading)

    monkeypatch.setattr(service, "gather_post", breaks_for_one)
    assert coach_due(now) == 1
    assert AICoachInsight.objects.get().schedule == fine
