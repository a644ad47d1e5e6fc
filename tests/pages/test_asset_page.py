"""One asset: what was found, what was not, live progress, words with their limits."""

from django.urls import reverse
from django.utils import timezone

from analysis.selectors import get_timeline
from tests.factories import make_analysis, make_asset, make_connection, make_job, make_schedule


def page_of(client, asset) -> str:
    response = client.get(reverse("asset", args=[asset.pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_the_score_is_shown_part_by_part_with_evidence_that_seeks(owner_client, story):
    page = page_of(owner_client, story.assets[0])
    assert "27 of 30 points" in page
    assert 'data-seek="0.5"' in page
    assert "A face and moving words are there in the first second." in page


def test_a_missing_transcript_says_why(owner_client, team):
    asset = make_asset(team)
    make_analysis(asset, transcript_status="No speech-to-text is configured.")
    assert "No speech-to-text is configured." in page_of(owner_client, asset)


def test_an_asset_without_an_analysis_opens_and_promises_nothing(owner_client, team):
    page = page_of(owner_client, make_asset(team, status="ingested"))
    assert "They come with the analysis." in page
    assert "Score before posting" not in page


def test_a_hostile_name_is_shown_as_text(owner_client, team):
    page = page_of(owner_client, make_asset(team, filename="<script>alert(1)</script>.mp4"))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_captions_are_counted_by_each_platforms_rule(owner_client, team):
    asset = make_asset(team)
    captions = {"x": ["Look https://example.com/a-very-long-address-that-counts-23"]}
    make_analysis(asset, ai_caption_suggestions=captions, ai_hashtag_suggestions={"x": []})
    assert "28 of 280 characters" in page_of(owner_client, asset)


def test_the_page_polls_while_the_analysis_runs_and_reloads_when_it_is_over(owner_client, team):
    asset = make_asset(team, status="analyzing")
    job = make_job(asset, status="processing", progress_pct=42, lease_owner="w")
    status = reverse("asset-status", args=[asset.pk])
    assert f'hx-get="{status}"' in page_of(owner_client, asset)
    assert "42%" in owner_client.get(status).content.decode()
    job.status = "completed"
    job.save()
    assert owner_client.get(status)["HX-Refresh"] == "true"
    assert status not in page_of(owner_client, asset)


def test_a_failed_analysis_says_why_and_what_to_do(owner_client, team):
    asset = make_asset(team, status="failed")
    make_job(asset, status="failed", error="The video ends after 0.1 s.", due_at=timezone.now())
    page = page_of(owner_client, asset)
    assert "The video ends after 0.1 s." in page
    assert "Use “Re-analyse” to try again." in page


def test_posts_of_the_asset_are_listed_with_their_state(owner_client, team):
    asset = make_asset(team)
    make_schedule(make_connection(team, platform_username="maker"), asset, status="failed",
                  failure_reason="refused")  # fmt: skip
    page = page_of(owner_client, asset)
    assert "@maker" in page
    assert "Failed" in page


def test_the_number_of_queries_does_not_grow_with_the_posts(
    owner_client, team, django_assert_max_num_queries
):
    asset = make_asset(team)
    make_analysis(asset)
    make_schedule(make_connection(team), asset)
    address = reverse("asset", args=[asset.pk])
    owner_client.get(address)
    with django_assert_max_num_queries(45) as few:
        owner_client.get(address)
    for _ in range(8):
        make_schedule(make_connection(team), asset)
    with django_assert_max_num_queries(len(few)):
        owner_client.get(address)


def test_a_timeline_scales_seconds_and_tells_nothing_found_from_not_measured():
    features = {
        "duration_sec": 10.0,
        "pacing": {"cut_times_sec": [2.5]},
        "sound": None,
        "hook": {"duration_sec": 3.0},
    }
    line = get_timeline(features)
    assert line.cuts == [(250.0, 2.5)]
    assert line.silences is None
    assert line.hook.width == 300.0
    assert get_timeline({"duration_sec": None}) is None


def test_words_for_networks_without_an_account_are_folded_away(owner_client, team):
    asset = make_asset(team)
    make_analysis(asset)
    make_connection(team, platform="tiktok")
    page = page_of(owner_client, asset)
    shown, _, folded = page.partition("For networks without an account of yours (1)")
    assert "TikTok" in shown
    assert "Instagram Reels" in folded


def test_text_that_stays_on_screen_is_one_line_with_its_times(owner_client, team):
    asset = make_asset(team)
    readings = [(0.0, "ASK"), (0.6, "Ask"), (1.2, "DO"), (3.0, "ASK")]
    make_analysis(asset, on_screen_text=[{"time_sec": t, "text": text} for t, text in readings])
    page = owner_client.get(reverse("asset", args=[asset.pk])).content.decode()
    card = page.split("What is written on screen")[1].split("</section>")[0]
    assert card.count("<li>") == 3
    assert "0:00.0–0:00.6" in card


def test_captions_are_named_for_trying_one_against_another(owner_client, team):
    asset = make_asset(team)
    make_analysis(
        asset,
        ai_caption_suggestions={"youtube": ["Why does it rise?", "“It rose.”"]},
        ai_title_suggestions={"youtube": ["Why it rises"]},
        ai_first_comments={"youtube": "Did yours rise?"},
        virality_features={"language": "en"},
    )
    page = owner_client.get(reverse("asset", args=[asset.pk])).content.decode()
    assert "<strong>A</strong> A question" in page
    assert "<strong>B</strong> A quotation" in page
    assert "Why it rises" in page
    assert "First comment: Did yours rise?" in page
