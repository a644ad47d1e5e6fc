"""Briefs: from a post, from a sentence, in the seed's shape."""

import pytest

from ai.protocols import Answer, ProviderUnavailable
from briefs.exceptions import BriefProblem
from briefs.models import CreativeBrief
from briefs.services import brief_as_dict, write_brief_for_post, write_brief_from_prompt
from briefs.services import write as service
from briefs.services.gather import gather_post
from tests.coaching.scenes import comment, make_post, reading_of


@pytest.fixture(autouse=True)
def without_a_key(monkeypatch):
    def no_model():
        raise ProviderUnavailable("No text model is configured.")

    monkeypatch.setattr(service, "get_text_model", no_model)


def brief_of(post):
    return write_brief_for_post(post, gather_post(post, reading_of(post)))


def check_shape(shown):
    assert list(shown) == [
        "id", "angle_name", "target_audience", "core_promise", "hook_ideas", "script_outline",
        "visual_directions", "posting_guidance",
    ]  # fmt: skip
    assert list(shown["script_outline"]) == ["intro", "body", "cta"]
    assert list(shown["visual_directions"]) == ["broll", "face_cam"]
    assert list(shown["posting_guidance"]) == [
        "platform_priority", "frequency", "time_window_hint",
    ]  # fmt: skip
    lists = [shown["hook_ideas"], *shown["script_outline"].values()]
    for notes in (*lists, *shown["visual_directions"].values()):
        assert notes
        assert all(isinstance(note, str) and note for note in notes)


def test_a_brief_has_the_shape_of_the_seed(team, now):
    check_shape(brief_as_dict(brief_of(make_post(team, now))))


def test_a_brief_is_built_from_the_clips_own_lines_and_moments(team, now):
    post = make_post(team, now)
    comment(post, "Which grinder is this for?")
    shown = brief_as_dict(brief_of(post))
    assert shown["angle_name"] == "The answer to “Which grinder is this for?”"
    assert "espresso grind and morning coffee" in shown["target_audience"]
    assert any("Your espresso is sour" in hook for hook in shown["hook_ideas"])
    assert any("3.2 s" in note for note in shown["script_outline"]["intro"])
    assert shown["posting_guidance"]["platform_priority"] == ["tiktok"]
    assert "scored" in shown["posting_guidance"]["time_window_hint"]


def test_a_brief_says_where_it_came_from_and_that_it_is_simulated(team, now):
    post = make_post(team, now)
    brief = brief_of(post)
    assert brief.source_reference["schedule_id"] == str(post.pk)
    assert brief.source_reference["figures"]["views"] == 1450
    assert (brief.is_simulated, brief.written_by) == (True, "rules")


def test_a_post_has_one_brief(team, now):
    post = make_post(team, now)
    assert brief_of(post) == brief_of(post)
    assert CreativeBrief.objects.count() == 1


def test_a_brief_from_a_sentence_claims_no_figures(team, owner):
    brief = write_brief_from_prompt(team, "Show cold brew in a paper filter at home", by=owner)
    check_shape(brief_as_dict(brief))
    assert brief.source_type == "prompt_only"
    assert "cold brew" in brief.target_audience
    assert brief.posting_guidance["time_window_hint"].startswith("No post has been measured")


@pytest.mark.parametrize("prompt", ["", "  ", "a", "x" * 2001])
def test_a_prompt_without_content_is_refused_with_a_sentence(team, prompt):
    with pytest.raises(BriefProblem, match=r"\w+ .*\."):
        write_brief_from_prompt(team, prompt)


def test_a_models_brief_is_held_to_the_figures(team, now, monkeypatch):
    class Model:
        def compose(self, *, instructions, data, shape):
            notes = ["Open on the frame at 3.2 s."]
            said = dict.fromkeys(("intro", "body", "cta", "broll", "face_cam"), notes)
            said |= {
                "angle_name": "Two clicks finer",
                "target_audience": "Home baristas with sour shots",
                "core_promise": "A sweeter shot in 20.4 s",
                "hook_ideas": ["Sour? Grind finer.", "1,450 people saw this."],
            }
            with pytest.raises(ValueError, match="not in the data: 77"):
                shape.model_validate({**said, "core_promise": "77 times better"})
            return Answer(shape.model_validate(said), "test-model")

    monkeypatch.setattr(service, "get_text_model", Model)
    brief = brief_of(make_post(team, now))
    assert (brief.written_by, brief.angle_name) == ("test-model", "Two clicks finer")
    assert brief.posting_guidance["platform_priority"] == ["tiktok"]
