"""The page behind a review link, by somebody without an account; and where the team makes it."""

import io
import logging
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from scheduling.link_tokens import token_of
from scheduling.models import Approval, PostingSchedule, ReviewLink
from scheduling.services.links import create_link, revoke_link
from tests.factories import make_asset, make_connection, make_schedule, make_team


@pytest.fixture
def account(team):
    return make_connection(team, platform_username="rosas")


@pytest.fixture
def post(team, account):
    at = timezone.now() + timedelta(days=1)
    picture = io.BytesIO()
    Image.new("RGB", (90, 160), "teal").save(picture, "JPEG")
    path = default_storage.save(f"teams/{team.pk}/p.jpg", ContentFile(picture.getvalue()))
    asset = make_asset(
        team, storage_path=path, thumbnail_url=path, media_type="image", mime_type="image/jpeg"
    )
    return make_schedule(account, asset, scheduled_at=at, review_status="awaiting", body="Cups.")


@pytest.fixture
def link(team, owner, account, post) -> ReviewLink:
    now = timezone.now()
    return create_link(team, name="Rosa", by=owner, now=now, days=7, connection=account)


def page_of(link) -> str:
    return reverse("client-review", args=[token_of(link)])


def door(name: str, link, post) -> str:
    return reverse(name, args=[token_of(link), post.pk])


def test_the_client_sees_the_posts_without_an_account(client, link, post):
    answer = client.get(page_of(link))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Hello Rosa" in page
    assert "Cups." in page
    assert "Kitchen" in page
    assert "sidebar" not in page
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "same-origin"  # “no-referrer” would break our own forms
    assert answer["Cache-Control"] == "private, no-store"
    assert '<meta name="robots" content="noindex">' in page


def test_the_files_come_through_the_link_and_only_those(client, link, post, account):
    assert client.get(door("client-file", link, post)).status_code == 200
    assert client.get(door("client-picture", link, post)).status_code == 200
    other = make_schedule(account, post.media, status="canceled", repeat=2)
    foreign = make_schedule(make_connection(make_team()), review_status="awaiting")
    for hidden in (other, foreign):
        for name in ("client-file", "client-picture"):
            assert client.get(door(name, link, hidden)).status_code == 404
        for name in ("client-approve", "client-ask"):
            body = {"name": "R", "version": 1, "note": "n"}
            assert client.post(door(name, link, hidden), body).status_code == 404


def test_the_client_approves_with_a_name(client, link, post):
    body = {"name": "Rosa Diaz", "version": post.version}
    page = client.post(door("client-approve", link, post), body, follow=True).content.decode()
    assert "Thank you: approved." in page
    assert "You approved it" in page
    assert Approval.objects.get().client_name == "Rosa Diaz"


def test_the_client_asks_for_changes_with_a_reason(client, link, post):
    path, body = door("client-ask", link, post), {"name": "Rosa", "version": 1, "note": " "}
    answer = client.post(path, body)
    assert answer.status_code == 422
    assert "Say what should change." in answer.content.decode()
    page = client.post(path, {**body, "note": "Another cup."}, follow=True).content.decode()
    assert "the team has your note" in page
    assert "You asked for changes" in page
    post.refresh_from_db()
    assert post.review_note == "Rosa (client): Another cup."


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "R"},
        {"name": "R", "version": "x"},
        {"name": "R", "version": "99"},
        {"name": "R" * 5000, "version": "1"},
        {"name": "\x00", "version": "1"},
    ],
)
def test_what_makes_no_sense_is_refused_kindly(client, link, post, body):
    answer = client.post(door("client-approve", link, post), body)
    assert answer.status_code == 422
    assert not Approval.objects.exists()


def test_words_of_clients_cannot_break_out(client, owner_client, link, post):
    evil = "<script>alert(1)</script>"
    body = {"name": evil, "version": 1, "note": evil}
    page = client.post(door("client-ask", link, post), body, follow=True).content.decode()
    page += owner_client.get(reverse("review-post", args=[post.pk])).content.decode()
    page += owner_client.get(reverse("review-links")).content.decode()
    assert "<script>alert" not in page


def test_an_ended_link_says_so_and_shows_nothing(client, link, post, owner):
    ReviewLink.objects.filter(pk=link.pk).update(expires_at=timezone.now())
    for path in (page_of(link), door("client-file", link, post)):
        answer = client.get(path)
        assert answer.status_code == 410
        assert "This link has ended" in answer.content.decode()
        assert "Cups." not in answer.content.decode()
    ReviewLink.objects.update(expires_at=timezone.now() + timedelta(days=1))
    assert client.get(page_of(link)).status_code == 200
    revoke_link(link, by=owner, now=timezone.now())
    assert client.get(page_of(link)).status_code == 410
    body = {"name": "R", "version": 1}
    assert client.post(door("client-approve", link, post), body).status_code == 410
    assert not Approval.objects.exists()


def test_a_guessed_address_is_unknown_and_guessing_is_slowed_down(client, link):
    answers = [client.get(f"/client/{link.pk.hex}.guess{n}/").status_code for n in range(31)]
    assert answers[:30] == [404] * 30
    assert answers[30] == 429
    assert client.get(page_of(link)).status_code == 200


def test_decisions_are_limited(client, link, post):
    path = door("client-approve", link, post)
    answers = [client.post(path, {"name": ""}) for _ in range(61)]
    assert answers[59].status_code == 422
    assert answers[60].status_code == 429
    assert answers[60]["Retry-After"] == "300"


def test_other_sites_cannot_decide(link, post):
    client = Client(enforce_csrf_checks=True)
    body = {"name": "R", "version": 1}
    assert client.post(door("client-approve", link, post), body).status_code == 403
    assert not Approval.objects.exists()


def test_the_address_is_in_no_log(client, link, post, caplog, settings):
    caplog.set_level(logging.DEBUG)
    token = token_of(link)
    client.get(page_of(link))
    client.post(door("client-approve", link, post), {"name": "R", "version": 1})
    shown = " ".join(str(record.msg) for record in caplog.records if "structlog" in record.name)
    assert "/client/…/" in shown
    assert token not in shown


def test_queries_do_not_grow_with_the_posts(client, link, account, django_assert_max_num_queries):
    def queries() -> int:
        with django_assert_max_num_queries(30) as asked:
            client.get(page_of(link))
        return len(asked)

    queries()  # the first look is an event
    before = queries()
    for _ in range(5):
        make_schedule(account, review_status="awaiting")
    assert queries() == before


def test_the_team_makes_copies_and_revokes_links(owner_client, account, link):
    create = reverse("review-link-create")
    body = {"name": "Bruno", "connection": str(account.pk), "days": "3"}
    page = owner_client.post(create, body, follow=True).content.decode()
    assert "The link for Bruno is ready." in page
    made = ReviewLink.objects.get(name="Bruno")
    assert token_of(made) in page
    owner_client.post(reverse("review-link-revoke", args=[made.pk]))
    page = owner_client.get(reverse("review-links")).content.decode()
    assert token_of(made) not in page
    assert token_of(link) in page


def test_ticked_posts_are_shared(owner_client, client, post, account):
    other = make_schedule(account, review_status="awaiting", body="Not shared.")
    pairs = [f"{post.pk}:1", f"{make_schedule(make_connection(make_team())).pk}:1"]
    page = owner_client.post(reverse("review-link-choose"), {"post": pairs}).content.decode()
    assert "1 ticked post:" in page
    body = {"name": "Bruno", "days": "3", "post": pairs}
    owner_client.post(reverse("review-link-create"), body)
    made = ReviewLink.objects.get()
    assert list(made.posts.all()) == [post]
    page = client.get(page_of(made)).content.decode()
    assert "Cups." in page
    assert other.body not in page


def test_viewers_see_no_address_and_strangers_no_link(viewer_client, stranger_client, link):
    page = viewer_client.get(reverse("review-links")).content.decode()
    assert "Rosa" in page
    assert token_of(link) not in page
    assert "Rosa" not in stranger_client.get(reverse("review-links")).content.decode()
    revoke = reverse("review-link-revoke", args=[link.pk])
    assert viewer_client.post(revoke).status_code == 403
    assert stranger_client.post(revoke).status_code == 404


def test_links_by_api(api, stranger_api, client, account, post):
    body = {"name": "Bruno", "days": 3, "connection": str(account.pk)}
    made = api.post("/api/review-links", body, format="json")
    assert made.status_code == 201
    path = "/client/" + made.json()["address"].partition("/client/")[2]
    assert client.get(path).status_code == 200
    row = api.get(f"/api/review-links/{made.json()['id']}").json()
    assert "address" not in row
    assert row["times_opened"] == 1
    assert stranger_api.post("/api/review-links", body, format="json").status_code == 400
    assert api.post(f"/api/review-links/{row['id']}/revoke").json()["revoked_at"]
    assert client.get(path).status_code == 410
    assert api.post("/api/review-links", {"name": "B"}, format="json").status_code == 409


def test_the_posts_page_of_the_team_names_the_client(owner_client, client, link, post):
    client.post(door("client-approve", link, post), {"name": "Rosa Diaz", "version": 1})
    page = owner_client.get(reverse("review-post", args=[post.pk])).content.decode()
    assert "Rosa Diaz (client)" in page
    assert PostingSchedule.objects.get().review_status == "awaiting"
