"""The file of a post in a real browser: proposed, being prepared, prepared and playing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from media_assets.models import MediaAsset, ProcessingJob
from media_assets.samples import animated_gif
from media_assets.services.ingest import ingest_file
from media_assets.services.variants import render_due
from platforms.models import Connection
from scheduling.services.files import plan_for
from scheduling.services.posts import agree, create_post
from tests.factories import make_analysis, make_asset, make_connection
from tests.pages.test_every_page_in_a_browser import findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOUR = timedelta(hours=1)
HEVC = {"facts": {"video_codec": "hevc", "audio_codec": "aac", "has_audio": True, "fps": 30}}


@pytest.fixture
def bluesky(team) -> Connection:
    return make_connection(team, platform="bluesky")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_proposal_and_its_progress_are_plain_to_everybody(surf, owner, team, bluesky, scheme):
    now = timezone.now()
    asset = make_asset(team, duration_sec=139.0, metadata=HEVC, thumbnail_url="")
    post = create_post(asset, bluesky, at=now + HOUR, by=owner, now=now, body="One cup. " * 40)
    browser = surf(owner, scheme=scheme, viewport={"width": 390, "height": 844})
    page = browser.open(f"/posts/{post.pk}/")
    assert page.get_by_text("Yes, do that").is_visible()
    assert findings(page) == []
    agree(post, recipe_hash=plan_for(post).recipe.hash, by=owner, now=now)
    ProcessingJob.objects.filter(job_type="render").update(progress_pct=45)
    page = browser.open(f"/posts/{post.pk}/")
    assert page.get_by_text("45 %").is_visible()
    assert findings(page) == []


def test_the_prepared_copy_plays_beside_a_link_to_the_original(surf, owner, team, real_gif):
    now = timezone.now()
    asset = ingest_file(team, real_gif, filename="ball.gif", now=now).asset
    MediaAsset.objects.filter(pk=asset.pk).update(status="analyzed")
    asset.refresh_from_db()
    make_analysis(asset)
    account = make_connection(team, platform="x")
    post = create_post(asset, account, at=now + HOUR, by=owner, now=now, body="A ball.")
    assert render_due(timezone.now()) == 1
    page = surf(owner).open(f"/posts/{post.pk}/")
    page.wait_for_function("document.querySelector('#file video').readyState > 0")
    assert page.get_by_text("Prepared:").is_visible()
    assert page.locator("#file video").evaluate("v => v.videoWidth") == 240
    assert findings(page) == []


@pytest.fixture
def real_gif(tmp_path):
    return animated_gif(tmp_path).path
