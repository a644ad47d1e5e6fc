"""Fanbase and Spill: at its time a post is handed to a person, who says when it is up."""

import hashlib
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from platforms.adapters import get_adapter
from platforms.adapters.assisted import is_assisted, profile_url
from platforms.exceptions import PersonNeeded, Rejected, Unsupported
from platforms.models import Connection
from platforms.services.connections import check_connection
from publishing.request import build_request
from publishing.services.publish import publish_due
from publishing.services.reconciliation import reconcile_due
from publishing.services.sweep import sweep_due
from tests.factories import make_asset, make_connection, make_schedule

pytestmark = pytest.mark.django_db

PICTURE = b"a picture of coffee"


def connect(team, platform: str, **fields) -> Connection:
    return make_connection(team, platform=platform, route=Connection.Route.DIRECT, **fields)


@pytest.fixture(params=["fanbase", "spill"])
def connection(team, request):
    return connect(team, request.param)


@pytest.fixture
def post(team, connection):
    """Due five minutes ago, with its picture in storage."""
    path = default_storage.save(f"teams/{team.pk}/cup.jpg", ContentFile(PICTURE))
    asset = make_asset(
        team,
        storage_path=path,
        filename="cup.jpg",
        media_type="image",
        mime_type="image/jpeg",
        file_size_bytes=len(PICTURE),
        sha256=hashlib.sha256(PICTURE).hexdigest(),
        duration_sec=None,
    )
    at = timezone.now() - timedelta(minutes=5)
    return make_schedule(connection, asset, scheduled_at=at, body="Coffee & <cream>.")


@pytest.fixture
def handed_over(post):
    """Its time has come."""
    publish_due(timezone.now(), owner="test")
    post.refresh_from_db()
    return post


def page_of(client, post) -> str:
    return client.get(reverse("post", args=[post.pk])).content.decode()


def test_publishing_asks_for_a_person_and_sends_nothing(connection, post):
    adapter, request = get_adapter(connection), build_request(post, "k-1")
    with pytest.raises(PersonNeeded, match="by hand"):
        adapter.publish(request, adapter.prepare(request, {}), timeout_seconds=1)


def test_at_its_time_the_post_waits_for_a_person(handed_over):
    assert (handed_over.status, handed_over.needs_person) == ("unconfirmed", True)
    assert handed_over.error_message.startswith("It is time to post this on ")
    assert handed_over.attempts.get().outcome == "unknown"


def test_the_page_has_file_caption_and_the_way_there(handed_over, owner_client):
    page = page_of(owner_client, handed_over)
    assert f"{reverse('media_assets:asset-file', args=[handed_over.media_id])}?download=1" in page
    assert 'data-copy="assisted-caption"' in page
    assert "Coffee &amp; &lt;cream&gt;." in page
    assert profile_url(handed_over.connection) in page


def test_the_person_pastes_its_address_and_it_counts_as_posted(handed_over, owner_client):
    address = "https://www.fanbase.app/posts/42"
    owner_client.post(reverse("post-confirm", args=[handed_over.pk]), {"url": address})
    handed_over.refresh_from_db()
    assert (handed_over.status, handed_over.external_post_url) == ("posted", address)
    assert "Olga" in handed_over.evidence


def test_an_address_that_is_none_is_not_taken(handed_over, owner_client):
    owner_client.post(reverse("post-confirm", args=[handed_over.pk]), {"url": "done!"})
    handed_over.refresh_from_db()
    assert handed_over.status == "unconfirmed"


def test_who_only_looks_on_gets_no_form(handed_over, viewer_client):
    assert "It is posted" not in page_of(viewer_client, handed_over)


def test_a_post_that_waits_is_never_handed_over_twice(handed_over):
    later = timezone.now()
    for days in (1, 2, 3):
        later += timedelta(days=days)
        sweep_due(later)
        publish_due(later, owner="test")
        assert reconcile_due(later, owner="test") == 1
    handed_over.refresh_from_db()
    assert (handed_over.status, handed_over.attempts.count()) == ("unconfirmed", 1)
    assert handed_over.error_message.startswith("It is time to post this on ")


def test_a_damaged_file_is_not_handed_over(connection, post):
    default_storage.delete(post.media.storage_path)
    default_storage.save(post.media.storage_path, ContentFile(b"another picture"))
    with pytest.raises(Rejected, match="damaged"):
        get_adapter(connection).prepare(build_request(post, "k-1"), {})


def test_captions_that_are_too_long_are_said_before(connection, post):
    post.body = "word " * 200
    [problem] = get_adapter(connection).validate(build_request(post, "k-1"))
    assert "at most" in problem


def test_nothing_is_claimed_that_cannot_be_done(connection):
    adapter = get_adapter(connection)
    assert adapter.capabilities == frozenset()
    with pytest.raises(Unsupported):
        adapter.fetch_metrics("1")


def test_there_is_nobody_to_ask_about_the_account(connection, now):
    assert not check_connection(connection, now=now)
    connection.refresh_from_db()
    assert (connection.status, connection.status_reason) == ("connected", "")
    assert connection.api_errors_24h == 0


def test_a_simulated_account_needs_nobody(team):
    assert not is_assisted(make_connection(team, platform="spill"))
    assert not is_assisted(connect(team, "x"))


@pytest.mark.parametrize(
    "bad", ["javascript:alert(1)", "http://x.example", "https://", "https://[", 7]
)
def test_only_web_addresses_are_linked(team, bad):
    connection = connect(team, "fanbase", metadata={"profile_url": bad})
    assert profile_url(connection) == "https://www.fanbase.app/"


def test_the_accounts_own_page_is_linked_where_it_is_known(team):
    mine = "https://www.fanbase.app/@olga"
    assert profile_url(connect(team, "fanbase", metadata={"profile_url": mine})) == mine
