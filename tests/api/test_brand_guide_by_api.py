"""The brand guide by API: read by all, changed by owners and admins, held to the page's rules."""

import pytest

from teams.models import BrandGuide, EventLog

PATH = "/api/brand-guide"


def change(api, **body):
    return api.patch(PATH, body, format="json")


def test_a_team_without_a_guide_gets_an_empty_one(api):
    guide = api.get(PATH).json()
    assert guide["banned_words"] == []
    assert guide["emoji_use"] == "few"
    assert not BrandGuide.objects.exists()


def test_what_is_sent_is_changed_and_the_rest_stays(api, team, owner):
    change(api, tone="Dry.", hashtags_always=["#coffee", "Tea"])
    answer = change(api, banned_words=["cheap", " Cheap "], colours=["#1A73E8"])
    assert answer.status_code == 200
    guide = BrandGuide.objects.get(team=team)
    assert guide.tone == "Dry."
    assert guide.hashtags_always == ["coffee", "Tea"]
    assert guide.banned_words == ["Cheap"]
    assert answer.json()["colours"] == ["#1a73e8"]
    event = EventLog.objects.filter(event_type="brand_guide_edited").latest("created_at")
    assert event.message == "Changed: banned words, colours."
    assert event.user == owner


@pytest.mark.parametrize(
    ("body", "name", "said"),
    [
        ({"colours": ["red"]}, "colours", "no colour"),
        ({"hashtags_never": ["two words"]}, "hashtags_never", "no hashtag"),
        ({"banned_words": [str(n) for n in range(201)]}, "banned_words", "200 entries"),
        ({"must_say": ["x" * 201]}, "must_say", "at most 200"),
        ({"must_say": [["nested"]]}, "must_say", ""),
        ({"emoji_use": "always"}, "emoji_use", ""),
        ({"voice": "x"}, "voice", ""),
    ],
)
def test_what_the_page_refuses_the_api_refuses(api, body, name, said):
    answer = change(api, **body)
    assert answer.status_code == 400
    assert said in str(answer.json()["errors"][name])
    assert not BrandGuide.objects.exists()


def test_a_list_may_not_contradict_what_is_stored(api):
    change(api, banned_words=["cheap"], hashtags_never=["sale"])
    assert "banned word" in str(change(api, must_say=["So cheap!"]).json()["errors"]["must_say"])
    never = change(api, hashtags_always=["Sale"]).json()["errors"]["hashtags_always"]
    assert "never appear" in str(never)


def test_a_member_reads_and_does_not_change(teammate_client):
    assert teammate_client.get(PATH).status_code == 200
    body = {"tone": "Loud."}
    answer = teammate_client.patch(PATH, body, content_type="application/json")
    assert answer.status_code == 403


def test_another_team_has_its_own(api, stranger_api, team):
    change(api, tone="Dry.")
    assert stranger_api.get(PATH).json()["tone"] == ""
    change(stranger_api, tone="Ours.")
    assert BrandGuide.objects.get(team=team).tone == "Dry."
