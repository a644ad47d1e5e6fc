"""The rules: every claim has a figure of the evidence in it, and is about this clip."""

import pytest

from briefs.citations import invented_numbers, numbers_in
from briefs.services.gather import gather_clip, gather_post
from coaching.rules import advise
from tests.coaching.scenes import comment, make_clip, make_post, measure, reading_of
from tests.factories import make_asset


def advice_on(post, checkpoint="24h"):
    evidence = gather_post(post, reading_of(post, checkpoint))
    return advise(evidence), evidence


@pytest.mark.parametrize("views", [90, 600, 1000, 1450, 50_000])
@pytest.mark.parametrize("peers", [(), (1000,), (800, 900, 1000, 1100, 1200)])
def test_every_claim_cites_figures_that_are_in_the_snapshot(team, now, views, peers):
    post = make_post(team, now, views=views, peers=peers)
    comment(post, "Which grinder is this for?", tags=["grinder"])
    comment(post, "Too loud, could not watch", label="negative", score=-0.5, tags=["grinder"])
    advice, evidence = advice_on(post)
    assert advice.what_to_change
    for sentence in (*advice.what_worked, *advice.what_to_change):
        assert numbers_in(sentence), sentence
        differences = [abs(c.difference_pct or 0) for c in evidence.post.comparisons]
        known = {**evidence.as_snapshot(), "differences": differences, "words": 3}
        assert invented_numbers(sentence.replace("0.5", ""), known) == [], sentence


def test_the_summary_names_this_clip_and_how_it_did(team, now):
    advice, _ = advice_on(make_post(team, now))
    assert advice.summary.startswith(
        "“Your espresso is sour because you grind too coarse” had 1,450"
    )
    assert "Above your channel median by 45% views." in advice.summary
    assert "simulation" in advice.summary


def test_a_good_post_is_told_what_worked_first(team, now):
    post = make_post(team, now)
    for _ in range(3):
        comment(post, "Love the grinder tip!", tags=["grinder tip"])
    advice, _ = advice_on(post)
    assert advice.what_worked[0].startswith("1,450 views after 24 hours, where 1,000 is usual")
    assert "3 of 3 comments that could be read are positive; “grinder tip”" in advice.what_worked[1]
    assert "“Your espresso is sour because you grind too coarse” at 0.3 s" in advice.what_worked[2]


def test_a_weak_post_is_told_what_lags_and_by_how_much(team, now):
    advice, _ = advice_on(make_post(team, now, views=400))
    assert advice.what_to_change[0].startswith(
        "Views: 400 after 24 hours, 60% under the usual 1,000"
    )
    assert any("forecast of 72 was too hopeful" in s for s in advice.what_to_change)


def test_the_points_to_gain_come_from_the_analysis(team, now):
    advice, _ = advice_on(make_post(team, now))
    assert any(
        s.startswith("There is no text on screen: put the promise") and "6 points" in s
        for s in advice.what_to_change
    )


def test_a_caption_that_forgets_the_hook_is_noticed(team, now):
    advice, _ = advice_on(make_post(team, now))
    assert any("shares 0 of" in s and "New machine day" in s for s in advice.what_to_change)


def test_a_question_in_the_comments_becomes_an_explainer_and_a_reply(team, now):
    post = make_post(team, now)
    comment(post, "Which grinder is this for?", likes=9)
    advice, _ = advice_on(post)
    explainer = next(f for f in advice.formats if f["format"] == "explainer")
    assert "“Which grinder is this for?” from ann" in explainer["description"]
    assert any(action["type"] == "reply" for action in advice.next_actions)


def test_growth_after_the_first_day_is_told_at_seven_days(team, now):
    post = make_post(team, now, views=1000)
    measure(post, "7d", views=4200, peers=(1000, 1100, 900, 1000))
    advice, _ = advice_on(post, "7d")
    assert any("1,000 views after 24 hours have become 4,200" in s for s in advice.what_worked)


def test_nothing_to_compare_with_is_said(team, now):
    advice, _ = advice_on(make_post(team, now, peers=()))
    assert "no other post of this account" in advice.summary


def test_media_without_analysis_or_post_still_get_an_honest_answer(team):
    advice = advise(gather_clip(make_asset(team, filename="IMG_2041.mp4")))
    assert "has no score" in advice.summary
    assert "Not posted yet" in advice.summary
    assert advice.what_worked == []
    assert advice.formats


def test_before_posting_the_forecast_speaks(team):
    advice = advise(gather_clip(make_clip(team)))
    assert "is rated 72 of 100 before posting" in advice.summary
    assert advice.what_to_change
