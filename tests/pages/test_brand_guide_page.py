"""The brand guide: written by managers, read by all, followed by every suggestion."""

import pytest
from django.urls import reverse

from analysis.services.voices import voice_of
from teams.models import BrandGuide, EventLog

GUIDE = {
    "tone": "Dry, warm, short.",
    "emoji_use": "never",
    "banned_words": "cheap\r\n game changer \ncheap",
    "must_say": "Baked in Ghent.",
    "sample_posts": "Bread, again.\n\nIt is rye.\n---\nThe oven is on.",
    "hashtags_always": "#GhentBakes, bread",
    "hashtags_never": "fyp",
    "colours": "#1A73E8 #ffffff",
}


def save(client, **changes):
    return client.post(reverse("brand-guide-edit"), {**GUIDE, **changes})


def test_what_is_written_is_stored_as_lists_with_an_event(owner_client, team):
    assert save(owner_client).status_code == 302
    guide = BrandGuide.objects.get(team=team)
    assert guide.banned_words == ["cheap", "game changer"]
    assert guide.sample_posts == ["Bread, again.\n\nIt is rye.", "The oven is on."]
    assert guide.hashtags_always == ["GhentBakes", "bread"]
    assert guide.colours == ["#1a73e8", "#ffffff"]
    event = EventLog.objects.get(team=team, event_type="brand_guide_edited")
    assert "banned words" in event.message


def test_saving_again_keeps_one_guide(owner_client, team):
    save(owner_client)
    save(owner_client, tone="Loud.")
    assert BrandGuide.objects.get(team=team).tone == "Loud."


def test_the_form_shows_what_is_stored(owner_client, team):
    save(owner_client)
    page = owner_client.get(reverse("brand-guide")).content.decode()
    for text in ("game changer", "#GhentBakes #bread", "The oven is on.", "#1a73e8"):
        assert text in page


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ({"must_say": "So cheap."}, "holds the banned word “cheap”"),
        ({"hashtags_never": "bread"}, "#bread is among those that never appear"),
        ({"hashtags_always": "no-tag!"}, "is no hashtag"),
        ({"colours": "red"}, "is no colour"),
        ({"banned_words": "x" * 201}, "at most 200 characters"),
        ({"sample_posts": "\n---\n".join(map(str, range(30)))}, "20 entries are the most"),
        ({"emoji_use": "always"}, "not one of the available choices"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(owner_client, team, bad, sentence):
    answer = save(owner_client, **bad)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not BrandGuide.objects.filter(team=team).exists()


def test_members_read_it_and_do_not_write_it(owner_client, teammate_client, team):
    save(owner_client)
    page = teammate_client.get(reverse("brand-guide")).content.decode()
    assert "Dry, warm, short." in page
    assert "<textarea" not in page
    assert save(teammate_client).status_code == 403


def test_another_team_has_its_own(owner_client, stranger_client, team, stranger):
    save(owner_client)
    page = stranger_client.get(reverse("brand-guide")).content.decode()
    assert "Dry, warm, short." not in page


def test_suggestions_follow_it(owner_client, team):
    save(owner_client)
    voice = voice_of(team)
    assert (voice.tone, voice.emoji) == ("Dry, warm, short.", "never")
    assert voice.banned_in("A Game  Changer, really") == "Game  Changer"
    assert not voice.allows_tag("CheapBread")
