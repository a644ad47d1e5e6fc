"""“Rewrite” and “Suggest hashtags” on a post: shown with the difference, taken or left."""

import re

import pytest
from django.urls import reverse

from ai.models import AIUsage
from scheduling.models import PostingSchedule
from tests.analysis.rewriting.conftest import SPOKEN, no_models, openai_server, paying
from tests.factories import make_analysis, make_asset, make_connection, make_schedule
from tests.openai_server import says

__all__ = ["no_models", "openai_server", "paying"]
CHAT = "/chat/completions"
BODY = "Your first loaf fails because the starter is too young. Feed it twice a day for a week."


@pytest.fixture
def post(team):
    asset = make_asset(team, filename="sourdough.mp4")
    make_analysis(
        asset,
        transcript=SPOKEN,
        transcript_language="en",
        ai_caption_suggestions={"tiktok": [BODY, "Feed it twice a day for a week."]},
    )
    return make_schedule(make_connection(team), asset, body=BODY, hashtags=["#sourdough"])


def suggest(client, post, *, htmx=True, **wishes):
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(reverse("post-rewrite-suggest", args=[post.pk]), wishes, headers=headers)


def taken(page: str) -> dict[str, str]:
    """The fields that the first “Take it” of a page would send."""
    form = re.search(r'<form method="post" action="[^"]*/edit/">(.*?)</form>', page, re.S)[1]
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    return fields | dict(
        re.findall(r'<textarea name="(\w+)" hidden>\n(.*?)</textarea>', form, re.S)
    )


@pytest.mark.usefixtures("no_models")
def test_a_suggestion_shows_what_changes_and_saves_nothing(owner_client, post):
    page = suggest(owner_client, post, length="shorter").content.decode()
    assert "By rules on this machine" in page
    assert "<del>" in page
    assert "No text model is configured" in page
    assert PostingSchedule.objects.get(pk=post.pk).body == BODY


@pytest.mark.usefixtures("no_models")
def test_taking_it_saves_it_as_an_edit(owner_client, post):
    page = suggest(owner_client, post, length="shorter").content.decode()
    fields = taken(page)
    answer = owner_client.post(reverse("post-edit", args=[post.pk]), fields)
    assert answer.status_code == 302
    changed = PostingSchedule.objects.get(pk=post.pk)
    assert changed.body == fields["body"] != BODY
    assert changed.hashtags == ["#sourdough"]
    assert changed.version == post.version + 1


@pytest.mark.usefixtures("no_models")
def test_taking_it_over_a_colleagues_edit_is_refused_with_both_texts(owner_client, post):
    fields = taken(suggest(owner_client, post, length="shorter").content.decode())
    PostingSchedule.objects.filter(pk=post.pk).update(body="Theirs.", version=post.version + 1)
    answer = owner_client.post(reverse("post-edit", args=[post.pk]), fields)
    assert answer.status_code == 409
    assert "Theirs." in answer.content.decode()


@pytest.mark.usefixtures("no_models")
def test_unsaved_words_of_the_editor_are_what_is_rewritten(owner_client, post):
    sent = {"body": "One. Two is here now.", "hashtags": "#mine", "version": 1, "link_url": "u"}
    page = suggest(owner_client, post, **sent).content.decode()
    assert "Two is here now." in page
    assert "sourdough" not in page.split("Other captions")[0].split("<form")[0]


def test_a_models_suggestion_names_the_model_and_is_charged(owner_client, post, openai_server):
    openai_server.script(CHAT, says({"caption": "Feed the starter twice.", "hashtags": []}))
    page = suggest(owner_client, post, tone="casual").content.decode()
    assert "test-model-1" in page
    row = AIUsage.objects.get()
    assert (row.team, row.purpose, row.asset_id) == (post.team, "rewrite", post.media_id)


def test_another_one_asks_afresh(owner_client, post, openai_server):
    first, second = {"caption": "Feed it twice.", "hashtags": []}, {"caption": "Feed it.",
                                                                   "hashtags": []}  # fmt: skip
    openai_server.script(CHAT, says(first), says(second))
    page = suggest(owner_client, post).content.decode()
    assert 'name="afresh"' in page
    again = suggest(owner_client, post, afresh="1").content.decode()
    assert taken(again)["body"] == "Feed it."


def test_hashtags_are_suggested_for_the_words_as_they_are(owner_client, post, openai_server):
    openai_server.script(CHAT, says({"hashtags": ["RyeFlour", "sourdough"]}))
    page = suggest(owner_client, post, do="hashtags").content.decode()
    assert "<ins>#RyeFlour</ins>" in page
    assert taken(page)["body"] == BODY
    assert taken(page)["hashtags"] == "#RyeFlour #sourdough"


@pytest.mark.usefixtures("no_models")
def test_it_works_without_javascript(owner_client, post):
    page = owner_client.get(reverse("post-rewrite", args=[post.pk])).content.decode()
    assert "<h1>Rewrite</h1>" in page
    full = suggest(owner_client, post, htmx=False, length="shorter").content.decode()
    assert "<h1>Rewrite</h1>" in full
    assert taken(full)["version"] == str(post.version)


def test_other_captions_of_the_analysis_can_be_used_from_the_post(owner_client, post):
    page = owner_client.get(reverse("post", args=[post.pk])).content.decode()
    assert "Other captions for this clip (1)" in page
    part = page.split("Other captions")[1]
    assert taken(part)["body"] == "Feed it twice a day for a week."


@pytest.mark.usefixtures("no_models")
def test_wishes_that_make_no_sense_are_told(owner_client, post):
    answer = suggest(owner_client, post, max_length="3")
    assert answer.status_code == 422
    assert "20" in answer.content.decode()


@pytest.mark.usefixtures("no_models")
def test_a_post_that_is_out_is_left_alone(owner_client, post):
    PostingSchedule.objects.filter(pk=post.pk).update(status="posted", external_post_id="1")
    page = suggest(owner_client, post).content.decode()
    assert "cannot be changed any more" in page
    assert "Take it" not in page


@pytest.mark.usefixtures("no_models")
def test_an_empty_caption_is_told(owner_client, post):
    PostingSchedule.objects.filter(pk=post.pk).update(body="")
    assert "no caption to rewrite" in suggest(owner_client, post).content.decode()


@pytest.mark.usefixtures("no_models")
def test_hostile_words_are_shown_as_text(owner_client, post):
    evil = "<script>alert(1)</script> Bread. </textarea><b>x</b>"
    page = suggest(owner_client, post, body=evil, hashtags="").content.decode()
    assert "<script>alert" not in page
    assert "</textarea><b>" not in page
