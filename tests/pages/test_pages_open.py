"""Every page opens, for every role; strangers get one and the same 404."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_asset, make_connection, make_schedule

LISTS = [
    "score",
    "trends",
    "exemplars",
    "dashboard",
    "library",
    "review",
    "review-links",
    "posts",
    "calendar",
    "briefs",
    "connections",
    "team",
    "brand-guide",
    "team-data",
    "own-data",
    "activity",
    "coach",
    "ai-use",
    "post-import",
    "notifications",
    "reports",
    "experiments",
    "report-times",
    "report-calendar",
    "report-failures",
    "notification-preferences",
    "calendar-feeds",
    "planning",
    "campaigns",
    "content-calendars",
]
SINGLES = [
    "asset",
    "asset-status",
    "transcript",
    "transcript-status",
    "post",
    "post-file",
    "post-row",
    "post-rewrite",
    "brief",
]
POST_STEPS = ["post-edit", "post-approve", "post-send-back", "post-reject", "post-publish-now",
              "post-cancel", "post-move", "post-submit", "post-count", "post-send-again",
              "post-confirm", "post-declare-absent", "post-file-agree", "post-file-choose",
              "post-shorten", "post-rewrite-suggest"]  # fmt: skip
POST_STEPS += ["calendar-move", "calendar-next-free", "calendar-undo", "calendar-lock",
               "calendar-words"]  # fmt: skip
TRANSCRIPT_STEPS = ["analysis-cancel", "transcript-edit", "transcript-translate"]
BULK = ["library-upload", "library-archive", "library-restore", "library-reanalyse", "score-fit",
        "trend-add", "trend-import",
        "trend-source-add", "exemplar-import",
        "posts-approve", "post-import-check", "post-import-apply"]  # fmt: skip
BULK += ["calendar-bulk", "calendar-place"]
LISTS += ["calendar-fill"]


def row_for(name: str, story):
    kind = name.split("-")[0]
    asset = story.assets[0]
    return {"asset": asset, "transcript": asset, "post": story.posted, "brief": story.brief}[kind]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_page_opens_without_rows(name, owner_client, team):
    assert owner_client.get(reverse(name)).status_code == 200


def test_every_page_opens_with_rows_for_owner_and_viewer(owner_client, viewer_client, story):
    for client in (owner_client, viewer_client):
        for name in LISTS:
            assert client.get(reverse(name)).status_code == 200, name
        for name in SINGLES:
            assert client.get(reverse(name, args=[row_for(name, story).pk])).status_code == 200


def test_a_member_without_the_admin_still_gets_the_frame(viewer, viewer_client):
    viewer.is_staff = False
    viewer.save()
    page = viewer_client.get("/").content.decode()
    assert 'href="/library/"' in page


def test_strangers_get_the_same_404_for_foreign_and_unknown_rows(stranger_client, story):
    for name in SINGLES:
        foreign = stranger_client.get(reverse(name, args=[row_for(name, story).pk]))
        unknown = stranger_client.get(reverse(name, args=[uuid.uuid4()]))
        assert foreign.status_code == unknown.status_code == 404
        assert foreign.content == unknown.content


def test_strangers_change_nothing_of_ours(stranger_client, team):
    post = make_schedule(make_connection(team), make_asset(team), review_status="awaiting")
    for name in POST_STEPS:
        assert stranger_client.post(reverse(name, args=[post.pk])).status_code == 404, name
    account = reverse("connection-switch", args=[post.connection_id])
    assert stranger_client.post(account).status_code == 404
    post.refresh_from_db()
    assert (post.status, post.review_status) == ("pending", "awaiting")


def test_viewers_are_told_that_they_only_look(viewer_client, team):
    post = make_schedule(make_connection(team))
    addresses = [reverse(name, args=[post.pk]) for name in POST_STEPS] + [*map(reverse, BULK)]
    addresses += [reverse(name, args=[post.media_id]) for name in TRANSCRIPT_STEPS]
    for address in addresses:
        response = viewer_client.post(address)
        assert response.status_code == 403, address
        assert "Viewers can look at everything" in response.content.decode()


def test_nobody_gets_in_without_signing_in(db):
    for name in LISTS:
        response = Client().get(reverse(name))
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/")


def test_a_get_on_an_action_is_refused(owner_client, team):
    for name in BULK:
        answer = owner_client.get(reverse(name))
        assert answer.status_code == 405
        assert "Nothing was changed." in answer.content.decode()


def test_a_redirect_never_leaves_the_site(owner_client, team):
    data = {"next": "https://evil.example/"}
    response = owner_client.post(reverse("posts-approve"), data)
    assert response["Location"] == "/posts/"


def test_pages_load_one_copy_of_htmx_and_no_inline_script(owner_client, story):
    for path in ("/", "/library/", reverse("post", args=[story.posted.pk])):
        page = owner_client.get(path).content.decode()
        assert page.count("htmx.js") == 1
        assert "<script>" not in page
        assert '"includeIndicatorStyles": false' in page


def test_error_pages_wear_the_style(owner_client, team):
    page = owner_client.get("/nothing/here/")
    assert page.status_code == 404
    assert "There is nothing here" in page.content.decode()
    strict = Client(enforce_csrf_checks=True)
    assert "The form was too old" in strict.post("/accounts/login/").content.decode()


def test_a_crash_shows_the_style_and_no_trace(owner_client, team, monkeypatch, settings):
    def crash(*args):
        raise RuntimeError("secret detail")

    owner_client.raise_request_exception = False
    monkeypatch.setattr("teams.views.list_members", crash)
    page = owner_client.get("/team/")
    assert page.status_code == 500
    assert "Something broke on our side" in page.content.decode()
    assert "secret detail" not in page.content.decode()
